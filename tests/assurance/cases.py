"""For every rule a case that it must find, and the nearest one that it must not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from django.db import connection
from django.utils import timezone

from beneficiaries.identity import bank
from beneficiaries.models import PayAccount, Person
from beneficiaries.services import contact, family
from beneficiaries.services.circumstances import record_death
from beneficiaries.services.conflicts import conflicts_of
from beneficiaries.services.merging import merge
from beneficiaries.services.newcomers import NewAccount, NewPhone
from beneficiaries.services.register import register_person
from programs.catalogue.models import Program
from programs.catalogue.services.rules import add_version
from programs.enrolment.models import Enrolment
from programs.enrolment.services import lifecycle, publicity
from programs.payments.models import Batch
from programs.payments.services import answers, batches, entitlements, recalculation, returns, settlement
from registry.core import scope
from registry.core.models import Grant
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import definition, make_approved, make_offices, make_program, make_woman, text
from tests.factories.money import Desk, card, make_checked, make_enrolled, make_fund, receive
from tests.payments.test_answers import book, lines, looked

_numbers = count(900_000)
PAST = date(2013, 1, 1)


def today() -> date:
    return timezone.localdate()


def raw(sql: str, *params) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def account(**fields) -> NewAccount:
    return NewAccount(number=fields.pop("number", None) or card(7 * next(_numbers)), bank="农业银行", **fields)


@dataclass
class City:
    """A city's desk, and short ways to bring money to people."""

    desk: Desk
    on: date = field(default_factory=today)

    def program(self, code: str = "TA", **parts) -> Program:
        """A program with money in its fund; the public reads totals, unless said otherwise."""
        form = parts.pop("form", "totals")
        review = parts.pop("review_months", None)
        payment_months = parts.pop("payment_months", None)
        program = make_program(code, form=form, **parts)
        if review or payment_months:
            data = definition(form=form, **{k: v for k, v in parts.items() if k not in ("group", "excludes")})
            data |= {"review_months": review} if review else {}
            if payment_months:
                data["payment"]["months"] = payment_months
            self.rules(program, data, date(2010, 1, 2))
        return program

    def rules(self, program, data: dict, valid_from: date) -> None:
        with scope.entered(scope.CATALOGUE_KEEPER):
            add_version(
                program=program, definition=data, valid_from=valid_from, document="测试", note="test", actor=None
            )

    def enrol(self, program: str = "TA", **fields) -> Enrolment:
        fields.setdefault("account", account())
        fields.setdefault("starts_on", PAST)
        return make_enrolled(self.desk, program=program, **fields)

    def due(self, program: str = "TA", period: str = "2013") -> None:
        with entered_as(self.desk.manager):
            entitlements.generate(program=program, period=period, actor=self.desk.manager)

    def batch(self, program: str = "TA", period: str = "2013", why: str = "") -> Batch:
        """Everything due of the program and period, made and checked; `why` in a month outside the program's."""
        self.due(program, period)
        with entered_as(self.desk.finance):
            fund = make_fund(programs=(program,))
            receive(fund, 100_000, actor=self.desk.finance)
        return make_checked(self.desk, fund=fund, program=program, period=period, outside_months=why)

    def step(self, name: str, batch: Batch, actor=None, **fields) -> Batch:
        actor = actor or self.desk.finance
        with entered_as(actor):
            return getattr(batches, name)(batch=batch, actor=actor, **fields)

    def sent(self, program: str = "TA", period: str = "2013", why: str = "") -> Batch:
        return self.step("send", self.step("approve", self.batch(program, period, why)))

    def paid(self, program: str = "TA", period: str = "2013", on: date | None = None, why: str = "") -> Batch:
        return self.step("confirm", self.sent(program, period, why), on=on)

    def as_caseworker(self):
        return entered_as(self.desk.caseworker)

    def merge(self, one: Enrolment, other: Enrolment) -> None:
        """The person of `one` is the person of `other`, as a manager of the city finds."""
        with entered_as(self.desk.manager):
            kept, merged = Person.objects.get(pk=other.person_id), Person.objects.get(pk=one.person_id)
            keys = [conflict.key for conflict in conflicts_of(kept=kept, merged=merged)]
            merge(kept=kept, merged=merged, actor=self.desk.manager, acknowledged=keys, reason="同一人，号码录错")


