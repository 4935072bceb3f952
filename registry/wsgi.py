"""The entry for web servers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
application = get_wsgi_application()

from registry.core.checks import refuse_dangerous_role  # noqa: E402  (needs the apps)

refuse_dangerous_role()
