"""The rules that stand in the database, a line for each table and kind of rule, and for each function: held against
`standing.txt`, where those that the migrations made are written down (`manage.py standing_rules`).

Whoever owns the server can drop a trigger, empty its function, loosen a check, or give the app rights that it doesn't
have. What is compared are digests: of names, and of the text of functions; and of the expressions, as the version of
PostgreSQL writes them that the file is of. Another version may write them otherwise, and isn't asked.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

FILE = Path(__file__).with_name("standing.txt")
# (of which table or function, kind of rule, name, what it is, what PostgreSQL writes of its expressions)
RULES = """
    WITH tables AS (
        SELECT c.oid, c.relname, c.relrowsecurity, c.relacl FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname = ANY (%(tables)s)
    )
    SELECT t.relname, 'triggers', g.tgname,
           concat_ws(' ', g.tgtype, g.tgattr, g.tgdeferrable, g.tginitdeferred, g.tgqual IS NOT NULL, p.proname,
                     p.prosecdef, p.proconfig, p.prosrc), pg_get_triggerdef(g.oid)
    FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid JOIN pg_proc p ON p.oid = g.tgfoid WHERE NOT g.tgisinternal
    UNION ALL
    SELECT t.relname, 'constraints', k.conname, k.contype::text, pg_get_constraintdef(k.oid)
    FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid WHERE k.contype IN ('c', 'f', 'p', 'u', 'x')
    UNION ALL
    SELECT t.relname, 'unique indexes', i.relname, '', pg_get_indexdef(x.indexrelid)
    FROM tables t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indisunique
    UNION ALL
    SELECT t.relname, 'policies', p.polname, concat_ws(' ', p.polcmd, p.polpermissive, t.relrowsecurity),
           concat_ws(' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
    FROM tables t JOIN pg_policy p ON p.polrelid = t.oid
    UNION ALL
    SELECT t.relname, 'rights', a.privilege_type, '', '' FROM tables t, aclexplode(t.relacl) a
    WHERE a.grantee IN (0, (SELECT oid FROM pg_roles WHERE rolname = %(role)s))
    UNION ALL
    SELECT p.oid::regprocedure::text, 'function', '', concat_ws(' ', p.prosecdef, p.proconfig, p.prosrc), ''
    FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype <> 'trigger'::regtype
      AND p.proname <> 'payments_uuid7' -- written by the version: it decides nothing
    ORDER BY 1, 2, 3
"""


Key = tuple[str, str]  # the table or function, and the kind of rule


@dataclass(frozen=True)
class Written:
    version: int
    # {key: (digest of names and functions, digest of expressions)}
    rules: dict[Key, tuple[str, str]]

    @property
    def tables(self) -> list[str]:
        return sorted({of for of, kind in self.rules if kind != "function"})

    @property
    def text(self) -> str:
        lines = ("\t".join([*key, *digests]) for key, digests in sorted(self.rules.items()))
        return "".join(f"{line}\n" for line in [f"PostgreSQL {self.version}", *lines])


def standing(tables: list[str]) -> Written:
    """Those of these tables, and of all functions."""
    said: dict[Key, list[str]] = defaultdict(list)
    expressions: dict[Key, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(RULES, {"tables": tables, "role": settings.APP_ROLE})
        for of, kind, name, what, expression in cursor.fetchall():
            said[of, kind].append(f"{name}\t{what}")
            expressions[of, kind].append(f"{name}\t{expression}")
    rules = {key: (_digest(said[key]), _digest(expressions[key])) for key in said}
    return Written(connection.pg_version // 10_000, rules)


def kept() -> Written:
    version, *lines = FILE.read_text(encoding="utf-8").splitlines()
    rules = {(of, kind): (names, expressions) for of, kind, names, expressions in (line.split("\t") for line in lines)}
    return Written(int(version.rpartition(" ")[2]), rules)


def differing() -> list[Key]:
    """What isn't as the migrations made it. What a deployment keeps beside the registry is its own."""
    was = kept()
    now = standing(was.tables)
    ours = was.rules.keys() | {key for key in now.rules if key[1] != "function"}
    asked = 2 if was.version == now.version else 1
    nothing = ("", "")
    return sorted(key for key in ours if was.rules.get(key, nothing)[:asked] != now.rules.get(key, nothing)[:asked])


def _digest(rules: list[str]) -> str:
    text = "\n".join(rules).replace(settings.APP_ROLE, ":app_role")
    return hashlib.sha256(text.encode()).hexdigest()[:12]
