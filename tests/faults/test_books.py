"""The control of all the others: what adds up the books notices each thing that can be wrong with them."""

import pytest

from programs.payments.models import Batch
from programs.payments.services import batches, entitlements
from tests import books
from tests.factories.accounts import entered_as
from tests.faults.world import World

# As whoever owns the server may do it, with no trigger or rule in the way.
AGAIN = (
    "INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(){more}))).* "
    "FROM {table} t {where} LIMIT 1"
)
CLAIM = (
    "INSERT INTO payments_claim (id, payment_id, enrolment_id, program_id, area, amount, reason, plan, state, "
    "opened_by_id, opened_at) SELECT gen_random_uuid(), p.id, p.enrolment_id, p.program_id, p.area, {amount}, 'x', "
    "'[]', 'open', b.made_by_id, now() FROM payments_payment p JOIN payments_batch b ON b.id = p.batch_id LIMIT 1"
)
WRONGS = {
    "a transfer is out of balance": "UPDATE ledger_leg SET amount = amount + 1 WHERE id = (SELECT max(id::text)::uuid FROM ledger_leg)",
    "a transfer moves nothing": "DELETE FROM ledger_leg WHERE transfer_id = (SELECT transfer_id FROM ledger_leg LIMIT 1)",
    "a balance isn't the sum of its legs": "UPDATE ledger_ledgeraccount SET balance = balance + 1 WHERE kind = 'paid'",
    "an account is overdrawn": (
        "ALTER TABLE ledger_ledgeraccount DROP CONSTRAINT ledgeraccount_not_overdrawn;"
        "UPDATE ledger_ledgeraccount SET balance = -1 WHERE kind = 'available'"
    ),
    "an account was overdrawn on a day": "UPDATE ledger_transfer SET \"on\" = '2000-01-01' WHERE kind = 'commitment'",
    "something is due twice": (
        "ALTER TABLE payments_entitlement DROP CONSTRAINT entitlement_once_per_period;"
        + AGAIN.format(table="payments_entitlement", more="", where="")
    ),
    "an entitlement is paid twice": (
        "DROP INDEX payment_once_per_entitlement; ALTER TABLE payments_payment ALTER binding DROP EXPRESSION, "
        "ALTER pays_again DROP EXPRESSION;"
        + AGAIN.format(table="payments_payment", more=", 'sequence', t.sequence + 100", where="")
    ),
    "a payment isn't what was due": "UPDATE payments_payment SET amount = amount + 1",
    "a batch was posted twice": (
        "DROP INDEX transfer_once_per_cause;"
        + AGAIN.format(table="ledger_transfer", more="", where="WHERE t.kind = 'commitment'")
    ),
    "a batch's count or total isn't that of its payments": "UPDATE payments_batch SET total = total + 1",
    "what payments say and what the ledger holds differ": "DELETE FROM payments_payment WHERE sequence = 1",
    "more was asked back of a payment than was paid, or more came back or was let go than was asked": (
        CLAIM.format(amount="p.amount + 1")
    ),
    "what payments set off and what came back of claims by them differ": (
        "UPDATE payments_payment SET set_off = 1, against_id = gen_random_uuid()"
    ),
    "payments on their way set off more than is open of a claim": (
        CLAIM.format(amount="1") + "; ALTER TABLE payments_payment DROP CONSTRAINT payment_paid_by_a_transfer;"
        "UPDATE payments_payment SET state = 'in_transit', set_off = 2, against_id = (SELECT id FROM payments_claim)"
    ),
    "money went to another fund otherwise than was approved": (
        "INSERT INTO payments_allotment (id, source_id, target_id, amount, reason, document, state, asked_by_id, "
        "asked_at, decided_by_id, decided_at, note) SELECT gen_random_uuid(), 'A', 'B', 5, "
        "'x', '', 'posted', b.made_by_id, now(), b.approved_by_id, now(), '' FROM payments_batch b"
    ),
    "a batch was approved by whoever made it": (
        "ALTER TABLE payments_batch DROP CONSTRAINT batch_maker_is_not_approver;"
        "UPDATE payments_batch SET approved_by_id = made_by_id"
    ),
}


@pytest.fixture
def paid(house):
    """A month that was paid, with nothing wrong."""
    world, period = World.make(house), "2013-01"
    desk = world.desk
    with entered_as(desk.manager):
        entitlements.generate(program=world.program, period=period, actor=desk.manager)
        batch = batches.make(program=world.program, area="3418", period=period, fund=world.fund, actor=desk.manager)
    for actor, step in (
        (desk.checker, "check"), (desk.finance, "approve"), (desk.finance, "send"), (desk.finance, "confirm"),
    ):  # fmt: skip
        with entered_as(actor):
            getattr(batches, step)(batch=Batch.objects.get(pk=batch.pk), actor=actor)
    assert not house.faults()
    return house


def test_every_wrong_is_noticed(paid):
    assert WRONGS.keys() == books.CHECKS.keys()
    missed = []
    for name, wrong in WRONGS.items():
        with paid.superuser() as cursor:
            cursor.execute("BEGIN; SET LOCAL session_replication_role = replica")
            cursor.execute(wrong)
            if name not in books.faults(cursor):
                missed.append(name)
            cursor.execute("ROLLBACK")
    assert missed == []