@dataclass(frozen=True)
class Case:
    """`found` makes one finding of the rule, `near` none. `seen` is by whoever sees the area of the finding."""

    code: str
    found: Callable[[City], None]
    near: Callable[[City], None]
    money: str | None = None
    area: str = "341802"
    # Where a rule finds several kinds of matter.
    what: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.what}".strip()


def a01_found(c: City) -> None:
    c.program()
    enrolment = c.enrol()
    c.sent()
    with c.as_caseworker():
        record_death(person=enrolment.person, actor=c.desk.caseworker, on=today() - timedelta(days=1))


def a01_near(c: City) -> None:
    """She died on the day on which it was sent."""
    c.program()
    enrolment = c.enrol()
    c.sent()
    with c.as_caseworker():
        record_death(person=enrolment.person, actor=c.desk.caseworker, on=today())


def two_records(c: City, period: str = "2013", **second) -> tuple[Enrolment, Enrolment]:
    one = c.enrol()
    c.paid()
    return one, c.enrol(**second)


def merged_before(c: City, act) -> None:
    """She was paid; what is wrong stands on another record, into which hers is merged."""
    c.program()
    paid, other = c.enrol(), c.enrol(starts_on=date(2014, 2, 1))
    c.paid()
    act(other)
    c.merge(paid, other)


def a01_merged(c: City, *, dead: bool) -> None:
    def died(other: Enrolment) -> None:
        if dead:
            with c.as_caseworker():
                record_death(person=other.person, actor=c.desk.caseworker, on=today() - timedelta(days=1))

    merged_before(c, died)


def a02_found(c: City) -> None:
    c.program()
    one, other = two_records(c)
    c.paid()
    c.merge(one, other)


def a02_near(c: City) -> None:
    """One person, but two years."""
    c.program()
    one, other = two_records(c, starts_on=date(2014, 2, 1))
    c.paid(period="2014")
    c.merge(one, other)


def a02_corrected(c: City) -> None:
    """One of the two was paid in two parts: what is too much is the other's 700 yuan."""
    program = c.program(benefit={"kind": "once", "amount": "700"})
    one = c.enrol()
    c.paid()
    c.rules(program, definition(form="totals", benefit={"kind": "once", "amount": "900"}), date(2012, 12, 31))
    with entered_as(c.desk.manager):
        recalculation.recalculate(program="TA", periods=["2013"], actor=c.desk.manager)
    c.paid()
    other = c.enrol()
    c.paid()
    c.merge(one, other)


def a03_months(c: City) -> None:
    """Paid by the month in one from January, once in the other in March: the smaller of the two."""
    c.program("TA", benefit={"kind": "month", "amount": "600"})
    c.program("TB", excludes=("TA",))
    one, other = c.enrol("TA"), c.enrol("TB", starts_on=date(2013, 3, 1))
    for month in ("2013-01", "2013-03", "2013-04"):
        c.paid("TA", month)
    c.paid("TB")
    c.merge(one, other)


def a03_found(c: City) -> None:
    c.program("TA")
    c.program("TB", excludes=("TA",))
    one, other = c.enrol("TA"), c.enrol("TB")
    c.paid("TA")
    c.paid("TB")
    c.merge(one, other)


def a03_near(c: City) -> None:
    """The same two programs of two people."""
    c.program("TA")
    c.program("TB", excludes=("TA",))
    c.enrol("TA"), c.enrol("TB")
    c.paid("TA")
    c.paid("TB")


