"""Funds, what they paid in 2013, and what lies ready to be paid."""

import uuid
from datetime import date
from decimal import Decimal

from programs.catalogue.models import Fund
from programs.catalogue.services import funds as funds_service
from programs.payments.models import Batch
from programs.payments.services import batches, disclosure, entitlements
from programs.payments.services import funds as money
from registry.city.building import City, acting
from registry.city.places import CITY
from registry.core.models import Account

# code, name, source, programs, received in 2013 (yuan)
FUNDS = (
    ("LQJZ2013", "中央彩票公益金“两癌”救助金", "全国妇联", ("LQJZ",), 120_000),
    ("CL2013", "“春蕾计划”助学金", "安徽省妇女儿童发展基金会", ("CL", "AX"), 260_000),
    ("XJ2013", "“宣酒”助学金", "安徽宣酒集团", ("XJ",), 300_000),
)
CIVIL_FUND = ("SW2013", "困境儿童基本生活保障金", "市财政局", ("SW",), 4_000_000)
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


def tracked_made(city: City) -> str:
    """The autumn term of the cohort: made, and waiting for someone else's approval."""
    return f"{_made('XJ', '2013-2', 'XJ2013').count}"


def _made(program: str, period: str, fund: str) -> Batch:
    with acting("city-manager") as actor:
        entitlements.generate(program=program, period=period, actor=actor)
        return batches.make(
            program=program, area=CITY, period=period, fund=fund, actor=actor,
            id=uuid.uuid5(NAMES, f"batch {program} {period}"),
        )  # fmt: skip


def _paid(program: str, period: str, fund: str, *, on: date) -> Batch:
    batch = _made(program, period, fund)
    with acting("city-approver") as actor:
        batch = batches.approve(batch=batch, actor=actor, on=on)
    with acting("city-finance") as actor:
        batch = batches.send(batch=batch, actor=actor, on=on)
    with acting("city-cashier") as actor:
        return batches.confirm(batch=batch, actor=actor, on=on)
