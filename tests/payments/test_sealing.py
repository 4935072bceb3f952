"""What a batch leaves behind that can't be made not to have been."""

import json
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from beneficiaries.services.intake import NewAccount
from programs.ledger import chain, outside
from programs.ledger.models import Seal, SealPart, SealSecret, Transfer
from programs.ledger.services import sealing, verification
from programs.ledger.verifier import verify
from programs.payments.models import Payment
from programs.payments.services import batches, settlement
from registry.core import scope
from tests.expect import refused
from tests.factories.accounts import entered_as
from tests.factories.money import card, make_checked, make_due

pytestmark = pytest.mark.usefixtures("outside_file")


@pytest.fixture
def sent(desk, fund):
    make_due(desk, 1, account=NewAccount(number=card(3), bank="农业银行", branch="东\\n路"))
    make_due(desk, 2)
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.finance):
        batches.approve(batch=batch, actor=desk.finance)
        return batches.send(batch=batch, actor=desk.finance)


def kinds() -> list[str]:
    return list(Seal.objects.order_by("number").values_list("kind", flat=True))


def verified(**kw):
    return verification.verify(outside=outside.text(), **{"grace": timedelta(0)} | kw)


def test_nothing_is_sealed_before_there_is_anything(db):
    assert sealing.seal_due() == []
    assert outside.text() == ""
    assert verified().json == {"ok": True, "transfers": 0, "payments": 0, "seals": 0, "pending": 0, "failures": []}


def test_payments_when_sent_outcomes_when_closed_and_every_transfer(desk, sent):
    sealing.seal_due()
    assert sorted(kinds()) == ["payments", "records", "transfers"]
    assert Seal.objects.get(kind="payments").count == 4  # the batch and its three payments
    assert Seal.objects.get(kind="transfers").count == 3
    assert sealing.seal_due() == []
    with entered_as(desk.finance):
        batches.confirm(batch=sent, actor=desk.finance)
    assert {seal.kind for seal in sealing.seal_due()} == {"outcomes", "records", "transfers"}
    assert Seal.objects.get(kind="outcomes").cause == sent.pk
    assert verified().json == {
        "ok": True, "transfers": 4, "payments": 3, "seals": 6, "pending": 0, "failures": [],
    }  # fmt: skip


def test_the_chain_is_outside_and_anyone_can_read_it(sent, outside_file):
    made = sealing.seal_due()
    assert verify.read_chain(outside_file.read_text()) == [chain.entry(seal) for seal in made]
    with scope.entered(scope.EMPTY):
        assert list(Seal.objects.order_by("number")) == made
        assert not SealSecret.objects.exists() and not SealPart.objects.exists()


def test_nobody_reads_the_secret_of_a_seal(desk, sent):
    sealing.seal_due()
    for account in (desk.finance, desk.manager, desk.auditor):
        with entered_as(account):
            assert SealPart.objects.exists() and not SealSecret.objects.exists()


def test_equal_payments_have_unlike_leaves(sent):
    sealing.seal_due()
    first = verification.kept_leaves(Seal.objects.get(kind="payments"))
    assert len(set(first)) == len(first)


class TestOutside:
    def test_what_a_killed_process_left_out_is_made_up_for(self, sent, outside_file):
        sealing.seal_due()
        whole = outside_file.read_bytes()
        lines = whole.splitlines(keepends=True)
        for torn in (b"", lines[0], lines[0] + lines[1][:40]):
            outside_file.write_bytes(torn)
            sealing.seal_due()
            assert outside_file.read_bytes() == whole
        outside_file.unlink()
        sealing.seal_due()
        assert outside_file.read_bytes() == whole

    def test_nothing_is_sealed_over_a_chain_that_isnt_ours(self, desk, sent, outside_file):
        sealing.seal_due()
        entry = json.loads(outside_file.read_text().splitlines()[-1])
        other = outside_file.read_text().replace(entry["hash"], "f" * 64)
        outside_file.write_text(other)
        with entered_as(desk.finance):
            batches.confirm(batch=sent, actor=desk.finance)
        with refused("outside-differs"):
            sealing.seal_due()
        assert Seal.objects.count() == 3 and outside_file.read_text() == other

    def test_a_cut_tail_isnt_sealed_over(self, sent, outside_file):
        sealing.seal_due()
        longer = outside_file.read_text() + json.dumps({"number": 4, "hash": "a" * 64}) + "\n"
        outside_file.write_text(longer)
        with refused("outside-differs"):
            sealing.seal_due()

    def test_without_the_file_the_verifier_says_so(self, sent, outside_file):
        sealing.seal_due()
        outside_file.unlink()
        old = verified(grace=timedelta(seconds=-5))
        assert [failure.code for failure in old.failures] == ["seal-not-outside"] * 3
        assert verified(grace=timedelta(minutes=10)).pending == 3