def a04(c: City, valid_from: date) -> None:
    program = c.program()
    c.enrol(starts_on=date(2013, 3, 1))
    c.paid()
    c.rules(program, definition(form="totals", benefit={"kind": "once", "amount": "700"}), valid_from)


YOUNG = [{"code": "young", **text("未满十八", "Under 18"), "test": {"all": [
    {"fact": "person.alive", "is": True}, {"fact": "person.age", "below": 18}]},
    "failing": text("已满。", "No longer.")}]  # fmt: skip


def a05(c: City, born: date) -> None:
    c.program("TM", criteria=YOUNG, benefit={"kind": "month", "amount": "600"})
    c.enrol("TM", birth_date=born)
    c.paid("TM", "2013-06")


def a05_until(c: City, born: date) -> None:
    """The benefit ends with an age that no criterion names."""
    program = c.program("TM", benefit={"kind": "month", "amount": "600"})
    c.enrol("TM", birth_date=born)
    c.paid("TM", "2013-06")
    ends = definition(form="totals", benefit={"kind": "month", "amount": "600", "until_age": 18})
    c.rules(program, ends, date(2011, 1, 1))


def a05_merged(c: City, born: date) -> None:
    """The record that stayed has the right date of birth."""
    c.program("TM", criteria=YOUNG, benefit={"kind": "month", "amount": "600"})
    paid, other = c.enrol("TM", birth_date=date(2000, 1, 1)), c.enrol("TM", starts_on=date(2014, 1, 1), birth_date=born)
    c.paid("TM", "2013-06")
    c.merge(paid, other)


def a06_left(c: City, period: str) -> None:
    """She left on 1 June; it became known when June and July were paid."""
    c.program("TM", benefit={"kind": "month", "amount": "600"})
    enrolment = c.enrol("TM", starts_on=date(2013, 5, 31))
    c.paid("TM", period)
    with entered_as(c.desk.manager):
        why = enrolment.rules.parsed.exit_reasons[0].code
        lifecycle.exit_(enrolment=enrolment, actor=c.desk.manager, on=date(2013, 6, 1), reason=why)


def a06_begun(c: City, starts_on: date) -> None:
    """The first day turns out to be another."""
    c.program("TM", benefit={"kind": "month", "amount": "600"})
    enrolment = c.enrol("TM", starts_on=date(2013, 5, 1))
    c.paid("TM", "2013-05")
    with c.as_caseworker():
        raw("UPDATE enrolment_enrolment SET starts_on = %s WHERE id = %s", starts_on, enrolment.pk)


def a06(c: City, months: list[int]) -> None:
    c.program(payment_months=months)
    c.enrol()
    c.paid(why="补发")


def a07(c: City, *, guardian: bool) -> None:
    c.program()
    enrolment = c.enrol(account=account(payee="李建国", payee_relation="99"))
    c.paid()
    with c.as_caseworker():
        family.add_relation(
            person=enrolment.person, actor=c.desk.caseworker, kind="99", name="李建国", since=PAST, guardian=guardian
        )


def a07_merged(c: City, *, guardian: bool) -> None:
    """The guardian stands on the record that stayed."""
    c.program()
    paid = c.enrol(account=account(payee="李建国", payee_relation="99"))
    c.paid()
    other = c.enrol(starts_on=date(2014, 2, 1))
    if guardian:
        with c.as_caseworker():
            family.add_relation(
                person=paid.person, actor=c.desk.caseworker, kind="99", name="李建国", since=PAST, guardian=True
            )
    c.merge(paid, other)


def a08(c: City, *, related: bool) -> None:
    c.program()
    number = card(4321)
    one, other = c.enrol(account=account(number=number)), c.enrol(account=account(number=number))
    if related:
        with c.as_caseworker():
            household = family.form_household(actor=c.desk.caseworker, head=one.person)
            family.join_household(
                person=other.person, household=household, relation_to_head="30", actor=c.desk.caseworker
            )


