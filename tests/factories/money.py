"""Funds with money in them, and what is refused."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

from beneficiaries.services.intake import NewAccount, NewPhone
from programs.catalogue.models import Fund, FundProgram, Rules
from programs.enrolment.models import Enrolment
from programs.ledger.services import accounts, transfers
from programs.payments.services import batches, entitlements
from registry.core.ids import uuid7
from registry.core.models import Account
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import VILLAGE, make_woman

_numbers = count(1)
DAY = date(2013, 3, 1)


def make_fund(*, programs: tuple[str, ...] = (), **fields) -> Fund:
    """A fund for `programs`, empty."""
    number = next(_numbers)
    fund = Fund(
        code=fields.pop("code", f"F{number}"),
        name=fields.pop("name", f"专项资金{number}"),
        source=fields.pop("source", "市财政"),
        **fields,
    )
    with entered_as(make_account("finance")):
        fund.save(force_insert=True)
        FundProgram.objects.bulk_create([FundProgram(fund=fund, program_id=code) for code in programs])
    return fund


def receive(fund: Fund, amount, *, actor, on: date = DAY, id=None):
    """Money that comes into `fund`, as the ledger posts it."""
    amount = Decimal(amount)
    return transfers.post(
        id=id or uuid7(),
        kind="receipt",
        on=on,
        actor=actor,
        legs=[(accounts.source(fund.code), -amount), (accounts.available(fund.code), amount)],
    )


def commit(fund: Fund, amount, *, actor, program="LQJZ", period="2013", on: date = DAY, id=None, cause=None):
    """The commitment of an approved batch, without the batch."""
    amount = Decimal(amount)
    committed = accounts.spending("committed", fund=fund.code, program=program, period=period)
    return transfers.post(
        id=id or uuid7(),
        kind="commitment",
        on=on,
        actor=actor,
        cause=cause,
        legs=[(accounts.available(fund.code), -amount), (committed, amount)],
    )


def balance(key) -> Decimal:
    """What an account holds; 0 where money never came."""
    from programs.ledger.models import LedgerAccount

    account = LedgerAccount.objects.filter(fund=key.fund, kind=key.kind, program=key.program, period=key.period).first()
    return account.balance if account else Decimal(0)


def card(number: int) -> str:
    """A card number whose last digit is right (ISO/IEC 7812-1)."""
    body = f"621700{number:09d}"
    digits = [int(digit) for digit in reversed(body)]
    total = sum(d if n % 2 else (2 * d - 9 if d > 4 else 2 * d) for n, d in enumerate(digits))
    return body + str(-total % 10)


@dataclass
class Desk:
    """The accounts of the city that the way of a batch needs."""

    caseworker: Account
    manager: Account
    finance: Account
    auditor: Account
    checker: Account

    @classmethod
    def make(cls, area: str = "3418") -> "Desk":
        return cls(*(make_account(role, area) for role in ("caseworker", "manager", "finance", "auditor", "manager")))


def make_enrolled(
    desk: Desk,
    *,
    program="TA",
    account: bool | NewAccount = True,
    starts_on: date = date(2013, 1, 1),
    answers=None,
    who=None,
    **person,
):
    """Someone in the program since `starts_on`, as taken over from a roster, with an account to pay to; `who`, who is
    registered, or someone new."""
    number = next(_numbers)
    village = person.pop("area", VILLAGE)
    with entered_as(desk.caseworker):
        if account is True:
            account = NewAccount(number=card(number), bank="农业银行", branch="宣州支行")
        who = who or make_woman(
            desk.caseworker,
            area=village,
            accounts=[account] if account else [],
            phones=[NewPhone(number=f"1380563{number:04d}")],
            **person,
        )
        rules = Rules.objects.filter(program=program).order_by("version").last()
        return Enrolment.objects.create(
            program_id=program,
            person=who,
            area=village,
            state="active",
            origin="roster",
            rules=rules,
            answers=answers or {},
            starts_on=starts_on,
            decided_on=starts_on,
            made_by=desk.caseworker,
        )


def make_due(desk: Desk, count: int = 3, *, program="TA", period="2013", **kw):
    """`count` people in the program, what is due to them worked out."""
    enrolled = [make_enrolled(desk, program=program, **kw) for _ in range(count)]
    with entered_as(desk.manager):
        entitlements.generate(program=program, period=period, actor=desk.manager)
    return enrolled


def make_batch(desk: Desk, *, fund: Fund, program="TA", period="2013", area="3418", **kw):
    with entered_as(desk.manager):
        return batches.make(program=program, area=area, period=period, fund=fund, actor=desk.manager, **kw)


def make_checked(desk: Desk, *, fund: Fund, **kw):
    """A batch that waits for its approval: made by the manager, checked by the other one."""
    return check(make_batch(desk, fund=fund, **kw), desk)


def check(batch, desk: Desk):
    with entered_as(desk.checker):
        return batches.check(batch=batch, actor=desk.checker)


def make_approved(desk: Desk, *, fund: Fund, **kw):
    batch = make_checked(desk, fund=fund, **kw)
    with entered_as(desk.finance):
        return batches.approve(batch=batch, actor=desk.finance)


def make_sent(desk: Desk, *, fund: Fund, **kw):
    batch = make_approved(desk, fund=fund, **kw)
    with entered_as(desk.finance):
        return batches.send(batch=batch, actor=desk.finance)


# As banks write it.
SAID = {"paid": ("交易成功", ""), "returned": ("处理失败", "账号不存在"), "unknown": ("处理中", "")}


def bank_file(batch, outcomes, *, start: int = 1) -> bytes:
    """The bank's answer as CSV, about the payments from number `start` on, in the scope of who may see them."""
    rows = batch.payments.order_by("sequence")[start - 1 : start - 1 + len(outcomes)]
    lines = [
        f"{row.sequence},{row.payee},{row.net},{','.join(SAID[outcome])}"
        for row, outcome in zip(rows, outcomes, strict=False)
    ]
    return "\n".join(["序号,户名,金额,处理结果,失败原因", *lines, ""]).encode()
