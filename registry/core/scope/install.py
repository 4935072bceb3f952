"""Put the declared access into the database: grants, policies, and who runs which function.

Runs as the owner after every migrate, and is idempotent: what is declared is what stands.
"""

import re
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connections, models

from registry.core.scope import key_blocks
from registry.core.scope.access import HOLDS, Access, Custom

OURS = {
    "core",
    "beneficiaries",
    "catalogue",
    "ledger",
    "enrolment",
    "rosters",
    "events",
    "cases",
    "payments",
    "assurance",
    "reports",
    "cms",
    "city",
}
FULL = Access(("SELECT", "INSERT", "UPDATE", "DELETE"))
# Which group an account is in, and what a group may do to pages: an administrator's.
OF_ADMINISTRATORS = Custom(verbs=FULL.verbs, read="true", write=HOLDS.format(role="administrator"))
# What the public reads, apart from what is released: an editor's.
OF_EDITORS = Custom(verbs=FULL.verbs, read="true", write=HOLDS.format(role="editor"))
# Tables of packages that aren't like the rest: made by migrations, about rights, or of no use here.
PACKAGES = {
    "wagtailcore_page": OF_EDITORS,
    "wagtailcore_revision": OF_EDITORS,
    "wagtailcore_site": OF_EDITORS,
    "wagtailredirects_redirect": OF_EDITORS,
    "wagtailimages_image": OF_EDITORS,
    "wagtaildocs_document": OF_EDITORS,
    "auth_permission": Access(("SELECT",)),
    "django_content_type": Access(("SELECT",)),
    "auth_group": OF_ADMINISTRATORS,
    "auth_group_permissions": OF_ADMINISTRATORS,
    "core_account_groups": OF_ADMINISTRATORS,
    "core_account_user_permissions": Access(("SELECT",)),
    "wagtailcore_grouppagepermission": OF_ADMINISTRATORS,
    "wagtailcore_groupcollectionpermission": OF_ADMINISTRATORS,
    "wagtailcore_groupsitepermission": OF_ADMINISTRATORS,
    # The context of a change is kept in its history row, which no one can write afterwards.
    "pghistory_context": Access(()),
}


def declared() -> Iterator[tuple[str, Access]]:
    """(table, access) for every table of the project and of the packages it uses."""
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if not meta.managed or meta.proxy:
            continue
        access = getattr(model, "access", None)
        tracked = getattr(model, "pgh_tracked_model", None)
        if tracked is not None:
            access = getattr(tracked, "access", Access(())).for_history()
        elif access is None:
            # Wagtail's pages and the tables of packages hold no people; ours that declare nothing get nothing.
            unnamed = FULL if meta.app_label not in OURS else OF_EDITORS if is_page(model) else Access(())
            access = PACKAGES.get(meta.db_table, unnamed)
        yield meta.db_table, access


def is_page(model: type[models.Model]) -> bool:
    """Whether Wagtail manages the rows of `model` (pages, and what hangs on them)."""
    return any(base.__module__.startswith(("wagtail.", "modelcluster.")) for base in model.__mro__) or (
        model._meta.auto_created and is_page(model._meta.auto_created)
    )


def install(using: str = "default") -> None:
    connection = connections[using]
    role = settings.APP_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = %s", [role])
        if cursor.fetchone()[0]:
            return  # the app's own role: a flush in a test, not a migrate
        inner, outer = key_blocks(settings.SCOPE_KEY)
        cursor.execute(
            "INSERT INTO core_scopekey (id, inner, outer) VALUES (1, %s, %s) "
            "ON CONFLICT (id) DO UPDATE SET inner = excluded.inner, outer = excluded.outer".replace(
                "inner", '"inner"'
            ).replace("outer", '"outer"'),
            [inner, outer],
        )
        statements = [
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            f"GRANT SELECT ON django_migrations TO {role}",
        ]
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        present = {name for (name,) in cursor.fetchall()}
        for table, access in declared():
            if table in present:
                statements += policies(table, access, role)
        statements += history_writers(cursor)
        statements += [NEVER_IGNORED, *callable_functions(cursor, role)]
        cursor.execute(";\n".join(statements))