def a08_three(c: City, *, all_kin: bool) -> None:
    """Three say that it is theirs: two sisters and somebody else, or a third sister."""
    c.program()
    number = card(4321)
    one, other, third = (c.enrol(account=account(number=number)) for _n in range(3))
    with c.as_caseworker():
        for sister in [other, third] if all_kin else [other]:
            family.add_relation(person=one.person, actor=c.desk.caseworker, kind="77", other=sister.person, since=PAST)


def a08_closed(c: City, *, paid: bool) -> None:
    """Somebody else's number was typed and closed again; money had gone there, or not."""
    c.program()
    number = card(4321)
    c.enrol(account=account(number=number))
    wrong = c.enrol(account=account(number=number))
    if paid:
        c.paid()
    with c.as_caseworker():
        contact.close_account(
            account=PayAccount.objects.get(person=wrong.person), actor=c.desk.caseworker, on=today(), reason="录错账号"
        )


def a09(c: City, people: int) -> None:
    with c.as_caseworker():
        for _n in range(people):
            make_woman(c.desk.caseworker, phones=[NewPhone(number="13805639999")])


def a10_found(c: City) -> None:
    c.program()
    enrolment = c.enrol()
    with c.as_caseworker():
        raw("UPDATE beneficiaries_person SET birth_date = birth_date - 1 WHERE id = %s", enrolment.person_id)


def a10_near(c: City) -> None:
    c.program()
    c.enrol()


def a11(c: City, *, revoked: bool) -> None:
    """The list stood on a board; money was sent; the list turns out to be none."""
    make_program("TL", form="list", chain=("village",))
    offices = make_offices()
    with entered_as(offices.caseworker) as _:
        person = make_woman(offices.caseworker, accounts=[account()])
    enrolment = make_approved(offices, program="TL", person=person)
    with entered_as(c.desk.manager):
        release = publicity.publish(
            program="TL", enrolments=[enrolment], actor=c.desk.manager, title="公示", opens_on=today() - timedelta(days=9),
            stood_elsewhere="村务公开栏",
        )  # fmt: skip
    publicity_over(c)
    c.sent("TL", str(today().year))
    if revoked:
        with entered_as(c.desk.manager):
            publicity.revoke(release=release, actor=c.desk.manager, reason="公示时间不实")


def publicity_over(c: City) -> None:
    with entered_as(c.desk.manager):
        for enrolment in Enrolment.objects.filter(state="approved"):
            lifecycle.activate(enrolment=enrolment, actor=c.desk.manager)


def a12(c: City, *, forbidden: bool) -> None:
    make_program("TL", form="list", chain=("village",))
    offices = make_offices()
    enrolment = make_approved(offices, program="TL")
    with entered_as(c.desk.manager):
        publicity.publish(program="TL", enrolments=[enrolment], actor=c.desk.manager, title="公示")
        if forbidden:
            raw("UPDATE catalogue_program SET public_form = 'never' WHERE code = 'TL'")


def a13(c: City, *, withdrawn: bool) -> None:
    c.program(chain=("village",))
    offices = make_offices()
    enrolment = make_approved(offices)
    if withdrawn:
        with entered_as(offices.caseworker):
            raw("UPDATE enrolment_document SET withdrawn_on = %s WHERE enrolment_id = %s", today(), enrolment.pk)


def a14(c: City, *, handler: bool) -> None:
    c.program()
    c.enrol()
    batch = c.batch()
    if not handler:
        c.step("approve", batch, c.desk.finance)
        return
    # The approver's account bears the name of the payee.
    c.step("approve", batch, make_account("finance", "3418", full_name="王秀英"))