def test_what_isnt_sealed_in_time_is_a_failure(desk, sent):
    assert {failure.code for failure in verified().failures} == {"not-sealed"}
    young = verified(grace=timedelta(minutes=10))
    assert young.ok and young.pending == 3


@pytest.mark.django_db(transaction=True)
def test_what_comes_back_later_is_no_tampering(desk, sent):
    with entered_as(desk.finance):
        batches.confirm(batch=sent, actor=desk.finance)
        sealing.seal_due()
        time.sleep(1.1)  # the seal has whole seconds
        late = sent.payments.get(sequence=2)
        settlement.record(batch=sent, actor=desk.finance, outcome="returned", reason="closed", payments=[late])
    sealing.seal_due()
    assert verified().failures == []


@pytest.mark.django_db(transaction=True)
def test_what_the_bank_said_stays_whatever_the_history_says(desk, sent):
    """Edited with a history of its own: the ledger has no step for it."""
    with entered_as(desk.finance):
        batches.confirm(batch=sent, actor=desk.finance)
        sealing.seal_due()
        time.sleep(1.1)
        Payment.objects.filter(batch=sent, sequence=2).update(bank_serial="N-17")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM payments_paymenthistoryrow WHERE bank_serial = 'N-17'")
            assert cursor.fetchone()[0] == 1
    assert [failure.code for failure in verified().failures] == ["outcomes-changed"]


@pytest.mark.django_db(transaction=True)
def test_payments_belong_to_their_batch_before_it_is_sent(desk, fund, superuser_connection):
    """No seal speaks for it yet."""
    make_due(desk, 1)
    batch = make_checked(desk, fund=fund)
    cursor = superuser_connection.cursor()
    for change in ("UPDATE payments_batch SET program_id = 'LQJZ'", "DELETE FROM payments_batch"):
        cursor.execute(f"SET session_replication_role = replica; {change}")
        failures = [failure for failure in verified().failures if failure.code == "payment-not-due"]
        assert len(failures) == batch.count


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("tables", "code"), [
    (("entitlement",), "payment-not-due"),
    (("payment",), "payment-not-due"),
    (("payment",), "payment-not-its-history"),
    (("entitlement", "payment"), "payment-not-its-history"),
])  # fmt: skip
def test_under_which_rules_it_is_paid_before_it_is_sent(desk, fund, superuser_connection, tables, code):
    make_due(desk, 1)
    batch = make_checked(desk, fund=fund)
    cursor = superuser_connection.cursor()
    for table in tables:
        cursor.execute(f"SET session_replication_role = replica; UPDATE payments_{table} SET rules_id = md5('x')::uuid")
    found = [failure.where for failure in verified().failures if failure.code == code]
    assert [(where["batch"], where["sequence"]) for where in found] == [(batch.number, "1")]


def test_the_command(sent):
    sealing.seal_due()
    out = StringIO()
    call_command("verify_ledger", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert said == {"ok": True, "transfers": 3, "payments": 3, "seals": 3, "pending": 0, "failures": []}
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert out.getvalue().startswith("ok: 3 transfers, 3 payments, 3 seals")


def test_the_command_against_another_copy(sent, tmp_path, outside_file):
    sealing.seal_due()
    copy = tmp_path / "copy.jsonl"
    copy.write_text(outside_file.read_text().replace('"count":4', '"count":5'))
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("verify_ledger", "--json", "--against", str(copy), stdout=out)
    assert left.value.code == 1
    assert "outside-broken" in {failure["code"] for failure in json.loads(out.getvalue())["failures"]}


def test_every_posting_asks_for_a_seal(desk, fund, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(sealing, "soon", lambda: asked.append(1))
    make_due(desk, 1)
    with django_capture_on_commit_callbacks(execute=True):
        batch = make_checked(desk, fund=fund)
        with entered_as(desk.finance):
            batches.approve(batch=batch, actor=desk.finance)
            batches.send(batch=batch, actor=desk.finance)
    with entered_as(desk.finance):
        assert len(asked) == Transfer.objects.about(batch.pk).count() == 2
