"""What the database holds about batches and payments when someone goes around the services."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.utils import timezone

from programs.catalogue.models import FundProgram
from programs.ledger.services import accounts, transfers
from programs.payments.models import Batch, Entitlement, Payment
from programs.payments.services import batches, entitlements
from registry.core.errors import RULE_SENTENCES, rule_of
from registry.core.ids import uuid7
from tests.factories.accounts import entered_as, make_account
from tests.factories.enrolments import make_program
from tests.factories.money import check, make_batch, make_due, make_enrolled, make_fund


def broken(sql: str, params=()) -> str | None:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    rule = rule_of(caught.value)
    assert rule is None or rule in RULE_SENTENCES, f"no sentence for {rule}"
    return rule or str(caught.value)


@pytest.fixture
def batch(desk, fund) -> Batch:
    make_due(desk, 2)
    return make_batch(desk, fund=fund)


@pytest.fixture
def checked(desk, batch) -> Batch:
    return check(batch, desk)


@pytest.fixture
def approved(desk, checked) -> Batch:
    with entered_as(desk.finance):
        return batches.approve(batch=checked, actor=desk.finance)


@pytest.fixture
def sent(desk, approved) -> Batch:
    with entered_as(desk.finance):
        return batches.send(batch=approved, actor=desk.finance)


SIGN = (
    "INSERT INTO payments_approval (id, batch_id, step, account_id, round, count, total, at, area) "
    "VALUES (payments_uuid7(), %s, %s, %s, 0, 0, 0, now(), '')"
)
APPROVE = "UPDATE payments_batch SET state = 'approved', approved_by_id = %s WHERE id = %s"


def test_an_approval_without_the_money(desk, checked):
    signed = f"{SIGN}; {APPROVE}"
    params = [checked.pk, "approval", desk.finance.pk, desk.finance.pk, checked.pk]
    with entered_as(desk.finance):
        assert broken(signed, params) == "batch_agrees_with_payments"
        assert (
            broken(
                f"{signed}; UPDATE payments_payment SET state = 'committed' WHERE batch_id = %s", [*params, checked.pk]
            )
            == "batch_agrees_with_ledger"
        )


def test_an_approval_by_the_maker(desk, checked):
    with entered_as(desk.manager):
        assert broken(SIGN, [checked.pk, "approval", desk.manager.pk]) == "batch_maker_is_not_approver"
        assert broken(APPROVE, [desk.manager.pk, checked.pk]) == "batch_approved_by_enough"


def test_an_approval_in_the_name_of_another(desk, checked):
    with entered_as(desk.manager):
        assert broken(APPROVE, [desk.finance.pk, checked.pk]) == "batch_signed_by_actor"
        assert broken("UPDATE payments_batch SET made_by_id = %s", [desk.finance.pk]) in {
            "batch_signed_by_actor",
            "batch_facts_frozen",
        }


def test_a_batch_in_the_name_of_another(desk, fund):
    with entered_as(desk.manager):
        assert (
            broken(
                "INSERT INTO payments_batch (id, number, program_id, area, period, fund_id, state, count, total, note, "
                "made_by_id, made_at, reason) VALUES (%s, 'X1', 'TA', '3418', '2013', %s, 'made', 0, 0, '', %s, now(), '')",
                [uuid7(), fund.pk, desk.finance.pk],
            )
            == "batch_signed_by_actor"
        )


@pytest.mark.parametrize(
    "change",
    [
        "total = total + 1",
        "count = 1",
        "period = '2014'",
        "area = '341802'",
        "number = 'X'",
        "program_id = 'TB'",
    ],
)
def test_an_approved_batch_is_frozen(desk, approved, change):
    with entered_as(desk.manager):
        assert broken(f"UPDATE payments_batch SET {change}") == "batch_facts_frozen"


def test_a_total_that_isnt_the_sum(desk, batch):
    with entered_as(desk.manager):
        Batch.objects.update(total=1)
    with entered_as(desk.finance):
        assert (
            broken(
                "UPDATE payments_batch SET state = 'approved', approved_by_id = %s WHERE id = %s",
                [desk.finance.pk, batch.pk],
            )
            == "batch_total_is_the_payments"
        )


@pytest.mark.parametrize(
    "change",
    [
        "amount = amount + 1",
        "payee = 'x'",
        "account_index = '\\x00'",
        "account_tail = '0000'",
        "payee_id_tail = '0'",
        "bank = 'x'",
        "name = 'x'",
        "payee_relation = '99'",
        "rules_id = payments_uuid7()",
    ],
)
def test_a_payment_is_frozen(desk, batch, change):
    with entered_as(desk.manager):
        assert "annot update" in broken(f"UPDATE payments_payment SET {change}")


def copy_of_a_payment(batch, **change) -> tuple[str, list]:
    """SQL that puts a payment like the one with the highest number into `batch`, for an entitlement that is in no batch."""
    columns = [field.column for field in Payment._meta.concrete_fields if not field.generated]
    values = {
        "id": "payments_uuid7()",
        "batch_id": f"'{batch.pk}'",
        "sequence": "900",
        "state": "'planned'",
        "settled_by_id": "NULL",
        "paid_on": "NULL",
        **change,
    }
    listed = ", ".join(f'"{column}"' for column in columns)
    chosen = ", ".join(str(values.get(column, f'p."{column}"')) for column in columns)
    return (
        f"INSERT INTO payments_payment ({listed}) SELECT {chosen} FROM payments_payment p ORDER BY sequence DESC LIMIT 1",
        [],
    )


def test_payments_join_while_it_is_made_and_as_they_are_due(desk, approved, fund):
    more = make_due(desk, 1)
    with entered_as(desk.manager):
        spare = Entitlement.objects.get(enrolment=more[0])
        fits = {
            "entitlement_id": f"'{spare.pk}'",
            "enrolment_id": f"'{spare.enrolment_id}'",
            "person_id": f"'{spare.person_id}'",
        }
        assert broken(*copy_of_a_payment(approved, **fits)) == "payment_fits_batch"
        open_ = make_batch(desk, fund=fund)
        assert broken(*copy_of_a_payment(open_, **fits)) == "payment_once_per_entitlement"
        Payment.objects.filter(batch=open_).update(state="dropped")
        assert broken(*copy_of_a_payment(open_, **fits, amount="999999")) == "payment_fits_batch"


@pytest.mark.parametrize(("column", "value", "rule"), [
    ("enrolment_id", 'p."enrolment_id"', "payment_fits_batch"),
    ("person_id", 'p."person_id"', "payment_fits_batch"),
    ("person_id", "payments_uuid7()", "payment_fits_batch"),
    ("entitlement_id", 'p."entitlement_id"', "payment_once_per_entitlement"),
    ("program_id", "'TB'", "payment_scope_is_the_enrolments"),
    ("area", "'341802001002'", "payment_scope_is_the_enrolments"),
    ("rules_id", "(SELECT id FROM catalogue_rules WHERE program_id = 'TB')", "payment_fits_batch"),
    ("amount", "1", "payment_fits_batch"),
    ("amount", 'p."amount" + 0.01', "payment_fits_batch"),
])  # fmt: skip
def test_a_payment_cites_one_entitlement_in_everything(desk, approved, fund, column, value, rule):
    """A copy that says what its entitlement says goes in; with one column of another's it doesn't."""
    make_program("TB", form="totals")
    more = make_due(desk, 1)
    with entered_as(desk.manager):
        spare = Entitlement.objects.get(enrolment=more[0])
        fits = {
            "entitlement_id": f"'{spare.pk}'",
            "enrolment_id": f"'{spare.enrolment_id}'",
            "person_id": f"'{spare.person_id}'",
        }
        open_ = make_batch(desk, fund=fund)
        Payment.objects.filter(batch=open_).update(state="dropped")
        assert broken(*copy_of_a_payment(open_, **(fits | {column: value}))) == rule
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(*copy_of_a_payment(open_, **fits))
            assert cursor.rowcount == 1


def test_a_payment_of_another_period(desk, approved, fund):
    make_program("TM", form="totals", benefit={"kind": "month", "amount": "600"})
    make_enrolled(desk, program="TM")
    with entered_as(desk.finance):
        FundProgram.objects.create(fund=fund, program_id="TM")
    with entered_as(desk.manager):
        for period in ("2013-01", "2013-02"):
            entitlements.generate(program="TM", period=period, actor=desk.manager)
    open_ = make_batch(desk, fund=fund, program="TM", period="2013-01")
    with entered_as(desk.manager):
        later = Entitlement.objects.get(period="2013-02")
        like = copy_of_a_payment(open_, entitlement_id=f"'{later.pk}'")[0]
        this = like.replace("ORDER BY sequence DESC", f"WHERE p.batch_id = '{open_.pk}' ORDER BY sequence DESC")
        assert broken(this) == "payment_fits_batch"


@pytest.mark.parametrize(("change", "rule"), [
    ({"person_id": 'o."person_id"'}, "omission_fits_batch"),
    ({"enrolment_id": 'o."enrolment_id"'}, "omission_fits_batch"),
    ({"amount": "1"}, "omission_fits_batch"),
    ({"program_id": "'TB'"}, "omission_scope_is_the_enrolments"),
])  # fmt: skip
def test_what_is_left_out_cites_one_entitlement_in_everything(desk, batch, change, rule):
    make_program("TB", form="totals")
    with entered_as(desk.manager):
        values = {
            "enrolment_id": 'e."enrolment_id"',
            "person_id": 'e."person_id"',
            "program_id": 'e."program_id"',
            "amount": 'e."amount"',
            **change,
        }
        assert (
            broken(
                "INSERT INTO payments_omission (id, batch_id, entitlement_id, area, reason, " + ", ".join(values) + ") "
                f"SELECT payments_uuid7(), '{batch.pk}', e.id, e.area, 'suspended', "
                + ", ".join(values.values())
                + " FROM payments_entitlement e JOIN payments_entitlement o ON o.id > e.id"
            )
            == rule
        )


def test_what_the_models_declare_stands(db):
    """Django drops every index of a column when its key loses its own, a rule's too: so what stands is compared."""
    for model in [*apps.get_app_config("ledger").get_models(), *apps.get_app_config("payments").get_models()]:
        with connection.cursor() as cursor:
            standing = connection.introspection.get_constraints(cursor, model._meta.db_table)
        declared = {rule.name for rule in [*model._meta.constraints, *model._meta.indexes]}
        assert declared <= set(standing), f"{model._meta.label}: {declared - set(standing)}"


