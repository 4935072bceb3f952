"""Who may do what. The one table of it; views, services and jobs all ask here.

Where a row may be seen at all is the database's business (`core.scope`); this says which acts a
role may do to the rows that it sees.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.core.errors import NOT_ALLOWED, Refusal


class Role(models.TextChoices):
    CASEWORKER = "caseworker", _("caseworker")
    REVIEWER = "reviewer", _("reviewer")
    MANAGER = "manager", _("program manager")
    FINANCE = "finance", _("finance officer")
    AUDITOR = "auditor", _("auditor")
    EDITOR = "editor", _("editor")
    ADMINISTRATOR = "administrator", _("administrator")


# Roles whose accounts see people, and those among them that may change anything.
SEES_PEOPLE = {Role.CASEWORKER, Role.REVIEWER, Role.MANAGER, Role.FINANCE, Role.AUDITOR}
WRITES = {Role.CASEWORKER, Role.REVIEWER, Role.MANAGER, Role.FINANCE}

C, R, M, F, A, _EDITOR, X = Role
ACTIONS: dict[str, set[str]] = {
    # people
    "person.view": {C, R, M, F, A},
    "person.register": {C, R},
    "person.change": {C, R},
    "person.move": {C, R, M},
    "person.reveal": {C, R, M, F, A},
    "duplicate.view": {C, R, M, A},
    "duplicate.decide": {R, M},
    "duplicate.find": {M},
    "person.merge": {R, M},
    # programs
    "program.view": {C, R, M, F, A},
    "program.change": {M},
    # enrolment
    "enrolment.view": {C, R, M, F, A},
    "enrolment.apply": {C, R},
    "enrolment.submit": {C, R},
    "enrolment.review": {R, M},
    "enrolment.suspend": {R, M},
    "enrolment.exit": {C, R, M},
    "enrolment.date-answer": {C, R, M},
    "document.view": {C, R, M, F, A},
    "document.add": {C, R},
    "roster.import": {C, R, M},
    "roster.export": {C, R, M, F, A},
    # publicity
    "publicity.view": {C, R, M, F, A},
    "publicity.publish": {M},
    "publicity.objection": {C, R, M},
    # money
    "fund.view": {M, F, A},
    "fund.change": {F},
    "fund.receive": {F},
    "fund.allot": {M, F},
    "fund.allot-approve": {F},
    "entitlement.generate": {M, F},
    "batch.view": {M, F, A},
    "batch.make": {M, F},
    "batch.check": {M, F},
    "batch.approve": {M, F},
    "batch.send": {F},
    "batch.confirm": {F},
    "batch.cancel": {M, F},
    "receipt.give": {C, R, M, F, A},
    "batch.reissue": {F},
    "return.view": {C, R, M, F, A},
    "handout.view": {C, R, M, F, A},
    "handout.record": {C, R},
    "batch.release": {F},
    "approvals.change": {M},
    "bankformat.change": {F},
    "claim.view": {M, F, A},
    "claim.open": {F},
    "claim.record": {F},
    "claim.write-off": {F},
    "claim.decide": {M},
    "claim.take-back": {F},
    "ledger.view": {M, F, A},
    # assurance: who has a hand in the money sees what is found, and answers for it; auditors decide what becomes of it
    "finding.view": {C, R, M, F, A},
    "finding.remark": {C, R, M, F, A},
    "finding.assign": {M, A},
    "finding.judge": {A},
    "assurance.view": {M, F, A},
    "assurance.run": {A},
    "assurance.export": {M, A},
    "assurance.figures": {M},
    "trail.view": {M, F, A},
    # the desk
    "history.view": {C, R, M, F, A},
    "accesslog.view": {A},
    "account.change": {X},
}


def grants_of(account) -> list:
    """The account's grants, read once for each instance of it."""
    if not hasattr(account, "_grants"):
        account._grants = list(account.grants.all()) if account.pk and account.is_active else []
    return account._grants


def forget(account) -> None:
    """Read the grants anew the next time: they were changed."""
    vars(account).pop("_grants", None)


def roles_of(account) -> set[str]:
    return {grant.role for grant in grants_of(account)}


def may(account, action: str, *, program: str | None = None) -> bool:
    """Whether a grant of the account allows `action` (for `program`, where one is given)."""
    allowed = ACTIONS[action]
    return any(
        grant.role in allowed and (program is None or "*" in grant.programs or program in grant.programs)
        for grant in grants_of(account)
    )


def require(account, action: str, *, program: str | None = None) -> None:
    """Raise `Refusal("not-allowed")` unless the account may."""
    if not may(account, action, program=program):
        raise Refusal("not-allowed", NOT_ALLOWED)
