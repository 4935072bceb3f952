"""What the app refuses to start without: a database role that row-level security binds."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

HARMLESS = """
    SELECT r.rolsuper OR r.rolbypassrls,
           EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
                   AND c.relkind = 'r' AND pg_has_role(r.oid, c.relowner, 'MEMBER'))
    FROM pg_roles r WHERE r.rolname = {who}
"""


def dangers() -> list[str]:
    """Why the present database login could get round row-level security; empty where it can't.

    In production the login itself must be harmless, not only the role that it has put on.
    """
    who = "session_user" if settings.PRODUCTION else "current_user"
    with connection.cursor() as cursor:
        cursor.execute(HARMLESS.format(who=who))
        bypasses, owns = cursor.fetchone()
    return ["bypass"] * bypasses + ["owner"] * owns


@register(Tags.database)
def app_role_is_harmless(app_configs, databases=None, **kwargs):
    if settings.AS_OWNER or not databases:
        return []
    try:
        found = dangers()
    except OperationalError:
        return []  # no database: the command that needs one says so better
    return (
        [
            Error(
                f"The database login could get round row-level security ({', '.join(found)}).",
                hint="Log in as registry_app: neither superuser, nor BYPASSRLS, nor owner of the tables. "
                "数据库登录角色可绕过行级安全，请改用 registry_app 登录。",
                id="registry.E001",
            )
        ]
        if found
        else []
    )


def refuse_dangerous_role() -> None:
    """End the process unless row-level security binds the login. Web servers and workers call it as they start.

    A database that is away is no reason to die: nothing can be read through it, and it may come back.
    """
    try:
        found = dangers()
    except OperationalError:
        return
    finally:
        connection.close()
    if found:
        raise ImproperlyConfigured(
            f"The database login could get round row-level security ({', '.join(found)}). Log in as "
            f"{settings.APP_ROLE}. 数据库登录角色可绕过行级安全，请改用 {settings.APP_ROLE} 登录。"
        )