def test_payments_dont_leave_their_batch(desk, sent):
    with entered_as(desk.finance):
        assert broken("UPDATE payments_payment SET state = 'paid'") == "payment_paid_by_a_transfer"
        some = Payment.objects.first()
        commitment = transfers.Transfer.objects.get(cause=sent.pk, kind="commitment")
        assert (
            broken(
                "UPDATE payments_payment SET state = 'paid', paid_on = now(), settled_by_id = %s WHERE id = %s",
                [commitment.pk, some.pk],
            )
            == "batch_agrees_with_ledger"
        )
        assert broken("UPDATE payments_payment SET state = 'dropped'") == "payments_payment_states"


def test_a_confirmation_is_the_sum_of_its_payments(desk, sent):
    """The money of one payment, cited by the other's: the sums of the batch agree, the citation doesn't."""
    with entered_as(desk.finance):
        first, second = sent.payments.order_by("sequence")
        batches.confirm(batch=sent, actor=desk.finance, payments=[first])
        legs = [
            (accounts.spending(kind, fund=sent.fund_id, program="TA", period="2013"), amount)
            for kind, amount in (("in_transit", -1000), ("paid", 1000))
        ]
        with transaction.atomic():
            transfers.post(
                id=uuid7(), kind="confirmation", on=timezone.localdate(), actor=desk.finance, legs=legs, cause=sent.pk
            )
            assert (
                broken(
                    "UPDATE payments_payment SET state = 'paid', paid_on = now(), settled_by_id = %s WHERE id = %s",
                    [first.settled_by_id or Payment.objects.get(pk=first.pk).settled_by_id, second.pk],
                )
                == "payment_settled_by_its_sum"
            )
            transaction.set_rollback(True)


