"""Cash and things by hand: who received each, line by line; nothing has arrived before the signed sheet is handed in."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from beneficiaries.identity import resident_id
from beneficiaries.services.intake import NewRelation
from programs.ledger.models import Transfer
from programs.payments.models import Handout, SignedSheet
from programs.payments.services import batches, handouts, paysheet, returns, settlement
from registry.core.models import AccessLog
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import PDF, PNG, VILLAGE, make_program
from tests.factories.money import Desk, make_approved, make_due, make_fund, make_sent, receive
from tests.payments.test_returns import held, state
from tests.payments.test_rules import broken
from tests.payments.test_staff import as_

TODAY = timezone.localdate
ID = UUID("01890000-0000-7000-8000-00000000aa01")
BAGS = {
    "kind": "once", "amount": "120", "goods": {"zh": "书包", "en": "School bag"}, "quantity": 2,
    "unit": {"zh": "个", "en": "pcs"},
}  # fmt: skip


@pytest.fixture
def out(desk, fund):
    make_due(desk, 3, account=False)
    return make_sent(desk, fund=fund, method="cash")


@pytest.fixture
def worker(desk):
    """Of the village alone: of the batch of the whole city she sees what is handed out there."""
    return make_account("caseworker", VILLAGE)


def line(actor, number: int) -> Handout:
    return Handout.objects.select_related("payment").get(payment__sequence=number)


def write(actor, number: int, **said) -> Handout:
    with entered_as(actor):
        return handouts.record(handout=line(actor, number), actor=actor, on=TODAY(), **said)


def hand_in(actor, batch, content: bytes = PDF, **kw) -> SignedSheet:
    with entered_as(actor):
        return handouts.hand_in(batch=batch.pk, upload=ContentFile(content, name="签字表.pdf"), actor=actor, **kw)


def test_what_is_handed_out_is_with_no_bank(client, desk, out):
    as_(client, desk.finance)
    assert "当面发放中" in client.get(reverse("money:batches")).content.decode()
    page = client.get(reverse("money:batch", args=[out.pk])).content.decode()
    assert "当面发放中" in page and "已送银行</span>" not in page
    assert page.count("待发放") >= 4, "the tab, and each of the three"
    with entered_as(desk.finance):
        fund, payment = out.fund_id, out.payments.first()
        sending = Transfer.objects.about(out.pk).get(kind="sending")
    for name, key in (("batch", out.pk), ("fund", fund), ("transfer", sending.pk), ("payment", payment.pk)):
        shown = client.get(reverse(f"money:{name}", args=[key])).content.decode()
        assert "开始当面发放" in shown and "已送银行" not in shown, name
    due = client.get(reverse("money:entitlements"), {"program": payment.program_id, "period": out.period})
    assert {str(row.state_label) for row in due.context["page"].rows} == {"待发放"}


def test_from_hand_to_ledger(desk, fund, out, worker):
    with entered_as(worker):
        assert not type(out).objects.filter(pk=out.pk).update(note="x")
        assert list(Handout.objects.values_list("number", flat=True)) == [f"{out.number}-{n}" for n in (1, 2, 3)]
        with refused("nothing-handed-out"):
            handouts.hand_in(batch=out.pk, upload=ContentFile(PDF, name="a.pdf"), actor=worker)
    write(worker, 1, receiver="self")
    taken = write(worker, 2, receiver="agent", name="李小红", relation="30", id_tail="123x")
    assert (taken.name, taken.relation, taken.id_tail, taken.made_by) == ("李小红", "30", "123X", worker)
    write(worker, 3, receiver="self")
    changed = write(worker, 3, unmet="moved")
    assert (changed.receiver, changed.unmet) == ("", "moved")
    sheet = hand_in(worker, out)
    assert state(desk, out) == ("sent", ["in_transit"] * 3)
    with entered_as(worker):
        with refused("handout_stays"):
            handouts.record(handout=line(worker, 1), actor=worker, on=TODAY(), unmet="absent")
        with refused("not-allowed"):
            handouts.take_over(sheet=sheet, actor=worker)
    with entered_as(desk.finance):
        answer = handouts.take_over(sheet=sheet, actor=desk.finance)
        assert handouts.take_over(sheet=sheet, actor=desk.finance) == answer
        assert held(fund) == {"available": 7000, "paid": 2000, "returned": 1000}
        assert [t.kind for t in Transfer.objects.about(out.pk)] == ["commitment", "sending", "confirmation", "return"]
        assert out.payments.get(sequence=3).return_reason == "unsigned"
    assert state(desk, out) == ("answered", ["paid", "paid", "returned"])


def test_what_was_not_handed_out_is_handed_out_again_or_released(desk, fund, out, worker):
    write(worker, 1, receiver="self")
    write(worker, 2, unmet="absent")
    write(worker, 3, unmet="died")
    sheet = hand_in(worker, out)
    with entered_as(desk.finance):
        handouts.take_over(sheet=sheet, actor=desk.finance)
        again = returns.reissue(batch=out, actor=desk.finance, payments=[out.payments.get(sequence=2)])
        returns.release(
            batch=out, actor=desk.finance, reason="已去世", payments=[out.payments.get(sequence=3)], give_up=True
        )
        assert (again.method, again.count) == ("cash", 1)
        assert held(fund) == {"available": 8000, "paid": 1000, "returned": 1000}
    assert state(desk, out) == ("closed", ["paid", "reissued", "given_up"])


def test_a_sheet_is_taken_back_until_finance_has_it(desk, out, worker):
    other = make_account("caseworker", VILLAGE)
    write(worker, 1, receiver="self")
    sheet = hand_in(worker, out)
    with entered_as(other), refused("handout_stays"):
        handouts.take_back(sheet=sheet, actor=other)
    with entered_as(desk.finance):
        assert broken("UPDATE payments_handout SET sheet_id = NULL WHERE sheet_id IS NOT NULL") == "handout_stays"
    with entered_as(worker):
        for _ in range(2):
            handouts.take_back(sheet=sheet, actor=worker)
    write(worker, 1, unmet="absent")
    with entered_as(desk.finance), refused("nothing-counts"):
        handouts.take_over(sheet=sheet, actor=desk.finance)
    clear = hand_in(worker, out, PNG)
    with entered_as(desk.finance):
        handouts.take_over(sheet=clear, actor=desk.finance)
    with entered_as(worker), refused("handout_of_what_is_out"):
        handouts.take_back(sheet=clear, actor=worker)
    assert state(desk, out) == ("sent", ["returned", "in_transit", "in_transit"])


def test_sheets_of_several_villages(desk, fund):
    other = "341802001002"
    make_due(desk, 1, account=False)
    make_due(desk, 1, account=False, area=other)
    batch = make_sent(desk, fund=fund, method="cash")
    for area, number, content in ((VILLAGE, 1, PDF), (other, 2, PNG)):
        worker = make_account("caseworker", area)
        with entered_as(worker):
            assert [one.payment.sequence for one in Handout.objects.all()] == [number]
        write(worker, number, receiver="self")
        sheet = hand_in(worker, batch, content)
        with entered_as(desk.finance):
            handouts.take_over(sheet=sheet, actor=desk.finance)
    assert state(desk, batch) == ("closed", ["paid", "paid"])


def test_no_money_without_the_signed_sheet(desk, fund, out, worker):
    write(worker, 1, receiver="self")
    with entered_as(desk.finance):
        with refused("handout_by_signed_sheet"):
            batches.confirm(batch=out, actor=desk.finance)
        with refused("handout_by_signed_sheet"):
            settlement.record(batch=out, actor=desk.finance, outcome="paid", payments=[out.payments.get(sequence=1)])
    assert state(desk, out) == ("sent", ["in_transit"] * 3)


def test_what_is_still_to_hand_out_comes_back_by_the_sheet_alone(client, desk, out, worker):
    """Else it could be paid again while someone hands it over. What had arrived may be brought back later."""
    with entered_as(desk.finance):
        second = [out.payments.get(sequence=2)]
        for outcome in ("returned", "unknown"):
            with refused("handout_by_signed_sheet"):
                settlement.record(batch=out, actor=desk.finance, outcome=outcome, payments=second, reason="unsigned")
    write(worker, 1, receiver="self")
    sheet = hand_in(worker, out)
    with entered_as(desk.finance):
        handouts.take_over(sheet=sheet, actor=desk.finance)
    address = reverse("money:batch", args=[out.pk])
    shown = as_(client, desk.finance).get(address)
    assert [row.may_tick for row in shown.context["page"].rows] == [True, False, False]
    assert [value for value, _label in shown.context["reasons"]] == ["unsigned", "other"]
    client.post(reverse("money:batch-act", args=[out.pk, "returned"]), {"payment": "1", "why": "unsigned"})
    assert state(desk, out) == ("sent", ["returned", "in_transit", "in_transit"])
    page = client.get(address).content.decode()
    assert "已登记交回" in page and "再次发放交回的" in page, "no bank is in it, and no account"
    assert "退票" not in page and "账号再重发" not in page


def test_what_is_said_is_whole(desk, out, worker):
    with entered_as(worker):
        record = lambda **said: handouts.record(handout=line(worker, 1), actor=worker, **{"on": TODAY(), **said})  # noqa: E731
        for said in ({}, {"receiver": "self", "unmet": "absent"}, {"receiver": "someone"}, {"unmet": "lost"}):
            with refused("handout"):
                record(**said)
        whole = {"receiver": "agent", "name": "李小红", "relation": "30", "id_tail": "1234"}
        for code, wrong in (
            ("name", {"name": ""}), ("relation", {"relation": ""}), ("relation", {"relation": "01"}),
            ("id-tail", {"id_tail": "12"}), ("id-tail", {"id_tail": "X123"}),
        ):  # fmt: skip
            with refused(code):
                record(**(whole | wrong))
        for day in (TODAY() - timedelta(days=1), TODAY() + timedelta(days=1)):
            with refused("handout_on_its_day"):
                record(receiver="self", on=day)
    with entered_as(desk.finance), refused("not-allowed"):
        handouts.record(handout=line(desk.finance, 1), actor=desk.finance, on=TODAY(), receiver="self")


def test_a_guardian_on_record_is_offered_first_to_a_child(client, desk, fund, worker):
    number = resident_id.make(region="342501", birth_date=date(1990, 3, 3), sequence=88, sex="2")
    mother = NewRelation(kind="52", name="陈秀兰", id_number=number, guardian=True, since=date(2018, 5, 5))
    make_due(desk, 1, account=False, birth_date=date(2018, 5, 5), name="王小花", relations=[mother])
    make_sent(desk, fund=fund, method="cash")
    as_(client, worker)
    with entered_as(worker):
        one = line(worker, 1)
    address = reverse("money:handout-line", args=[one.pk])
    offered = client.get(address).context["form"].fields["who"].choices
    assert offered[0][0].startswith("guardian-") and "陈秀兰" in str(offered[0][1]) and offered[1][0] == "self"
    assert client.post(address, {"who": offered[0][0], "on": TODAY().isoformat()}).status_code == 302
    with entered_as(worker):
        one = line(worker, 1)
        assert (one.receiver, one.name, one.relation, one.id_tail) == ("guardian", "陈秀兰", "52", number[-4:])
    assert client.get(address).context["form"].initial["who"] == offered[0][0]


def test_the_sheet_is_taken_in_by_content_and_opened_with_a_trace(desk, out, worker):
    write(worker, 1, receiver="self")
    with refused("file-type"):
        hand_in(worker, out, b"<html>")
    with refused("file-empty"):
        hand_in(worker, out, b"")
    sheet = hand_in(worker, out, PNG, id=ID)
    assert hand_in(worker, out, PNG, id=ID) == sheet
    write(worker, 2, receiver="self")
    with refused("signedsheet_once"):
        hand_in(worker, out, PNG)
    with entered_as(desk.finance):
        assert handouts.open_file(sheet=sheet, actor=desk.finance).read() == PNG
        assert AccessLog.objects.filter(object_id=sheet.pk, account=desk.finance).count() == 1
        sheet.file.storage.delete(sheet.file.name)
        with refused("document-missing"):
            handouts.open_file(sheet=SignedSheet.objects.get(pk=ID), actor=desk.finance)


def test_in_raw_sql(desk, fund, out, worker):
    other = make_account("caseworker", VILLAGE)
    write(worker, 1, receiver="self")
    write(worker, 2, unmet="absent")
    sheet = hand_in(worker, out)
    write(worker, 3, receiver="self")
    with entered_as(worker):
        third = f"number = '{out.number}-3'"
        assert broken("UPDATE payments_handout SET unmet = '', receiver = 'self' WHERE sheet_id IS NOT NULL") \
            == "handout_stays"  # fmt: skip
        half = "UPDATE payments_handout SET sheet_id = NULL, id_tail = '1' WHERE sheet_id IS NOT NULL"
        assert broken(half) == "handout_stays"
        assert broken(f"UPDATE payments_handout SET unmet = 'absent' WHERE {third}") == "handout_whole"
        assert broken(f"UPDATE payments_handout SET receiver = 'agent' WHERE {third}") == "handout_receiver_named"
        assert broken(f"UPDATE payments_handout SET made_by_id = {other.pk} WHERE {third}") == "handout_signed_by_actor"
        assert broken(f"""UPDATE payments_handout SET "on" = "on" - 1 WHERE {third}""") == "handout_on_its_day"
        assert broken(f"UPDATE payments_handout SET receiver = '', unmet = 'died', sheet_id = %s WHERE {third}",
                      [sheet.pk]) == "handout_of_its_sheet"  # fmt: skip
        assert "Cannot update rows" in broken(f"UPDATE payments_handout SET number = 'x' WHERE {third}")
        assert "permission denied" in broken("DELETE FROM payments_handout")
        assert "permission denied" in broken("UPDATE payments_signedsheet SET filename = 'x'")
        insert = (
            "INSERT INTO payments_signedsheet (id, batch_id, program_id, area, file, filename, mime, size, sha256, "
            f"made_by_id, made_at) VALUES (payments_uuid7(), %s, 'TA', '{VILLAGE}', 'x', 'x', 'x', 1, %s, %s, now())"
        )
        assert broken(insert, [out.pk, "a", other.pk]) == "signedsheet_signed_by_actor"
        assert broken(insert, [sheet.pk, "b", worker.pk]) == "signedsheet_of_its_batch"
    with entered_as(other):
        assert broken(f"UPDATE payments_handout SET sheet_id = %s WHERE {third}", [sheet.pk]) == "handout_of_its_sheet"
    with entered_as(desk.finance):
        answer = (
            "INSERT INTO payments_answer (id, batch_id, program_id, area, source, filename, size, digest, state, problem, "
            "layout, counts, note, made_by_id, made_at, sheet_id) VALUES ('01890000-0000-7000-8000-00000000ab01', %s, "
            "'TA', '3418', 'sheet', '', 0, '', 'staged', '{}', '{}', '{}', '', %s, now(), %s)"
        )
        rows = (
            "INSERT INTO payments_answerrow (answer_id, program_id, area, number, line, payment_id, verdict, outcome, "
            "reason, words, \"on\", serial, code, message) SELECT '01890000-0000-7000-8000-00000000ab01', 'TA', '3418', "
            "sequence, 0, id, 'counts', 'paid', '', '', current_date, '', '', '' FROM payments_payment WHERE sequence = %s"
        )
        post = "UPDATE payments_answer SET state = 'posted', posted_by_id = %s, posted_at = now()"
        by = desk.finance.pk
        for number, under in ((1, None), (2, sheet.pk), (3, sheet.pk)):
            said = broken(f"{answer}; {rows}; {post}", [out.pk, by, under, number, by])
            assert said == "handout_by_signed_sheet", number
        came_back = rows.replace("'paid', ''", "'returned', 'unsigned'")
        said = broken(f"{answer}; {came_back}; {post}", [out.pk, by, None, 3, by])
        assert said == "handout_by_signed_sheet", "nobody has said yet whether it was handed out"


def test_only_what_is_handed_out_has_one(desk, fund):
    make_due(desk, 1)
    batch = make_sent(desk, fund=fund)
    with entered_as(desk.finance):
        assert not Handout.objects.exists()
        sql = "INSERT INTO payments_handout (payment_id) SELECT id FROM payments_payment WHERE batch_id = %s"
        assert broken(sql, [batch.pk]) == "handout_of_what_is_out"


@pytest.fixture
def bags(db):
    """A desk, and a fund for a program that gives school bags."""
    make_program("TG", form="totals", benefit=BAGS)
    desk = Desk.make()
    with entered_as(desk.finance):
        fund = make_fund(programs=("TG",))
        receive(fund, 10_000, actor=desk.finance)
    return desk, fund


def test_things_are_handed_out_and_never_paid_by_a_bank(client, bags):
    desk, fund = bags
    make_due(desk, 2, program="TG", account=True)
    with entered_as(desk.manager):
        by_bank = batches.make(program="TG", area="3418", period="2013", fund=fund, actor=desk.manager)
    with entered_as(desk.checker):
        with refused("batch_method_fits"):
            batches.check(batch=by_bank, actor=desk.checker)
    with entered_as(desk.manager):
        batches.cancel(batch=by_bank, actor=desk.manager, reason="应当面发放")
    batch = make_approved(desk, fund=fund, program="TG", method="cash")
    with entered_as(desk.finance):
        sheet = paysheet.of(batch, actor=desk.finance)
        assert [row.cells[-1] for page in sheet.pages for row in page.lines] == ["书包 2个"] * 2
        batches.send(batch=batch, actor=desk.finance)
    page = as_(client, make_account("caseworker", VILLAGE)).get(reverse("money:handout-lines", args=[batch.pk]))
    assert page.content.decode().count("书包 2个") == 2


def test_the_receipt_of_things_says_what_was_given_and_to_whom(client, bags):
    desk, fund = bags
    make_due(desk, 1, program="TG", account=False)
    batch, worker = make_sent(desk, fund=fund, program="TG", method="cash"), make_account("caseworker", VILLAGE)
    write(worker, 1, receiver="agent", name="周大勇", relation="62", id_tail="1234")
    sheet = hand_in(worker, batch)
    with entered_as(desk.finance):
        handouts.take_over(sheet=sheet, actor=desk.finance)
        payment = batch.payments.get()
    slip = as_(client, desk.finance).get(reverse("money:slip", args=[payment.pk])).content.decode()
    assert "书包 2个" in slip and "价值（大写）：<strong>壹佰贰拾元整" in slip
    assert "周大勇" in slip and "····1234" in slip and "账号" not in slip
    for page in ("money:payment", "money:batch", "money:person"):
        pk = {"money:payment": payment.pk, "money:batch": batch.pk, "money:person": payment.person_id}[page]
        assert "····<" not in client.get(reverse(page, args=[pk])).content.decode(), page
    assert "书包 2个" in client.get(reverse("money:payment", args=[payment.pk])).content.decode()


def test_money_that_only_a_bank_pays_is_not_handed_out(db):
    make_program("TB", form="totals", benefit={"kind": "once", "amount": "100", "bank_only": True})
    desk = Desk.make()
    with entered_as(desk.finance):
        fund = make_fund(programs=("TB",))
    make_due(desk, 1, program="TB")
    with refused("batch_method_fits"):
        make_approved(desk, fund=fund, program="TB", method="cash")


def test_the_way_by_screens(client, desk, out, worker):
    as_(client, worker)
    assert out.number in client.get(reverse("money:handouts")).content.decode()
    lines = reverse("money:handout-lines", args=[out.pk])
    with entered_as(worker):
        ids = [line(worker, n).pk for n in (1, 2, 3)]
    address = lambda n: reverse("money:handout-line", args=[ids[n - 1]])  # noqa: E731
    day = TODAY().isoformat()
    wrong = client.post(address(1), {"who": "agent", "on": day})
    assert wrong.status_code == 200 and wrong.context["form"].errors["name"]
    assert client.post(address(1), {"who": "self", "on": day, "next": "1"}).url == address(2)
    assert client.post(address(2), {"who": "absent", "on": day, "next": "1"}).url == address(3)
    agent = {"who": "agent", "on": day, "name": "李小红", "relation": "30", "id_tail": "1234", "next": "1"}
    assert client.post(address(3), agent).url == lines
    page = client.get(lines + "?show=unsigned")
    assert page.context["waiting"] == 3 and len(page.context["page"].rows) == 3
    for query in ("?place=x", "?show=x", "?after=x", "?after=2"):
        assert client.get(lines + query).status_code == 200
    client.post(reverse("money:sheet-hand-in", args=[out.pk]), {
        "id": page.context["sheet_id"], "file": ContentFile(PDF, name="签字表.pdf")})  # fmt: skip
    with entered_as(worker):
        sheet = SignedSheet.objects.get()
    assert client.get(reverse("money:sheet", args=[sheet.pk]))["Content-Type"] == "application/pdf"
    as_(client, desk.finance)
    batch = reverse("money:batch", args=[out.pk])
    assert reverse("money:sheet-take-over", args=[sheet.pk]) in client.get(batch).content.decode()
    assert client.post(reverse("money:sheet-take-over", args=[sheet.pk])).url == batch
    assert state(desk, out) == ("answered", ["paid", "returned", "paid"])
    assert reverse("money:sheet-take-over", args=[sheet.pk]) not in client.get(batch).content.decode()
    with entered_as(desk.finance):
        answer = out.answers.get()
    assert client.get(reverse("money:answer", args=[answer.pk])).status_code == 200