def policies(table: str, access: Access, role: str) -> list[str]:
    quoted = f'"{table}"'
    statements = [
        f"DROP POLICY IF EXISTS scope_{verb} ON {quoted}" for verb in ("select", "insert", "update", "delete")
    ]
    if access.verbs:
        statements.append(f"GRANT {', '.join(access.verbs)} ON {quoted} TO {role}")
    if access.read is None:
        return [*statements, f"ALTER TABLE {quoted} DISABLE ROW LEVEL SECURITY"]
    statements.append(f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY")
    for verb in access.verbs:
        if verb == "SELECT":
            clause = f"USING ({access.read})"
        elif verb == "INSERT":
            clause = f"WITH CHECK ({access.write})"
        elif verb == "UPDATE":
            clause = f"USING ({access.write}) WITH CHECK ({access.write})"
        else:
            clause = f"USING ({access.write})"
        statements.append(f"CREATE POLICY scope_{verb.lower()} ON {quoted} FOR {verb} TO {role} {clause}")
    return statements


def history_writers(cursor) -> list[str]:
    """Let the triggers that record history write as the owner: the app's role can't write it any other way.

    What is the same for all rows of a statement (whose scope it is, why) is worked out once a statement: checking
    the signature for each row costs as much as writing the row.
    """
    events = [m for m in apps.get_models() if getattr(m, "pgh_tracked_model", None) is not None]
    tables = [m.pgh_tracked_model._meta.db_table for m in events]
    cursor.execute(
        "SELECT DISTINCT p.oid::regprocedure::text, pg_get_functiondef(p.oid) "
        "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE c.relname = ANY(%s) AND NOT t.tgisinternal AND p.prosrc ILIKE '%%pgh_created_at%%'",
        [tables],
    )
    statements = []
    for name, definition in cursor.fetchall():
        once = once_a_statement(definition)
        if once != definition:
            statements.append(once.rstrip())
        statements.append(f"ALTER FUNCTION {name} SECURITY DEFINER SET search_path = public, pg_temp")
    return statements


def once_a_statement(definition: str) -> str:
    """A history trigger's function as pghistory writes it, with the account named and the context read in scalar
    subqueries; one that is so already, or for single rows, stays as it is.
    """
    insert = HISTORY_INSERT.search(definition)
    if insert is None or '"pgh_account"' in definition:
        return definition
    table, columns, values = insert.groups()
    values = CONTEXT.sub(r"(SELECT \g<0>)", values)
    written = f'INSERT INTO {table} ("pgh_account", {columns}) SELECT (SELECT scope_account()), {values} FROM ('  # noqa: S608
    return definition[: insert.start()] + written + definition[insert.end() :]


HISTORY_INSERT = re.compile(r'INSERT INTO ("\w+") \(([^)]*)\) SELECT (.*?) FROM \(', re.DOTALL)
CONTEXT = re.compile(r"COALESCE\(NULLIF\(CURRENT_SETTING\('pghistory\.\w+', TRUE\), ''\), NULL\)::\w+")


# pgtrigger lets any session name triggers that shall not run (`SET pgtrigger.ignore = …`): for the app's role
# that would be the end of history, states and append-only tables. Here none is ever passed over.
NEVER_IGNORED = (
    "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean "
    "LANGUAGE sql IMMUTABLE AS 'SELECT false'"
)


def callable_functions(cursor, role: str) -> list[str]:
    """Functions are the app's to call, not everybody's, as a new one is. A trigger's own needs no right."""
    cursor.execute(
        "SELECT p.oid::regprocedure::text, p.prorettype = 'trigger'::regtype FROM pg_proc p "
        "WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' AND EXISTS ("
        "SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a "
        "WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE')"
    )
    statements = []
    for name, is_trigger in cursor.fetchall():
        statements.append(f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC")
        if not is_trigger:
            statements.append(f"GRANT EXECUTE ON FUNCTION {name} TO {role}")
    return statements
