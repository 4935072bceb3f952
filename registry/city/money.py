"""Funds, what they paid in 2013, what came back of it, and what lies ready to be paid."""

import uuid
from datetime import date
from decimal import Decimal
from functools import partial

from django.core.files.base import ContentFile

from beneficiaries.services import contact
from programs.catalogue.models import Fund
from programs.catalogue.services import funds as funds_service
from programs.payments.flows import Method, Receiver, Unmet
from programs.payments.models import Batch, Handout
from programs.payments.services import (
    batches,
    disclosure,
    entitlements,
    handouts,
    recovery,
    requests,
    returns,
    settlement,
)
from programs.payments.services import funds as money
from registry.city import papers, staff
from registry.city.building import City, acting
from registry.city.people import County
from registry.city.places import CITY
from registry.core.models import Account
from registry.core.models.area import CODE_LENGTH, Level
from registry.core.roles import Role

# code, name, source, programs, received in 2013 (yuan)
FUNDS = (
    ("LQJZ2013", "中央彩票公益金“两癌”救助金", "全国妇联", ("LQJZ",), 120_000),
    ("CL2013", "“春蕾计划”助学金", "安徽省妇女儿童发展基金会", ("CL", "AX"), 260_000),
    ("XJ2013", "“宣酒”助学金", "安徽宣酒集团", ("XJ",), 300_000),
)
CIVIL_FUND = ("SW2013", "困境儿童基本生活保障金", "市财政局", ("SW",), 4_000_000)
# Why four payments of a term are asked back.
ASKED_BACK = ("已转学到外市", "学期中途休学", "重复享受其他助学", "标准核算有误")
# Counties whose girls get a term in cash: done, and begun.
HANDED_OUT, TO_HAND_OUT = "341882", "341802"
# Ids that follow from the code, so that the same receipt is the same transfer.
NAMES = uuid.UUID("6d8b1c1e-7d4a-4a45-9d0f-3418201312e5")


def funds(city: City) -> str:
    with acting("city-finance") as actor:
        for fund in FUNDS:
            _found(fund, actor=actor)
        year = date.today().year
        _received(
            Fund.objects.get(code="LQJZ2013"), 100_000, on=date(year, 3, 10) if date.today() >= date(year, 3, 10)
            else date.today(), memo=f"{year}年度救助金", actor=actor,
        )  # fmt: skip
    with acting("civil-finance") as actor:
        _found(CIVIL_FUND, actor=actor)
    return str(len(FUNDS) + 1)


def _found(fund: tuple, *, actor: Account) -> None:
    code, name, source, programs, amount = fund
    made = funds_service.create(code=code, name=name, source=source, programs=programs, actor=actor)
    _received(made, amount, on=date(2013, 4, 18), memo="2013年度资金到账", actor=actor)


def _received(fund: Fund, amount: int, *, on: date, memo: str, actor: Account) -> None:
    money.receive(
        fund=fund, amount=Decimal(amount), on=on, actor=actor, memo=memo, id=uuid.uuid5(NAMES, f"{fund.pk} {on}")
    )


def relief_paid(city: City) -> str:
    """The twelve grants: made by one, approved by another, sent, confirmed, and shown to the public."""
    batch = _paid("LQJZ", "2013", "LQJZ2013", on=date(2013, 10, 18))
    with acting("city-manager") as actor:
        disclosure.publish(batch=batch, actor=actor)
    return f"{batch.count} × 10000"


def spring_bud_paid(city: City) -> str:
    """The autumn term of the Spring Bud girls."""
    batch = _paid("CL", "2013-2", "CL2013", on=date(2013, 9, 25))
    if city.size.CL >= 40:  # fewer could point at a family, and wouldn't be published
        with acting("city-manager") as actor:
            disclosure.publish(batch=batch, actor=actor)
    return f"{batch.count}"


def tracked_answered(city: City) -> str:
    """The autumn term of the cohort: the bank sent two payments back and doesn't know yet of another."""
    batch, on = _sent("XJ", "2013-2", "XJ2013", on=date(2013, 9, 25)), date(2013, 9, 27)
    with acting("city-cashier") as actor:
        *back, unknown = batch.payments.order_by("sequence")[:3]
        arrived = list(batch.payments.order_by("sequence")[3:])
        record = partial(settlement.record, batch=batch, actor=actor, on=on)
        record(outcome="paid", payments=arrived)
        record(outcome="returned", payments=back, reason="name_mismatch", note="银行退票通知")
        record(outcome="unknown", payments=[unknown])
    return f"{len(arrived)} + 3"


def tracked_paid_again(city: City) -> str:
    """One of those that came back: her account is corrected where she is registered, and she is paid again, in a batch
    that cites the first. The other waits to be dealt with."""
    with acting("city-manager"):
        first = Batch.objects.get(pk=_id("XJ", "2013-2"))
        payment = first.payments.to_correct().order_by("sequence").first()
        county = payment.area[: CODE_LENGTH[Level.COUNTY]]
    with acting(staff.post(Role.CASEWORKER, county, "XJ")) as actor:
        old = payment.person.payaccounts.get(closed_on=None)
        contact.close_account(account=old, actor=actor, on=date.today(), reason="银行退票：户名与账号不符")
        number = County(county, seed=city.seed, part="corrected").account()
        contact.add_account(
            person=payment.person, actor=actor, number=number, payee=old.payee, payee_relation=old.payee_relation,
            branch=old.branch,
        )  # fmt: skip
    with acting("city-finance") as actor:
        again = returns.reissue(batch=first, payments=[payment], actor=actor, id=_id("XJ", "2013-2 again"))
    return f"{_arrived(_out(again, on=date(2013, 10, 15)), on=date(2013, 10, 17)).count}"