def test_money_of_a_batch_doesnt_move_without_it(desk, approved):
    with entered_as(desk.finance):
        released = [
            (accounts.spending("committed", fund=approved.fund_id, program="TA", period="2013"), -2000),
            (accounts.available(approved.fund_id), 2000),
        ]
        with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
            transfers.post(
                id=uuid7(),
                kind="release",
                on=timezone.localdate(),
                actor=desk.finance,
                legs=released,
                cause=approved.pk,
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert rule_of(caught.value) == "batch_agrees_with_ledger"


def test_a_batch_is_cancelled_with_a_reason(desk, batch):
    with entered_as(desk.manager):
        assert broken("UPDATE payments_batch SET state = 'cancelled', cancelled_by_id = %s", [desk.manager.pk]) == (
            "batch_cancelled_with_reason"
        )


def test_a_fund_that_isnt_for_the_program(desk):
    with entered_as(desk.manager):
        assert (
            broken(
                "INSERT INTO payments_batch (id, number, program_id, area, period, fund_id, state, count, total, note, "
                "made_by_id, made_at, reason) VALUES (%s, 'X1', 'TA', '3418', '2013', %s, 'made', 0, 0, '', %s, now(), '')",
                [uuid7(), make_fund().pk, desk.manager.pk],
            )
            == "batch_fund_pays_for_program"
        )


def test_entitlements_are_signed_and_the_enrolled_persons(desk, batch):
    with entered_as(desk.manager):
        sql = (
            "INSERT INTO payments_entitlement (id, enrolment_id, program_id, person_id, area, period, sequence, amount, "
            "rules_id, created_at, made_by_id) SELECT payments_uuid7(), a.enrolment_id, a.program_id, {}, a.area, '2019', "
            "0, {}, a.rules_id, now(), {} FROM payments_entitlement a JOIN payments_entitlement b ON b.id > a.id"
        )
        assert broken(sql.format("b.person_id", 5, "scope_account()")) == "entitlement_fits_enrolment"
        assert broken(sql.format("a.person_id", 5, desk.finance.pk)) == "entitlement_signed_by_actor"
        assert broken(sql.format("a.person_id", -5, "scope_account()")) == "entitlement_positive"


ELSEWHERE = [
    ("a.program_id", "'341802001002'", "a.rules_id", "entitlement_scope_is_the_enrolments"),
    ("'TX'", "a.area", "a.rules_id", "entitlement_scope_is_the_enrolments"),
    ("a.program_id", "a.area", "gen_random_uuid()", "entitlement_by_rules_of_its_program"),
    ("a.program_id", "a.area", "(SELECT id FROM catalogue_rules WHERE program_id = 'TX')",
     "entitlement_by_rules_of_its_program"),
]  # fmt: skip


@pytest.mark.parametrize(("of_program", "place", "version", "refused_as"), ELSEWHERE)
@pytest.mark.parametrize("under", ["a.enrolment_id", "gen_random_uuid()"])
def test_entitlements_are_where_the_enrolment_is(desk, batch, of_program, place, version, refused_as, under):
    make_program("TX")
    with entered_as(desk.manager):
        sql = (
            "INSERT INTO payments_entitlement (id, enrolment_id, program_id, person_id, area, period, sequence, amount, "
            f"rules_id, created_at, made_by_id) SELECT payments_uuid7(), {under}, {of_program}, a.person_id, {place}, "
            f"'2019', 0, 5, {version}, now(), scope_account() FROM payments_entitlement a"
        )
        gone = under != "a.enrolment_id"
        assert broken(sql) == ("entitlement_scope_is_the_enrolments" if gone else refused_as)


@pytest.mark.parametrize("change", ["id = gen_random_uuid()", "program_id = 'TX'", "area = '341802001002'"])
def test_an_enrolment_stays_what_and_where_it_is(desk, batch, change):
    """No key asks any more whether what is due under it follows."""
    make_program("TX")
    with entered_as(desk.caseworker):
        assert broken(f"UPDATE enrolment_enrolment SET {change}") == "enrolment_stays"


CITED = "UPDATE payments_payment SET state = 'paid', paid_on = now(), settled_by_id = gen_random_uuid()"


def test_a_transfer_that_is_cited_is_there(desk, sent):
    with entered_as(desk.finance):
        late = "UPDATE payments_payment SET settled_by_id = gen_random_uuid() WHERE state = 'paid'"
        assert broken(CITED) == "batch_agrees_with_ledger"
        batches.confirm(batch=sent, actor=desk.finance)
        assert broken(late) == "payment_settled_by_its_sum"


def test_no_index_follows_a_step(db):
    """What a step of a batch changes stands in no index, nor in the condition of one: so it is written in its page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE i.indrelid = 'payments_payment'::regclass"
        )
        indexes = dict(cursor.fetchall())
        changed = r"\m(state|paid_on|settled_by_id|returned_on|return_reason|returned_by_id|released_by_id)\M"
        cursor.execute(
            "SELECT name FROM unnest(%s::text[], %s::text[]) AS t(name, written) WHERE written ~ %s",
            [list(indexes), list(indexes.values()), changed],
        )
        assert len(indexes) > 4 and cursor.fetchall() == []
        cursor.execute("SELECT reloptions FROM pg_class WHERE oid = 'payments_payment'::regclass")
        assert cursor.fetchone()[0] == ["fillfactor=50"]


@pytest.mark.parametrize("table", ["payments_entitlement", "payments_omission"])
def test_what_was_worked_out_stays(desk, batch, table):
    with entered_as(desk.manager):
        for sql in (f"UPDATE {table} SET amount = 1", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(sql)


def test_money_elsewhere_is_not_seen(desk, batch):
    elsewhere = make_account("finance", "341881")
    other_program = make_account("finance", "3418", programs=("CL",))
    for account in (elsewhere, other_program):
        with entered_as(account):
            assert not Batch.objects.exists()
            assert not Payment.objects.exists()
            assert not Entitlement.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM payments_payment")
        assert cursor.fetchone()[0] == 0


def refused_to(account, sql: str, params=()) -> bool:
    """Whether the policies of the account's role let the statement write nothing. It is undone either way."""
    try:
        with entered_as(account), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)
            transaction.set_rollback(True)
            return cursor.rowcount == 0
    except ProgrammingError as error:
        return "row-level security" in str(error)
    except DatabaseError:  # a rule that is asked of those whose work it is
        return False


