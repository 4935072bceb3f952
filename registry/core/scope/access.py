"""What the app's role may do with each table, and which of its rows it sees.

Every model of ours declares `access`; `core.scope.install` turns it into grants and row-level
security policies after each migrate. A table that declares none gets no grant at all.

The policies compare with `(SELECT scope_low())` and the like, so that PostgreSQL works them out
once per statement, and only with `=`, `<`, `>=`, which are leakproof and may use an index.
"""

from dataclasses import dataclass

AREA = "({area} >= (SELECT scope_low()) AND {area} < (SELECT scope_high()))"
# The row's place is one above the account's.
ABOVE = "{area} = ANY ((SELECT ARRAY[left(scope_low(), 4), left(scope_low(), 6), left(scope_low(), 9)])::text[])"
READS = "{program} = ANY ((SELECT scope_reads())::text[])"
WRITES = "{program} = ANY ((SELECT scope_writes())::text[])"
WRITES_ANY = "(SELECT scope_writes()) <> '{}'"
HOLDS = "(SELECT scope_holds('{role}'))"


def holds(*roles: str) -> str:
    """SQL for: the account holds one of these roles."""
    return "(" + " OR ".join(HOLDS.format(role=role) for role in roles) + ")"


@dataclass(frozen=True, init=False)
class Access:
    verbs: tuple[str, ...]
    read: str | None
    write: str | None

    def __init__(self, verbs, read=None, write=None):
        object.__setattr__(self, "verbs", tuple(verbs))
        object.__setattr__(self, "read", read)
        object.__setattr__(self, "write", write)

    def where(self, condition: str) -> "Access":
        """The same, but only rows that meet `condition` (SQL) may be written, before and after."""
        return Access(self.verbs, self.read, f"({self.write}) AND ({condition})")

    def by(self, *roles: str) -> "Access":
        """The same, but written only by accounts that hold one of these roles."""
        return self.where(holds(*roles))

    def read_below(self, condition: str, *, area: str = "area", program: str = "program_id") -> "Access":
        """The same, and rows that meet `condition` (SQL) are read as well by accounts of the places below the row's."""
        below = f"{ABOVE.format(area=area)} AND {READS.format(program=program)} AND {condition}"
        return Access(self.verbs, f"({self.read}) OR {below}", self.write)

    def for_history(self) -> "Access":
        """The access to the history of such a table: the same rows, to read; triggers write it as the owner."""
        return Access(("SELECT",), self.read, None)


def Hidden() -> Access:
    """Nobody but the database's own functions."""
    return Access(())


def Everyone(*verbs: str) -> Access:
    """No row is secret: reference data and settings."""
    return Access(verbs)


def Custom(*, verbs, read: str, write: str | None = None) -> Access:
    return Access(verbs, read, write)


def InArea(*verbs: str, area: str = "area") -> Access:
    """Rows of a place: seen by accounts of that place or above, changed by those of them that may write."""
    inside = AREA.format(area=area)
    return Access(verbs or ("SELECT", "INSERT", "UPDATE"), inside, f"{inside} AND {WRITES_ANY}")


def InProgram(*verbs: str, area: str = "area", program: str = "program_id") -> Access:
    """Rows of a place and a program: both must be in the account's scope."""
    inside = AREA.format(area=area)
    return Access(
        verbs or ("SELECT", "INSERT", "UPDATE"),
        f"{inside} AND {READS.format(program=program)}",
        f"{inside} AND {WRITES.format(program=program)}",
    )
