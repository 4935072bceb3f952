"""Points at which whoever does the work stands still: where a kill hurts most is said, not left to chance.

A gate is a trigger that waits for an advisory lock which the test holds. It is in the database of the house alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.house import House, wait_for

# Before what, and in which statement, in the order in which a step comes by.
GATES = {
    "entitlements": "BEFORE INSERT ON payments_entitlement FOR EACH STATEMENT",
    "batch made": "BEFORE INSERT ON payments_batch FOR EACH STATEMENT",
    "payments made": "BEFORE INSERT ON payments_payment FOR EACH STATEMENT",
    "batch moved": "BEFORE UPDATE ON payments_batch FOR EACH STATEMENT",
    "transfer": "BEFORE INSERT ON ledger_transfer FOR EACH STATEMENT",
    "legs": "BEFORE INSERT ON ledger_leg FOR EACH STATEMENT",
    "balances": "AFTER UPDATE ON ledger_ledgeraccount FOR EACH STATEMENT",
    "payments moved": "AFTER UPDATE ON payments_payment FOR EACH STATEMENT",
    "rows looked at": "AFTER INSERT ON payments_answerrow FOR EACH STATEMENT",
    "answer moved": "BEFORE UPDATE OF state ON payments_answer FOR EACH STATEMENT",
    "checkpoint": "BEFORE UPDATE OF checkpoint ON core_job FOR EACH STATEMENT",
    # The work is committed, and the job doesn't know yet.
    "finished": "BEFORE UPDATE ON core_job FOR EACH ROW WHEN (NEW.state = 'done')",
}
NUMBERS = {name: number for number, name in enumerate(GATES, start=1)}
SPACE = 20261125  # of advisory locks


def install(house: House) -> None:
    house.sql(
        "CREATE OR REPLACE FUNCTION stand_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"PERFORM pg_advisory_xact_lock_shared({SPACE}, TG_ARGV[0]::int); RETURN NEW; END $$;"
        + "".join(
            f'CREATE OR REPLACE TRIGGER "aaa_gate_{NUMBERS[name]}" {where} EXECUTE FUNCTION stand_at_gate({NUMBERS[name]});'
            for name, where in GATES.items()
        )
    )


@contextmanager
def closed(house: House, gate: str) -> Iterator[None]:
    """Nobody passes the gate inside the block; whoever stands there goes on after it."""
    with house.superuser() as keeper:
        keeper.execute("SELECT pg_advisory_lock(%s, %s)", [SPACE, NUMBERS[gate]])
        yield


def standing(house: House) -> bool:
    """Whether someone waits at a closed gate."""
    return bool(
        house.sql("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND NOT granted", [SPACE])
    )


def reached(house: House, otherwise) -> bool:
    """Wait until someone stands at the gate, or `otherwise` is true: then the gate wasn't on the way."""
    wait_for(lambda: standing(house) or otherwise(), "somebody at the gate")
    return standing(house)


def turn_back(house: House) -> None:
    """End the sessions that stand at a gate. Without it the server says the last words of a worker that was killed,
    for a statement that waits goes on until it has an answer to send."""
    house.sql(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND NOT granted",
        [SPACE],
    )