BANKS = [
    "UPDATE payments_batch SET state = 'sent', sent_by_id = scope_account(), sent_at = now()",
    "UPDATE payments_payment SET state = 'in_transit'",
]


@pytest.mark.parametrize("sql", BANKS)
def test_what_goes_to_the_bank_is_finances(desk, approved, sql):
    assert refused_to(desk.manager, sql)
    assert not refused_to(desk.finance, sql)


@pytest.mark.parametrize("change", ["reason = 'x'", "note = 'x'", "closed_by_id = NULL"])
def test_what_is_at_the_bank_is_out_of_a_managers_hands(desk, sent, change):
    with entered_as(desk.manager):
        assert Batch.objects.get().state == "sent"
    assert refused_to(desk.manager, f"UPDATE payments_batch SET {change}")
    assert refused_to(desk.manager, "UPDATE payments_payment SET bank_serial = 'x'")


@pytest.mark.parametrize("kind", ["receipt", "sending", "confirmation", "reversal"])
def test_a_manager_posts_commitments_and_releases_alone(desk, approved, kind):
    sql = (
        'INSERT INTO ledger_transfer (id, kind, "on", at, actor_id, memo, reverses_id) SELECT payments_uuid7(), %s, '
        "now(), now(), scope_account(), '', CASE WHEN %s = 'reversal' THEN id END FROM ledger_transfer LIMIT 1"
    )
    assert refused_to(desk.manager, sql, [kind, kind])
    assert not refused_to(desk.finance, sql, [kind, kind])
    assert not refused_to(desk.manager, sql, ["commitment", "commitment"])


