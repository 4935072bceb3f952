"""A random walk of the whole flow: whatever is asked, in any order, the books agree with the payments.

`REGISTRY_SOAK` takes more walks; a failing one is printed, and `REGISTRY_SEED` takes them again.
"""

import itertools
from collections import Counter
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from beneficiaries.models import PayAccount
from beneficiaries.services import contact
from programs.catalogue.models import Program
from programs.ledger.models import LedgerAccount, Leg
from programs.payments.models import Allotment, Batch, Claim, Payment, Recovery, TakeBack, WriteOff
from programs.payments.services import (
    allotments,
    answers,
    batches,
    entitlements,
    funds,
    overview,
    recovery,
    requests,
    returns,
    settlement,
    statements,
)
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from tests import books
from tests.doses import SEED, SOAK
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import make_program
from tests.factories.money import DAY, Desk, bank_file, card, make_enrolled, make_fund, make_sent

WALKS, STEPS = 8, 25
CARDS = itertools.count(50_000)
REACHED: Counter = Counter()


def by_place(lines) -> dict[tuple[str, str, str], tuple[int, Decimal]]:
    return {(line.period, line.county, state): sums for line in lines for state, sums in line.by_state.items()}


def rows_of(sql: str) -> dict[tuple[str, str, str], tuple[int, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {tuple(place): (count, amount) for *place, count, amount in cursor.fetchall()}


def sums_of(sql: str, *params) -> list[Decimal]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [amount or Decimal(0) for amount in cursor.fetchone()]


class Flow(RuleBasedStateMachine):
    made = Bundle("made")

    @initialize(target=made, people=st.integers(1, 4), paid=st.sampled_from([True, True, False]))
    def begin(self, people, paid):
        self.outer = transaction.atomic()
        self.outer.__enter__()
        make_program("TM", form="never", benefit={"kind": "month", "amount": "600"}, payment={"offset_share": 50})
        self.desk = Desk.make()
        self.other = make_account("manager", "3418")
        self.enrolled = [make_enrolled(self.desk, program="TM") for _ in range(people)]
        with entered_as(self.desk.finance):
            self.fund, self.pot = make_fund(programs=("TM",)), make_fund(programs=("TM",))
        self.second = make_account("finance", "3418")
        self.received = Decimal(0)
        self.receipts, self.files = [], []
        self.asked, self.claims, self.letting_go = False, 0, False
        return self.a_paid_month() if paid else multiple()

    def a_paid_month(self):
        """From here a walk gets to what becomes of money that has arrived and is asked back."""
        desk = self.desk
        self.receive(amount=3000, again=False)
        with entered_as(desk.manager):
            entitlements.generate(program="TM", period="2013-01", actor=desk.manager)
        batch = make_sent(desk, fund=self.fund, program="TM", period="2013-01")
        self.attempt(desk.finance, lambda actor: batches.confirm(batch=batch, actor=actor))
        self.ask_back(batch=batch, number=1, amount=300)
        return batch

    def attempt(self, actor, act):
        """Try it; a refusal leaves everything as it was."""
        with entered_as(actor):
            try:
                with transaction.atomic():
                    done = act(actor)
            except Refusal:
                REACHED["refused"] += 1
                return None
        REACHED["done"] += 1
        return done

    @rule(amount=st.sampled_from([600, 1200, 3000]), again=st.booleans())
    def receive(self, amount, again):
        id_, amount = self.receipts[-1] if again and self.receipts else (uuid7(), amount)
        self.attempt(
            self.desk.finance,
            lambda actor: funds.receive(fund=self.fund, amount=Decimal(amount), on=DAY, actor=actor, id=id_),
        )
        if (id_, amount) not in self.receipts:
            self.receipts.append((id_, amount))
            self.received += amount

    @rule(amount=st.sampled_from([600, 1000]), back=st.booleans())
    def ask_allotment(self, amount, back):
        source, target = (self.pot, self.fund) if back else (self.fund, self.pot)
        self.asked |= None is not self.attempt(
            self.desk.finance,
            lambda actor: allotments.ask(
                source=source, target=target, amount=Decimal(amount), reason="调剂使用", actor=actor
            ),
        )

    @precondition(lambda self: self.asked)
    @rule(by_asker=st.booleans(), act=st.sampled_from(["approve", "approve", "refuse"]))
    def decide_allotment(self, by_asker, act):
        actor = self.desk.finance if by_asker else self.second
        with entered_as(actor):
            asked = Allotment.objects.order_by("id").last()
        reason = {"reason": "不同意"} if act == "refuse" else {}
        self.attempt(actor, lambda actor: getattr(allotments, act)(allotment=asked, actor=actor, **reason))

    @rule(month=st.integers(1, 3))
    def work_out(self, month):
        self.attempt(
            self.desk.manager, lambda actor: entitlements.generate(program="TM", period=f"2013-{month:02}", actor=actor)
        )

    @rule(target=made, month=st.integers(1, 3))
    def make(self, month):
        found = self.attempt(
            self.desk.manager,
            lambda actor: batches.make(
                program="TM", area="3418", period=f"2013-{month:02}", fund=self.fund, actor=actor
            ),
        )
        return found or multiple()

    @rule(batch=made, who=st.sampled_from(["manager", "checker", "auditor"]))
    def check(self, batch, who):
        self.attempt(getattr(self.desk, who), lambda actor: batches.check(batch=batch, actor=actor))

    @rule(batch=made)
    def send_back(self, batch):
        self.attempt(self.other, lambda actor: batches.send_back(batch=batch, actor=actor, reason="名单有误"))

    @rule(batch=made, who=st.sampled_from(["manager", "checker", "finance", "auditor"]))
    def approve(self, batch, who):
        self.attempt(getattr(self.desk, who), lambda actor: batches.approve(batch=batch, actor=actor))

    @rule(batch=made)
    def send(self, batch):
        self.attempt(self.desk.finance, lambda actor: batches.send(batch=batch, actor=actor))

    @rule(batch=made, some=st.none() | st.sets(st.integers(1, 4), min_size=1))
    def confirm(self, batch, some):
        self.attempt(
            self.desk.finance,
            lambda actor: batches.confirm(
                batch=batch,
                actor=actor,
                payments=None if some is None else list(batch.payments.filter(sequence__in=some)),
            ),
        )

    @rule(batch=made, some=st.sets(st.integers(1, 4), min_size=1), outcome=st.sampled_from(["returned", "unknown"]))
    def answer(self, batch, some, outcome):
        self.attempt(
            self.desk.finance,
            lambda actor: settlement.record(
                batch=batch, actor=actor, outcome=outcome, reason="no_account",
                payments=list(batch.payments.filter(sequence__in=some)),
            ),
        )  # fmt: skip

    @rule(batch=made, outcomes=st.lists(st.sampled_from(["paid", "returned", "unknown"]), min_size=1, max_size=4))
    def answer_by_file(self, batch, outcomes):
        if self.in_state(batch, "sent", "answered", "closed"):
            with entered_as(self.desk.finance):
                self.files.append((batch, bank_file(batch, outcomes)))
            self.take_over(*self.files[-1])

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 5))
    def answer_by_an_old_file(self, which):
        self.take_over(*self.files[which % len(self.files)])

    def take_over(self, batch, content):
        def act(actor):
            answer = answers.receive(batch=batch, content=content, filename="回盘.csv", actor=actor)
            answer = answers.look_through(answer=answer, actor=actor)
            return answers.post(answer=answer, actor=actor)

        self.attempt(self.desk.finance, act)

    def in_state(self, batch, *states) -> bool:
        with entered_as(self.desk.auditor):
            return Batch.objects.filter(pk=batch.pk, state__in=states).exists()

    @rule(batch=made, number=st.integers(1, 4), amount=st.sampled_from([100, 300, 600, 601]))
    def ask_back(self, batch, number, amount):
        with entered_as(self.desk.finance):
            payment = batch.payments.filter(sequence=number).first()
        if payment:
            self.claims += None is not self.attempt(
                self.desk.finance,
                lambda actor: recovery.claim(
                    payment=payment, amount=Decimal(amount), reason="重复享受", actor=actor
                ),
            )  # fmt: skip

    def a_claim(self, which: int) -> Claim:
        with entered_as(self.desk.auditor):
            return Claim.objects.order_by("id")[which % self.claims]

    @precondition(lambda self: self.claims)
    @rule(
        which=st.integers(0, 3),
        amount=st.sampled_from([50, 100, 300, 600]),
        way=st.sampled_from(["repaid", "instalment"]),
    )
    def give_back(self, which, amount, way):
        claim = self.a_claim(which)
        self.attempt(
            self.desk.finance,
            lambda actor: recovery.record(claim=claim, amount=Decimal(amount), way=way, actor=actor),
        )

    @precondition(lambda self: self.claims)
    @rule(which=st.integers(0, 3), count=st.integers(1, 3))
    def agree_on_instalments(self, which, count):
        claim = self.a_claim(which)
        self.attempt(
            self.desk.finance,
            lambda actor: recovery.plan(
                claim=claim, actor=actor,
                instalments=recovery.monthly(amount=recovery.rest(claim), count=count, first=timezone.localdate()),
            ),
        )  # fmt: skip

    @precondition(lambda self: self.claims)
    @rule(
        which=st.integers(0, 3), amount=st.sampled_from([50, 300, 600]), ground=st.sampled_from(["waived", "mistaken"])
    )
    def ask_to_let_go(self, which, amount, ground):
        claim = self.a_claim(which)
        self.letting_go |= None is not self.attempt(
            self.desk.finance,
            lambda actor: requests.ask_write_off(
                claim=claim, ground=ground, amount=Decimal(amount), reason="家中大病", actor=actor
            ),
        )

    @precondition(lambda self: self.claims)
    @rule(which=st.integers(0, 3))
    def ask_to_take_back(self, which):
        with entered_as(self.desk.finance):
            found = list(Recovery.objects.select_related("claim").order_by("id"))
        if found:
            recorded = found[which % len(found)]
            self.attempt(
                self.desk.finance,
                lambda actor: requests.ask_take_back(recovery=recorded, reason="记错了", actor=actor),
            )

    @precondition(lambda self: self.claims)
    @rule(by_asker=st.booleans(), act=st.sampled_from(["approve", "approve", "refuse"]))
    def decide_to_take_back(self, by_asker, act):
        actor = self.desk.finance if by_asker else self.second
        with entered_as(actor):
            asked = TakeBack.objects.order_by("id").last()
        if asked:
            reason = {"reason": "不同意"} if act == "refuse" else {}
            self.attempt(actor, lambda actor: getattr(requests, act)(asked=asked, actor=actor, **reason))

    @precondition(lambda self: self.letting_go)
    @rule(who=st.sampled_from(["manager", "finance"]), act=st.sampled_from(["approve", "refuse"]))
    def decide_to_let_go(self, who, act):
        with entered_as(self.desk.auditor):
            asked = WriteOff.objects.order_by("id").last()
        reason = {"reason": "不同意"} if act == "refuse" else {}
        self.attempt(getattr(self.desk, who), lambda actor: getattr(requests, act)(asked=asked, actor=actor, **reason))

    @rule(target=made, batch=made, new_accounts=st.booleans())
    def pay_again(self, batch, new_accounts):
        if new_accounts:
            with entered_as(self.desk.caseworker):
                PayAccount.objects.update(closed_on=timezone.localdate())
                for person in {enrolment.person for enrolment in self.enrolled}:
                    contact.add_account(person=person, actor=self.desk.caseworker, number=card(next(CARDS)))
        again = self.attempt(self.desk.finance, lambda actor: returns.reissue(batch=batch, actor=actor))
        return again or multiple()

    @rule(batch=made, some=st.none() | st.sets(st.integers(1, 4), min_size=1), give_up=st.booleans())
    def release(self, batch, some, give_up):
        self.attempt(
            self.desk.finance,
            lambda actor: returns.release(
                batch=batch, actor=actor, reason="查无此人", give_up=give_up,
                payments=None if some is None else list(batch.payments.filter(sequence__in=some)),
            ),
        )  # fmt: skip

    @rule(batch=made)
    def cancel_by_finance(self, batch):
        self.attempt(self.desk.finance, lambda actor: batches.cancel(batch=batch, actor=actor, reason="重做"))

    @rule(batch=made)
    def cancel(self, batch):
        self.attempt(self.other, lambda actor: batches.cancel(batch=batch, actor=actor, reason="重做"))

    @invariant()
    def the_books_agree(self):
        if not hasattr(self, "fund"):
            return
        with entered_as(self.desk.auditor):
            standing = overview.standings([self.fund])[0]
            held = {row["kind"]: row["amount"] for row in LedgerAccount.objects.of_fund(self.fund).sums("kind")}
            moved = overview.standings([self.pot])[0].total
            assert standing.received == self.received == moved + sum(held.values()) - held.get("source", 0)
            assert min(amount for kind, amount in held.items() if kind != "source") >= 0 if len(held) > 1 else True
            for account in LedgerAccount.objects.of_fund(self.fund):
                assert Leg.objects.filter(account=account).total() == account.balance
            by_state = Payment.objects.all().by_state()
            of = lambda *states: sum(by_state.get(state, {"total": 0})["total"] for state in states)  # noqa: E731
            for kind in ("committed", "paid", "returned"):
                # What is to be paid again but isn't approved yet lies where it came back to.
                waiting = self.waiting() if kind == "returned" else 0
                back = self.came_back() if kind == "paid" else 0
                assert of(kind) + waiting - back == held.get(kind, 0)
            assert of("in_transit", "unknown") == held.get("in_transit", 0)
            once = Payment.objects.exclude(state__in=["dropped", "reissued", "released"])
            assert not once.values("entitlement").annotate(n=Count("pk")).filter(n__gt=1).exists()
            for batch in Batch.objects.exclude(state__in=["made", "checked", "cancelled"]):
                signers = [signed.account_id for signed in batch.approvals.filter(round=batch.round)]
                assert len({batch.made_by_id, *signers}) == len(signers) + 1 >= 3
            with connection.cursor() as read:
                assert not books.faults(read)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    @invariant()
    def the_screens_agree(self):
        """What statements and months say, by queries of our own over the payments and recoveries."""
        if not hasattr(self, "fund"):
            return
        today = timezone.localdate()
        with entered_as(self.desk.auditor):
            closing = statements.of_fund(self.fund, since=DAY, until=today).closing
            assert closing == overview.standings([self.fund])[0].available
            program = Program.objects.get(code="TM")
            told = by_place(statements.of_program(program))
            assert told == rows_of(
                "SELECT b.period, left(p.area, 6), p.state, count(*), sum(p.amount) FROM payments_payment p "
                "JOIN payments_batch b ON b.id = p.batch_id WHERE p.state <> 'dropped' GROUP BY 1, 2, 3"
            )
            asked = {(*place, "in_transit" if state == "unknown" else state) for *place, state in told}
            assert by_place(statements.of_program_on(program, today)).keys() == asked
            if course := overview.months(fund=self.fund.pk, count=400):
                arrived, back, recovered = sums_of(
                    "SELECT (SELECT sum(amount) FROM payments_payment WHERE paid_on IS NOT NULL), "
                    "(SELECT sum(amount) FROM payments_payment WHERE returned_on IS NOT NULL), "
                    "(SELECT sum(amount) FROM payments_recovery)"
                )
                assert (course[-1].paid, course[-1].returned, course[-1].recovered) == (arrived, back, recovered)
            for enrolment in self.enrolled:
                (kept,) = sums_of(
                    "SELECT sum(p.amount - coalesce((SELECT sum(r.amount) FROM payments_claim c JOIN payments_recovery r "
                    "ON r.claim_id = c.id WHERE c.payment_id = p.id), 0)) FROM payments_payment p "
                    "WHERE p.person_id = %s AND p.state = 'paid'", enrolment.person_id,
                )  # fmt: skip
                assert statements.of_person(enrolment.person).kept == kept >= 0

    def waiting(self):
        planned = Payment.objects.filter(replaces__isnull=False, state="planned")
        return planned.aggregate(total=Sum("amount"))["total"] or 0

    def reached(self) -> dict[str, int]:
        """How far the walk came, to be printed: a walk that never gets anywhere proves nothing."""
        with entered_as(self.desk.auditor):
            found = {"batches": Batch, "claims": Claim, "recoveries": Recovery, "write-offs": WriteOff,
                     "between funds": Allotment, "take-backs": TakeBack}  # fmt: skip
            counts = {name: model.objects.count() for name, model in found.items()}
            return counts | {"walks": 1, "files": len(self.files), "paid": Payment.objects.filter(state="paid").count(),
                             "set off": Payment.objects.filter(set_off__gt=0).count()}  # fmt: skip

    def came_back(self):
        return Recovery.objects.aggregate(total=Sum("amount"))["total"] or 0

    def teardown(self):
        if hasattr(self, "outer"):
            REACHED.update(self.reached())
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)


def test_a_random_walk(db):
    print(f"REGISTRY_SEED={SEED}")
    run_state_machine_as_test(
        seed(SEED)(Flow),
        settings=settings(
            max_examples=WALKS * SOAK,
            database=None,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )
    print(dict(REACHED))