def tracked_asked_back(city: City) -> str:
    """Of four who got it too: one gave it back at once, one does so bit by bit and is late, one was let off, and one
    has it set off against the spring term."""
    with acting("city-finance") as actor:
        batch = Batch.objects.get(pk=_id("XJ", "2013-2"))
        found = list(
            batch.payments.filter(state="paid").order_by("sequence").select_related("batch")[: len(ASKED_BACK)]
        )
        if len(found) < len(ASKED_BACK):
            return "0"  # a city so small asks nothing back
        claims = [
            recovery.claim(payment=payment, amount=payment.amount / 2, reason=reason, actor=actor)
            for payment, reason in zip(found, ASKED_BACK, strict=True)
        ]
        at_once, in_parts, let_off, _set_off = claims
        recovery.record(claim=at_once, amount=at_once.amount, on=date(2013, 10, 21), note="收款凭证第12号",
                        actor=actor)  # fmt: skip
        parts = recovery.monthly(amount=in_parts.amount, count=3, first=date(2013, 11, 15))
        in_parts = recovery.plan(claim=in_parts, instalments=parts, actor=actor)
        recovery.record(claim=in_parts, amount=parts[0][1], on=date(2013, 11, 14), way="instalment", note="第一期",
                        actor=actor)  # fmt: skip
        asked = requests.ask_write_off(
            claim=let_off, ground="waived", amount=let_off.amount, reason="父亲重病住院，无力退还", actor=actor
        )
    with acting("city-manager") as actor:
        requests.approve(asked=asked, actor=actor)
    return f"{len(claims)}"


def tracked_made(city: City) -> str:
    """The spring term after it: checked, and waiting for approval."""
    return f"{_checked(_made('XJ', '2014-1', 'XJ2013')).count}"


def handed_out(city: City) -> str:
    """The spring term of a county's Spring Bud girls, in cash: all received, on a sheet that finance took over."""
    batch = _sent("CL", "2014-1", "CL2013", on=date.today(), area=HANDED_OUT, method=Method.CASH)
    caseworker = staff.post(Role.CASEWORKER, HANDED_OUT, "CL")
    with acting(caseworker) as actor:
        for line in _lines(batch):
            _hand(line, actor=actor)
        scan = ContentFile(papers.page(f"DEMO signed sheet {batch.number}"), name=f"{batch.number} 签字发放表.pdf")
        sheet = handouts.hand_in(batch=batch.pk, upload=scan, actor=actor)
    with acting("city-cashier") as actor:
        handouts.take_over(sheet=sheet, actor=actor)
    return f"{batch.count}"


def to_hand_out(city: City) -> str:
    """The same of another county, begun: one wasn't there, the others of a quarter have it, the rest wait."""
    batch = _sent("CL", "2014-1", "CL2013", on=date.today(), area=TO_HAND_OUT, method=Method.CASH)
    with acting(staff.post(Role.CASEWORKER, TO_HAND_OUT, "CL")) as actor:
        begun = _lines(batch)[: batch.count // 4]
        for line in begun[1:]:
            _hand(line, actor=actor)
        for line in begun[:1]:
            handouts.record(handout=line, actor=actor, on=date.today(), unmet=Unmet.ABSENT)
    return f"{batch.count - len(begun)}"


def _lines(batch: Batch) -> list[Handout]:
    """What its caseworker sees of it, in the order of the sheet."""
    return list(Handout.objects.filter(batch=batch).select_related("payment").order_by("payment__sequence"))


def _hand(line: Handout, *, actor: Account) -> None:
    """To the guardian whose ID is on record, or to herself."""
    known = next((one for one in handouts.guardians(line) if one.id_number_tail), None)
    receiver = Receiver.GUARDIAN if known else Receiver.SELF
    handouts.record(handout=line, actor=actor, on=date.today(), receiver=receiver, guardian=known)


def _made(program: str, period: str, fund: str, *, area: str = CITY, method: str = Method.BANK) -> Batch:
    with acting("city-manager") as actor:
        entitlements.generate(program=program, period=period, actor=actor, area=area)
        return batches.make(
            program=program, area=area, period=period, fund=fund, actor=actor, method=method,
            id=_id(program, period, area), outside_months=f"补录：{period} 的助学金",
        )  # fmt: skip


def _id(program: str, period: str, area: str = CITY) -> uuid.UUID:
    return uuid.uuid5(NAMES, f"batch {program} {period}" + (f" {area}" if area != CITY else ""))


def _checked(batch: Batch) -> Batch:
    with acting("city-cashier") as actor:
        return batches.check(batch=batch, actor=actor)


def _sent(program: str, period: str, fund: str, *, on: date, **how) -> Batch:
    return _out(_made(program, period, fund, **how), on=on)


def _out(batch: Batch, *, on: date) -> Batch:
    batch = _checked(batch)
    for approver in ("city-approver", "city-leader")[: batch.approvals_needed]:
        with acting(approver) as actor:
            batch = batches.approve(batch=batch, actor=actor, on=on)
    with acting("city-finance") as actor:
        return batches.send(batch=batch, actor=actor, on=on)


def _paid(program: str, period: str, fund: str, *, on: date) -> Batch:
    return _arrived(_sent(program, period, fund, on=on), on=on)


def _arrived(batch: Batch, *, on: date) -> Batch:
    with acting("city-cashier") as actor:
        return batches.confirm(batch=batch, actor=actor, on=on)