@pytest.mark.parametrize("role", ["caseworker", "reviewer", "auditor", "editor", "administrator"])
def test_money_is_managers_and_finances(desk, batch, role):
    """Each table of money, written by an account whose area and programs it is, but whose work it isn't."""
    account = make_account(role, "3418")
    for sql in (
        "UPDATE payments_batch SET note = 'x'",
        "UPDATE payments_payment SET bank_serial = 'x'",
        "INSERT INTO payments_batch (id, number, program_id, area, period, fund_id, state, count, total, note, "
        "made_by_id, made_at, reason) SELECT payments_uuid7(), 'X1', 'TA', '3418', '2013', code, 'made', 0, 0, '', "
        "scope_account(), now(), '' FROM catalogue_fund LIMIT 1",
        "INSERT INTO payments_entitlement (id, enrolment_id, program_id, person_id, area, period, sequence, amount, "
        "rules_id, created_at, made_by_id) SELECT payments_uuid7(), enrolment_id, program_id, person_id, area, '2019', "
        "0, 5, rules_id, now(), scope_account() FROM payments_entitlement LIMIT 1",
        "INSERT INTO ledger_ledgeraccount (id, fund_id, kind, program, period, balance) "
        "SELECT payments_uuid7(), code, 'committed', 'TA', '2013', 0 FROM catalogue_fund LIMIT 1",
        'INSERT INTO ledger_transfer (id, kind, "on", at, actor_id, memo) '
        "SELECT payments_uuid7(), 'commitment', now(), now(), scope_account(), '' FROM catalogue_fund LIMIT 1",
        "INSERT INTO ledger_leg (id, transfer_id, account_id, amount) "
        "SELECT payments_uuid7(), t.id, a.id, 5 FROM ledger_transfer t, ledger_ledgeraccount a LIMIT 1",
    ):
        assert refused_to(account, sql), sql
