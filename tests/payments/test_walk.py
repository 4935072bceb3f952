"""A random walk of the whole flow: whatever is asked, in any order, the books agree with the payments.

`REGISTRY_SOAK` takes more walks; a failing one is printed, and `REGISTRY_SEED` takes them again.
"""

import itertools
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from beneficiaries.models import PayAccount
from beneficiaries.services import contact
from programs.ledger.models import LedgerAccount, Leg
from programs.payments.models import Batch, Payment
from programs.payments.services import batches, entitlements, funds, overview, returns, settlement
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from tests import books
from tests.doses import SEED, SOAK
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import make_program
from tests.factories.money import DAY, Desk, card, make_enrolled, make_fund

WALKS, STEPS = 8, 25
CARDS = itertools.count(50_000)


class Flow(RuleBasedStateMachine):
    made = Bundle("made")

    @initialize(people=st.integers(1, 4))
    def begin(self, people):
        self.outer = transaction.atomic()
        self.outer.__enter__()
        make_program("TM", form="never", benefit={"kind": "month", "amount": "600"})
        self.desk = Desk.make()
        self.other = make_account("manager", "3418")
        self.enrolled = [make_enrolled(self.desk, program="TM") for _ in range(people)]
        with entered_as(self.desk.finance):
            self.fund = make_fund(programs=("TM",))
        self.received = Decimal(0)
        self.receipts = []

    def attempt(self, actor, act):
        """Try it; a refusal leaves everything as it was."""
        with entered_as(actor):
            try:
                with transaction.atomic():
                    return act(actor)
            except Refusal:
                return None

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

    @rule(month=st.integers(1, 3))
    def work_out(self, month):
        self.attempt(
            self.desk.manager, lambda actor: entitlements.generate(program="TM", period=f"2013-{month:02}", actor=actor)
        )

    @rule(target=made, month=st.integers(1, 3))
    def make(self, month):
        return self.attempt(
            self.desk.manager,
            lambda actor: batches.make(
                program="TM", area="3418", period=f"2013-{month:02}", fund=self.fund, actor=actor
            ),
        )

    @rule(batch=made, who=st.sampled_from(["manager", "checker", "auditor"]))
    def check(self, batch, who):
        if batch:
            self.attempt(getattr(self.desk, who), lambda actor: batches.check(batch=batch, actor=actor))

    @rule(batch=made)
    def send_back(self, batch):
        if batch:
            self.attempt(self.other, lambda actor: batches.send_back(batch=batch, actor=actor, reason="名单有误"))

    @rule(batch=made, who=st.sampled_from(["manager", "checker", "finance", "auditor"]))
    def approve(self, batch, who):
        if batch:
            self.attempt(getattr(self.desk, who), lambda actor: batches.approve(batch=batch, actor=actor))

    @rule(batch=made)
    def send(self, batch):
        if batch:
            self.attempt(self.desk.finance, lambda actor: batches.send(batch=batch, actor=actor))

    @rule(batch=made, some=st.none() | st.sets(st.integers(1, 4), min_size=1))
    def confirm(self, batch, some):
        if batch:
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
        if batch:
            self.attempt(
                self.desk.finance,
                lambda actor: settlement.record(
                    batch=batch, actor=actor, outcome=outcome, reason="no_account",
                    payments=list(batch.payments.filter(sequence__in=some)),
                ),
            )  # fmt: skip

    @rule(target=made, batch=made, new_accounts=st.booleans())
    def pay_again(self, batch, new_accounts):
        if not batch:
            return None
        if new_accounts:
            with entered_as(self.desk.caseworker):
                PayAccount.objects.update(closed_on=timezone.localdate())
                for person in {enrolment.person for enrolment in self.enrolled}:
                    contact.add_account(person=person, actor=self.desk.caseworker, number=card(next(CARDS)))
        return self.attempt(self.desk.finance, lambda actor: returns.reissue(batch=batch, actor=actor))

    @rule(batch=made, some=st.none() | st.sets(st.integers(1, 4), min_size=1), give_up=st.booleans())
    def release(self, batch, some, give_up):
        if batch:
            self.attempt(
                self.desk.finance,
                lambda actor: returns.release(
                    batch=batch, actor=actor, reason="查无此人", give_up=give_up,
                    payments=None if some is None else list(batch.payments.filter(sequence__in=some)),
                ),
            )  # fmt: skip

    @rule(batch=made)
    def cancel_by_finance(self, batch):
        if batch:
            self.attempt(self.desk.finance, lambda actor: batches.cancel(batch=batch, actor=actor, reason="重做"))

    @rule(batch=made)
    def cancel(self, batch):
        if batch:
            self.attempt(self.other, lambda actor: batches.cancel(batch=batch, actor=actor, reason="重做"))

    @invariant()
    def the_books_agree(self):
        if not hasattr(self, "fund"):
            return
        with entered_as(self.desk.auditor):
            standing = overview.standings([self.fund])[0]
            held = {row["kind"]: row["amount"] for row in LedgerAccount.objects.of_fund(self.fund).sums("kind")}
            assert standing.received == self.received == sum(held.values()) - held.get("source", 0)
            assert min(amount for kind, amount in held.items() if kind != "source") >= 0 if len(held) > 1 else True
            for account in LedgerAccount.objects.of_fund(self.fund):
                assert Leg.objects.filter(account=account).total() == account.balance
            by_state = Payment.objects.all().by_state()
            of = lambda *states: sum(by_state.get(state, {"total": 0})["total"] for state in states)  # noqa: E731
            for kind in ("committed", "paid", "returned"):
                # What is to be paid again but isn't approved yet lies where it came back to.
                waiting = self.waiting() if kind == "returned" else 0
                assert of(kind) + waiting == held.get(kind, 0)
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

    def waiting(self):
        planned = Payment.objects.filter(replaces__isnull=False, state="planned")
        return planned.aggregate(total=Sum("amount"))["total"] or 0

    def teardown(self):
        if hasattr(self, "outer"):
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