def a14_kin(c: City, who: str, *, related: bool) -> None:
    """The ID number of whoever made or checked the batch is entered afterwards: her niece is in it, or nobody of hers."""
    c.program()
    niece = c.enrol(name="孙小美")
    aunt, stranger = two_women(c)
    relate(c, niece, aunt)
    c.batch()
    give_number(getattr(c.desk, who), aunt if related else stranger)


def a14_round(c: City, *, last: bool) -> None:
    """The aunt checked it; sent back, somebody else did."""
    c.program()
    niece = c.enrol(name="孙小美")
    aunt, _stranger = two_women(c)
    relate(c, niece, aunt)
    batch = c.batch()
    if not last:
        c.step("send_back", batch, c.desk.checker, reason="再看看")
        other = make_account("manager", "3418")
        c.step("check", batch, other)
    give_number(c.desk.checker, aunt)


def a14_checker(c: City, *, handler: bool) -> None:
    """She drafted the application in it, and may check batches as well."""
    with scope.entered(scope.ACCOUNT_KEEPER):
        Grant.objects.create(account=c.desk.caseworker, role="manager", programs=["*"])
    if handler:
        c.desk.checker = c.desk.caseworker
    c.program()
    c.enrol()
    c.batch()


def two_women(c: City) -> tuple[Person, Person]:
    with c.as_caseworker():
        return make_woman(c.desk.caseworker, name="孙大美"), make_woman(c.desk.caseworker, name="周素云")


def relate(c: City, niece: Enrolment, aunt: Person) -> None:
    with c.as_caseworker():
        family.add_relation(person=niece.person, actor=c.desk.caseworker, kind="97", other=aunt, since=PAST)


def give_number(account, person: Person) -> None:
    with scope.entered(scope.ACCOUNT_KEEPER):
        account.id_index = person.id_number_index
        account.save(update_fields=["id_index"])


def a15(c: City, starts_on: date) -> None:
    c.program()
    c.enrol(starts_on=starts_on)
    c.paid(period=str(starts_on.year))


def a16(c: City, days: int) -> None:
    c.program()
    c.enrol()
    c.due()
    c.on = today() + timedelta(days=days)


def returned(c: City) -> Batch:
    c.program()
    c.enrol()
    batch = c.sent()
    with entered_as(c.desk.finance):
        return settlement.record(batch=batch, actor=c.desk.finance, outcome="returned", reason="timeout")


def a16_given_up(c: City, act: str) -> None:
    """What came back was given up with a reason; or is due again."""
    batch = returned(c)
    with entered_as(c.desk.finance):
        returns.release(batch=batch, actor=c.desk.finance, reason="本人放弃", give_up=act != "again")
    c.on = today() + timedelta(days=91)


def a16_month(c: City, starts_on: date) -> None:
    """A month was worked out; then somebody comes in who had been in it since before, or the day after it began."""
    c.program("TM", benefit={"kind": "month", "amount": "600"})
    c.enrol("TM")
    c.paid("TM", "2013-06")
    c.enrol("TM", starts_on=starts_on)


def a17(c: City, days: int) -> None:
    returned(c)
    c.on = today() + timedelta(days=days)


def a17_again(c: City, *, cancelled: bool) -> None:
    """Long ago; it is paid again, or was to be, in a batch that was cancelled."""
    batch = returned(c)
    c.on = today() + timedelta(days=100)
    with entered_as(c.desk.finance):
        again = returns.reissue(batch=batch, actor=c.desk.finance)
        if cancelled:
            batches.cancel(batch=again, actor=c.desk.finance, reason="账号还没有核实")


def a18(c: City, on: date) -> None:
    with entered_as(c.desk.finance):
        receive(make_fund(), 500, actor=c.desk.finance, on=on)


def a19(c: City, *, public: bool) -> None:
    c.program()
    enrolment = c.enrol()
    c.sent()
    with c.as_caseworker():
        raw("UPDATE beneficiaries_person SET public_employee = %s WHERE id = %s", public, enrolment.person_id)


