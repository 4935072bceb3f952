"""Seals by raw SQL: in the app's role, with the sealer's scope and without."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError, ProgrammingError

from programs.ledger import chain
from programs.ledger.models import Seal, SealedTransfer, SealPart, SealSecret
from programs.ledger.services import sealing
from registry.core import scope
from registry.core.errors import rule_of
from registry.core.ids import uuid7
from tests.factories.money import receive

pytestmark = pytest.mark.usefixtures("outside_file")
TABLES = ["ledger_seal", "ledger_sealpart", "ledger_sealsecret", "ledger_sealedtransfer"]


@pytest.fixture
def sealed(finance, fund):
    receive(fund, 100, actor=finance)
    [seal] = sealing.seal_due()
    return seal


@pytest.fixture
def sealer(sealed):
    with scope.entered(scope.sealer()):
        yield


def add(leaves: int = 1, *, secret: bytes = b"s" * 32, **fields) -> None:
    """A seal after the last one, with so many leaves under it, as raw rows."""
    last = Seal.objects.first()
    asked = {
        "number": last.number + 1, "kind": "payments", "count": 1, "root": "0" * 64, "previous": last.hash,
        "sealed_at": last.sealed_at,
    } | {name: value for name, value in fields.items() if name != "hash" and name != "cause"}  # fmt: skip
    with transaction.atomic():
        SealPart.objects.create(seal_id=asked["number"], part=0, hashes=b"l" * 32 * leaves)
        if secret:
            SealSecret.objects.create(seal_id=asked["number"], secret=secret)
        Seal.objects.create(
            **asked, cause=fields.get("cause", uuid7()), hash=fields.get("hash", chain.hash_of(**asked))
        )


def refused_by(act) -> str | None:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return rule_of(caught.value)


def test_one_that_follows_is_taken(sealer):
    add()
    assert Seal.objects.count() == 2


@pytest.mark.parametrize("wrong", [
    {"number": 1}, {"number": 3}, {"number": 0}, {"previous": "0" * 64}, {"hash": "f" * 64}, {"count": 2, "hash": "f" * 64},
])  # fmt: skip
def test_one_that_does_not_follow(sealer, wrong):
    with pytest.raises(IntegrityError) as caught:
        add(**wrong)
    assert rule_of(caught.value) in {"seal_follows", "sealpart_once"}


def test_not_at_another_time(sealer, sealed):
    from datetime import timedelta

    for moment in (sealed.sealed_at - timedelta(seconds=1), sealed.sealed_at + timedelta(hours=1)):
        assert refused_by(lambda moment=moment: add(sealed_at=moment)) == "seal_follows"


@pytest.mark.parametrize("wrong", [{"leaves": 0}, {"leaves": 2}, {"secret": b""}, {"secret": b"short"}, {"count": 5}])
def test_one_that_is_not_whole(sealer, wrong):
    assert refused_by(lambda: add(**wrong)) == "seal_is_whole"


def test_transfers_are_named(sealer):
    assert refused_by(lambda: add(kind="transfers", cause=None)) == "seal_is_whole"


@pytest.mark.parametrize(("wrong", "rule"), [
    ({"kind": "gifts"}, "seal_kind"), ({"cause": None}, "seal_names_its_batch"),
    ({"count": 0, "leaves": 0}, "seal_of_something"),
])  # fmt: skip
def test_what_a_seal_is(sealer, wrong, rule):
    assert refused_by(lambda: add(**wrong)) == rule


def test_once_per_batch(sealer):
    cause = uuid7()
    add(cause=cause)
    assert refused_by(lambda: add(cause=cause)) == "seal_once_per_batch"
    add(cause=cause, kind="outcomes")


def test_nothing_comes_under_a_seal_that_stands(sealer, sealed, finance, fund):
    assert refused_by(lambda: SealPart.objects.create(seal=sealed, part=9, hashes=b"l" * 32)) == "seal_is_closed"
    with scope.entered(scope.of(finance)):
        later = receive(fund, 7, actor=finance)
    assert (
        refused_by(lambda: SealedTransfer.objects.create(transfer=later, seal=sealed, position=5)) == "seal_is_closed"
    )


def test_a_transfer_is_under_one_seal_at_one_place(sealer, sealed):
    standing = SealedTransfer.objects.get()
    other = {"transfer_id": standing.transfer_id, "seal_id": 2, "position": 0}
    assert refused_by(lambda: SealedTransfer(**other).save(force_insert=True)) == "ledger_sealedtransfer_pkey"


def test_no_account_seals(finance, sealed):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        SealPart.objects.create(seal_id=2, part=0, hashes=b"l" * 32)
    assert not SealSecret.objects.exists()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET seal_id = seal_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_app_can_not_touch_what_stands(sealer, table, statement):
    statement = statement.format(table).replace("seal_id", "number" if table == "ledger_seal" else "seal_id")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", TABLES)
def test_nor_the_owner(sealed, owner_connection, table):
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(Exception, match="annot update or delete|annot truncate"):
            owner_connection.cursor().execute(statement)
