from registry.core.models.access import AccessLog
from registry.core.models.account import Account, Bureau, Grant
from registry.core.models.area import Area, AreaAlias
from registry.core.models.job import Job
from registry.core.models.scopekey import ScopeKey

__all__ = ["AccessLog", "Account", "Area", "AreaAlias", "Bureau", "Grant", "Job", "ScopeKey"]