def a19_merged(c: City, *, public: bool) -> None:
    def employed(other: Enrolment) -> None:
        with c.as_caseworker():
            raw("UPDATE beneficiaries_person SET public_employee = %s WHERE id = %s", public, other.person_id)

    merged_before(c, employed)


def a20(c: City, sex: str) -> None:
    c.program()
    with c.as_caseworker():
        make_woman(c.desk.caseworker, sex=sex)


def a21(c: City, starts_on: date) -> None:
    c.program(review_months=12)
    c.enrol(starts_on=starts_on)


def a22(c: City, people: int) -> None:
    with c.as_caseworker():
        for n in range(people):
            make_woman(c.desk.caseworker, accounts=[account(number=card(500_000 + n))])


def a22_passbooks(c: City, people: int) -> None:
    """Numbers that count up; one of ten looks like a card."""
    first = next(n for n in range(10**17 + 8, 10**17 + 30) if bank.luhn(str(n + 2)))
    with c.as_caseworker():
        for n in range(people):
            make_woman(c.desk.caseworker, accounts=[account(number=str(first + n))])


def a23_merged(c: City, *, four: bool) -> None:
    """Four records, of which two turn out to be one person."""
    first, second, *_others = a23(c, 4)
    if not four:
        c.merge(first, second)


def a23(c: City, people: int) -> list[Enrolment]:
    c.program()
    number = card(98_765)
    paid = [c.enrol(account=account(number=number, payee="赵大明", payee_relation="99")) for _n in range(people)]
    c.paid()
    return paid


def a24(c: City, *, dropped: bool) -> None:
    c.program()
    c.enrol(), c.enrol()
    batch = c.batch()
    if dropped:
        with entered_as(c.desk.manager):
            raw("UPDATE payments_payment SET state = 'dropped' WHERE batch_id = %s AND sequence = 2", batch.pk)


def a24_answer(c: City, column: int | None, value=None) -> None:
    """The bank's file repeats the batch; with something else in `column` of its second row."""
    c.program()
    c.enrol(), c.enrol()
    batch = c.sent()
    rows = [[*row, "成功", "", str(today()), "S1"] for row in lines(c.desk, batch)]
    if column is not None:
        rows[1][column] = value
    answer = looked(c.desk, batch, book(rows))
    with entered_as(c.desk.finance):
        answers.post(answer=answer, actor=c.desk.finance)


def a24_twice(c: City, serial: str) -> None:
    """A payment stands twice in the bank's file, under one serial number or two."""
    c.program()
    c.enrol()
    batch = c.sent()
    rows = [[*row, "成功", "", str(today()), "S1"] for row in lines(c.desk, batch)]
    looked(c.desk, batch, book([*rows, [*rows[0][:-1], serial]]))


def a24_added(c: City, *, added: bool) -> None:
    """The file has a row more than the batch, without a number."""
    c.program()
    c.enrol()
    batch = c.sent()
    rows = [[*row, "成功", "", str(today()), "S1"] for row in lines(c.desk, batch)]
    if added:
        rows.append(["", "王二丫", card(31_337), "1,000.00", "成功", "", str(today()), "S2"])
    looked(c.desk, batch, book(rows))


def a24_silent(c: City, days: int) -> None:
    c.program()
    c.enrol()
    c.sent()
    c.on = today() + timedelta(days=days)


STAGE = [
    {"code": "stage", **text("分期", "Stage"), "kind": "choice", "choices": [
        {"code": "I", "zh": "Ⅰ期", "en": "I"}, {"code": "IIb", "zh": "ⅡB 期", "en": "IIb"}]},
]  # fmt: skip
DIAGNOSIS = [{"code": "diagnosis", **text("分期符合", "The stage"), "test": {"fact": "form.stage", "in": ["IIb"]},
              "failing": text("不符合。", "No.")}]  # fmt: skip


