"""The scope of whoever is asking: an area, and the programs they read and write.

`with entered(of(account)):` puts it into the database session, signed; row-level security does the
rest. Nothing entered means nothing visible. Web requests enter it in `core.scope.middleware`, jobs
in `core.jobs`, commands by `--as`.
"""

import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

BLOCK = 64  # of SHA-256, in bytes
HOLDS_FOR = 12 * 3600  # seconds that a signature is good for: longer than any job
SYSTEM_ROLE = "system"
DEFINITIONS_ROLE = "definitions"
ASSURANCE_ROLE = "assurance"


@dataclass(frozen=True)
class Scope:
    account_id: int | None = None
    area: str = ""
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    # What the account is; `system` sees the queue of jobs, and no person.
    roles: tuple[str, ...] = ()

    def token(self, backend: int) -> str:
        """The setting, signed for one backend of the database (its process id); '' for the empty scope."""
        if self == EMPTY:
            return ""
        claims = (
            "v2",
            str(self.account_id or ""),
            self.area,
            ",".join(self.reads),
            ",".join(self.writes),
            ",".join(self.roles),
            f"{backend}@{int(time.time()) + HOLDS_FOR}",
        )
        message = "|".join(claims)
        signature = hmac.new(settings.SCOPE_KEY.encode(), message.encode(), hashlib.sha256).hexdigest()
        return f"{message}|{signature}"

    def covers(self, area: str) -> bool:
        return bool(self.area) and area.startswith(self.area)


SIGNED = f"SELECT /*{' ' * 1024}*/ set_config('app.scope', %s, false)"
# What DISCARD ALL does, but for the plans of functions, which hold no rows; and what Django set when it connected.
CLEAN = (
    "CLOSE ALL; UNLISTEN *; DEALLOCATE ALL; DISCARD TEMP; DISCARD SEQUENCES; RESET ALL; "
    "SELECT pg_advisory_unlock_all(), set_config('TimeZone', %s, false), set_config('DateStyle', 'ISO', false)"
)

EMPTY = Scope()
SYSTEM = Scope(roles=(SYSTEM_ROLE,))
# Brings the programs' files into the catalogue. Commands alone enter it.
CATALOGUE_KEEPER = Scope(roles=(DEFINITIONS_ROLE,))
# Builds the public site where there is no editor yet. Commands alone enter it.
SITE_KEEPER = Scope(roles=("administrator", "editor"))
# Makes accounts where there is nobody yet who could. Commands alone enter it.
ACCOUNT_KEEPER = Scope(roles=("administrator",))

_current: ContextVar[Scope] = ContextVar("scope", default=EMPTY)


def current() -> Scope:
    """The scope that is entered here, in this thread or task."""
    return _current.get()


def of(account) -> Scope:
    """The scope that an account's area and grants give it; without a role that sees people, none but itself."""
    from registry.core.roles import SEES_PEOPLE, WRITES, grants_of

    if account is None or not account.is_authenticated or not account.is_active:
        return EMPTY
    seeing = [grant for grant in grants_of(account) if grant.role in SEES_PEOPLE]
    held = tuple(sorted({str(grant.role) for grant in grants_of(account)}))
    area = account.area_id if account.area_id and seeing else ""
    if not area:
        return Scope(account_id=account.pk, roles=held)
    return Scope(
        account_id=account.pk,
        area=area,
        reads=_codes(seeing),
        writes=_codes([grant for grant in seeing if grant.role in WRITES]),
        roles=held,
    )


def whole_city() -> Scope:
    """Every row of the city, on behalf of no account, for the search of duplicates. Commands alone enter it."""
    everything = _every_program()
    return Scope(area=settings.CITY, reads=everything, writes=everything)


def vault_keeper() -> Scope:
    """The scope in which sealed values come under a new key: every row of the city, and the roles that the tables which
    keep them are written by, or the policies would pass those rows over. Commands alone enter it."""
    everything = _every_program()
    return Scope(area=settings.CITY, reads=everything, writes=everything, roles=("finance", "manager", "reviewer"))


def assurance_keeper(account) -> Scope:
    """The scope in which the rules of audit look at the whole city, asked for by `account`: it reads everything and
    writes findings alone. What they found is seen by each account in its own scope.
    """
    return Scope(account_id=account.pk, area=settings.CITY, reads=_every_program(), roles=(ASSURANCE_ROLE,))


def sealer() -> Scope:
    """The scope in which seals are made and verified: reads every row of the city, writes seals alone, and belongs to
    no account. The task that seals, the services of proofs and `verify_ledger` enter it."""
    return Scope(area=settings.CITY, reads=_every_program(), roles=("sealer",))


def _every_program() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM catalogue_program ORDER BY code")
        return tuple(code for (code,) in cursor.fetchall())


def _codes(grants) -> tuple[str, ...]:
    codes = {code for grant in grants for code in grant.programs}
    return _every_program() if "*" in codes else tuple(sorted(codes))


def apply(scope: Scope) -> None:
    """Put `scope` into the database session.

    pg_stat_activity shows every session of the role what the others run: its first 1024 bytes, unless the
    server is set otherwise. The padding keeps a signature out of sight there.
    """
    with connection.cursor() as cursor:
        token = scope.token(cursor.connection.info.backend_pid)
        cursor.execute(SIGNED if token else "SELECT set_config('app.scope', '', false)", [token] if token else None)


def clean() -> None:
    """Take from a connection that is used again what an earlier request or job may have left in its session.

    Temporary tables and views come before real ones of the same name, settings change what a query means,
    cursors keep rows: each could hand one account's rows to the next. Inside a transaction it is too late.
    """
    if connection.connection is None or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute(CLEAN, [connection.timezone_name])


@contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """Hold `scope` inside the block, and what was there before after it, also when the block fails.

    A block that broke its transaction leaves a session that can't be spoken to; the rollback that
    must follow restores the setting of the time before the transaction.
    """
    before = _current.set(scope)
    apply(scope)
    try:
        yield scope
    finally:
        _current.reset(before)
        if not broken():
            apply(_current.get())


def broken() -> bool:
    """Whether the session can't be spoken to until its transaction is rolled back."""
    if connection.needs_rollback:
        return True
    raw = connection.connection
    return raw is not None and raw.closed == 0 and raw.info.transaction_status == TRANSACTION_STATUS_INERROR


def key_blocks(key: str) -> tuple[bytes, bytes]:
    """The inner and outer padded blocks of an HMAC-SHA-256 key (RFC 2104)."""
    raw = key.encode()
    raw = hashlib.sha256(raw).digest() if len(raw) > BLOCK else raw
    raw = raw.ljust(BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in raw), bytes(b ^ 0x5C for b in raw)