def a25(c: City, stage: str) -> None:
    c.program("TS", fields=STAGE, criteria=DIAGNOSIS)
    c.enrol("TS", answers={"stage": stage})


def m01(c: City, *, numbers: bool) -> None:
    """Two sound numbers never fit; a record without a number fits."""
    c.program()
    with c.as_caseworker():
        one = make_woman(c.desk.caseworker)
        if numbers:
            other = make_woman(c.desk.caseworker)
        else:
            other = register_person(
                actor=c.desk.caseworker, name="王秀英", sex="2", birth_date=one.birth_date, area=one.area, id_type="none",
                no_id_reason="未办理",
            )  # fmt: skip
    with entered_as(c.desk.manager):
        keys = [conflict.key for conflict in conflicts_of(kept=one, merged=other)]
        merge(kept=one, merged=other, actor=c.desk.manager, acknowledged=keys, reason="同一人，号码录错")


CASES = [
    Case("A01", a01_found, a01_near, money="1000"),
    Case(
        "A01", lambda c: a01_merged(c, dead=True), lambda c: a01_merged(c, dead=False), money="1000",
        what="on another record",
    ),
    Case("A02", a02_found, a02_near, money="1000"),
    Case("A02", a02_corrected, a02_near, money="900", what="in parts"),
    Case("A03", a03_found, a03_near, money="1000"),
    Case("A03", a03_months, a03_near, money="1000", what="by the month"),
    Case("A04", lambda c: a04(c, date(2013, 2, 1)), lambda c: a04(c, date(2013, 3, 2)), money="300"),
    Case("A05", lambda c: a05(c, date(1995, 5, 31)), lambda c: a05(c, date(1995, 6, 1)), money="600"),
    Case(
        "A05", lambda c: a05_until(c, date(1995, 5, 31)), lambda c: a05_until(c, date(1995, 6, 1)), money="600",
        what="where the benefit ends",
    ),
    Case(
        "A05", lambda c: a05_merged(c, date(1995, 5, 31)), lambda c: a05_merged(c, date(1995, 6, 1)), money="600",
        what="on another record",
    ),
    Case("A06", lambda c: a06_left(c, "2013-07"), lambda c: a06_left(c, "2013-06"), money="600", what="after she left"),
    Case(
        "A06", lambda c: a06_begun(c, date(2013, 6, 1)), lambda c: a06_begun(c, date(2013, 5, 31)), money="600",
        what="before she came in",
    ),
    Case(
        "A06", lambda c: a06(c, [m for m in range(1, 13) if m != today().month]), lambda c: a06(c, [today().month]),
        money="1000", area="3418",
    ),
    Case("A07", lambda c: a07(c, guardian=False), lambda c: a07(c, guardian=True), money="1000"),
    Case(
        "A07", lambda c: a07_merged(c, guardian=False), lambda c: a07_merged(c, guardian=True), money="1000",
        what="on another record",
    ),
    Case("A08", lambda c: a08(c, related=False), lambda c: a08(c, related=True)),
    Case(
        "A08", lambda c: a08_three(c, all_kin=False), lambda c: a08_three(c, all_kin=True), what="and a stranger",
    ),
    Case("A08", lambda c: a08_closed(c, paid=True), lambda c: a08_closed(c, paid=False), what="closed"),
    Case("A09", lambda c: a09(c, 6), lambda c: a09(c, 5)),
    Case("A10", a10_found, a10_near),
    Case("A11", lambda c: a11(c, revoked=True), lambda c: a11(c, revoked=False), money="1000"),
    Case("A12", lambda c: a12(c, forbidden=True), lambda c: a12(c, forbidden=False), area="3418"),
    Case("A13", lambda c: a13(c, withdrawn=True), lambda c: a13(c, withdrawn=False)),
    Case("A14", lambda c: a14(c, handler=True), lambda c: a14(c, handler=False), money="1000", area="3418"),
    *(
        Case(
            "A14", lambda c, who=who: a14_kin(c, who, related=True), lambda c, who=who: a14_kin(c, who, related=False),
            money="1000", area="3418", what=what,
        )
        for who, what in (("manager", "made by a relative"), ("checker", "checked by a relative"))
    ),
    Case(
        "A14", lambda c: a14_round(c, last=True), lambda c: a14_round(c, last=False), money="1000", area="3418",
        what="in the last round",
    ),
    Case(
        "A14", lambda c: a14_checker(c, handler=True), lambda c: a14_checker(c, handler=False), money="1000",
        area="3418", what="checked by who handled it",
    ),
    Case(
        "A15", lambda c: a15(c, today() - timedelta(days=91)), lambda c: a15(c, today() - timedelta(days=90)),
        money="1000", area="3418",
    ),
    Case("A16", lambda c: a16(c, 91), lambda c: a16(c, 90), money="1000"),
    Case(
        "A16", lambda c: a16_given_up(c, "again"), lambda c: a16_given_up(c, "given up"), money="1000", what="came back",
    ),
    Case(
        "A16", lambda c: a16_month(c, date(2013, 6, 1)), lambda c: a16_month(c, date(2013, 6, 2)), money="600",
        what="never worked out",
    ),
    Case("A17", lambda c: a17(c, 61), lambda c: a17(c, 60), money="1000"),
    Case(
        "A17", lambda c: a17_again(c, cancelled=True), lambda c: a17_again(c, cancelled=False), money="1000",
        what="a second try cancelled",
    ),
    Case(
        "A18", lambda c: a18(c, today() - timedelta(days=366)), lambda c: a18(c, today() - timedelta(days=365)),
        money="500", area="3418",
    ),
    Case("A19", lambda c: a19(c, public=True), lambda c: a19(c, public=False), money="1000"),
    Case(
        "A19", lambda c: a19_merged(c, public=True), lambda c: a19_merged(c, public=False), money="1000",
        what="on another record",
    ),
    Case("A20", lambda c: a20(c, "2"), lambda c: a20(c, "1")),
    Case("A21", lambda c: a21(c, date(2013, 1, 1)), lambda c: a21(c, today() - timedelta(days=300))),
    Case("A22", lambda c: a22(c, 5), lambda c: a22(c, 4)),
    Case("A22", lambda c: a22_passbooks(c, 5), lambda c: a22_passbooks(c, 4), what="of passbooks"),
    Case(
        "A23", lambda c: a23_merged(c, four=True), lambda c: a23_merged(c, four=False), money="4000",
        what="two records of one",
    ),
    Case("A23", lambda c: a23(c, 4), lambda c: a23(c, 3), money="4000"),
    Case("A24", lambda c: a24_twice(c, "S2"), lambda c: a24_twice(c, "S1"), money="1000", area="3418", what="paid twice"),
    Case("A24", lambda c: a24(c, dropped=True), lambda c: a24(c, dropped=False), money="1000", area="3418"),
    Case(
        "A24", lambda c: a24_answer(c, 3, "1,010.00"), lambda c: a24_answer(c, 3, "1,000.00"), money="1000",
        area="3418", what="another amount",
    ),
    Case(
        "A24", lambda c: a24_answer(c, 2, card(31_338)), lambda c: a24_answer(c, None), money="0", area="3418",
        what="another account",
    ),
    Case(
        "A24", lambda c: a24_added(c, added=True), lambda c: a24_added(c, added=False), money="0", area="3418",
        what="a row more",
    ),
    Case(
        "A24", lambda c: a24_silent(c, 31), lambda c: a24_silent(c, 30), money="1000", area="3418", what="no answer",
    ),
    Case("A25", lambda c: a25(c, "I"), lambda c: a25(c, "IIb")),
    Case("M01", lambda c: m01(c, numbers=True), lambda c: m01(c, numbers=False)),
]  # fmt: skip
