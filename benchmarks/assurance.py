"""All rules of audit, and the manager's overview, over the people of `PEOPLE` and three payments for each.

The rows are written past the services, by the owner and without triggers: what is measured is how they are read. Each
person has a sealed ID number and account that open. The baseline counts the same tables, a sequential scan each.
"""

import io
import os
import random
import time
import uuid
from datetime import date, timedelta

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from benchmarks import overview, paying
from benchmarks.measure import Bench, line, owner
from beneficiaries.identity import resident_id
from programs.assurance.services import looking, rounds
from registry.core import scope, vault
from registry.core.ids import uuid7
from registry.core.models.area import Area, Level

TABLES = (
    "beneficiaries_person", "beneficiaries_payaccount", "beneficiaries_phone", "enrolment_enrolment",
    "payments_entitlement", "payments_payment",
)  # fmt: skip
CHUNK = 50_000
PERSON = (
    "id, code, name, pinyin, sex, birth_date, id_type, id_number_sealed, id_number_index, id_number_tail, "
    "no_id_reason, ethnic_group, hukou_kind, hukou_area, area, address, relation_to_head, public_employee, "
    "note, created_at"
)
ACCOUNT = "id, person_id, area, payee, payee_relation, number_sealed, number_index, tail, bank, branch"
# Schooling aid three terms, or an allowance three months; every batch is closed.
MONEY = """
    CREATE TEMP TABLE plan AS SELECT * FROM (VALUES
        ('CL', '2024-1', date '2024-03-20'), ('CL', '2024-2', date '2024-09-20'), ('CL', '2025-1', date '2025-03-20'),
        ('SW', '2025-01', date '2025-01-28'), ('SW', '2025-02', date '2025-02-27'), ('SW', '2025-03', date '2025-03-28')
    ) AS p(program, period, paid_on);
    CREATE TEMP TABLE version AS SELECT DISTINCT ON (program_id) program_id, id, definition FROM catalogue_rules
        WHERE valid_from <= '2024-01-01' ORDER BY program_id, valid_from DESC, version DESC;
    INSERT INTO catalogue_fund (code, name, source, purpose {fund_extra})
    VALUES ('BENCH', '测试', '测试', '' {fund_values});
    INSERT INTO enrolment_enrolment (id, program_id, person_id, area, state, level, origin, rules_id, answers,
        lifetime_group, applied_on, decided_on, starts_on, exit_reason, made_by_id, created_at, changed_at {in_extra})
    SELECT gen_random_uuid(), v.program_id, p.id, p.area, 'active', '', 'roster', v.id,
        jsonb_build_object('stage', 'primary', 'enrolled_on', %(recent)s, 'checked_on', %(recent)s), '', '2023-09-01',
        '2023-09-01', '2023-09-01', '', %(maker)s, now(), now() {in_values}
    FROM beneficiaries_person p JOIN version v ON v.program_id = CASE WHEN p.sex = '2' THEN 'CL' ELSE 'SW' END;
    INSERT INTO payments_batch (id, number, program_id, area, period, fund_id, state, count, total, note, made_by_id,
        made_at, approved_by_id, approved_at, sent_by_id, sent_at, closed_by_id, closed_at, reason {extra})
    SELECT gen_random_uuid(), 'B' || row_number() OVER (), l.program, a.code, l.period, 'BENCH', 'closed', 0, 0, '',
        %(maker)s, l.paid_on, %(other)s, l.paid_on, %(other)s, l.paid_on, %(other)s, l.paid_on, '' {extra_values}
    FROM plan l, core_area a WHERE a.level = 'county' AND a.code LIKE '3418%%';
    INSERT INTO payments_entitlement (id, enrolment_id, program_id, person_id, area, period, sequence, amount, rules_id,
        created_at, made_by_id {due_extra})
    SELECT gen_random_uuid(), e.id, e.program_id, e.person_id, e.area, l.period, 0,
        assurance_standard(v.definition -> 'benefit', e.answers), v.id, l.paid_on, %(maker)s {due_values}
    FROM enrolment_enrolment e JOIN version v ON v.program_id = e.program_id JOIN plan l ON l.program = e.program_id;
    INSERT INTO payments_payment (id, batch_id, sequence, entitlement_id, enrolment_id, person_id, program_id, area,
        rules_id, amount, name, payee, payee_relation, payee_id_tail, phone_masked, account_index, account_tail, bank,
        branch, state, paid_on, bank_serial, settled_by_id {pay_extra})
    SELECT gen_random_uuid(), b.id, row_number() OVER (PARTITION BY b.id), d.id, d.enrolment_id, d.person_id,
        d.program_id, d.area, d.rules_id, d.amount, x.name, x.name, '01', x.id_number_tail, '', a.number_index, a.tail,
        '农业银行', '', 'paid', l.paid_on, '', '00000000-0000-7000-8000-000000000000' {pay_values}
    FROM payments_entitlement d JOIN plan l ON l.program = d.program_id AND l.period = d.period
    JOIN payments_batch b ON b.program_id = d.program_id AND b.period = d.period AND b.area = left(d.area, 6)
    JOIN beneficiaries_person x ON x.id = d.person_id JOIN beneficiaries_payaccount a ON a.person_id = d.person_id;
    UPDATE payments_batch b SET count = s.count, total = s.total FROM (
        SELECT batch_id, count(*) AS count, sum(amount) AS total FROM payments_payment GROUP BY batch_id) AS s
    WHERE s.batch_id = b.id;
"""


def main(bench: Bench) -> None:
    with bench.scratch():
        call_command("sync_programs", verbosity=0)
        account, manager = rounds.night_account(), paying.account("manager")
        before = overview.p95(manager)
        fill(bench.people, account.pk)
        line(
            "overview p95 of all that was paid", n=3 * bench.people, seconds=overview.p95(manager),
            baseline="the same before anything was", baseline_seconds=before,
        )  # fmt: skip
        looks: list[looking.Look] = []
        with scope.entered(scope.assurance_keeper(account)):
            base = min(timed(count_all) for _round in range(3))
        began = time.perf_counter()
        looks = rounds.everything(account=account, on=timezone.localdate(), id=uuid.uuid4())
        seconds = time.perf_counter() - began
        slowest = sorted(looks, key=lambda look: -look.seconds)[:6]
        line(
            "assurance: all rules", n=bench.people, seconds=seconds, baseline="counting the tables, a scan each",
            baseline_seconds=base, findings=sum(look.findings for look in looks),
            slowest={look.code: round(look.seconds, 1) for look in slowest},
        )  # fmt: skip


def timed(act) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def count_all() -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            cursor.fetchone()


def fill(people: int, maker: int) -> None:
    villages = list(Area.objects.filter(level=Level.VILLAGE, code__startswith="3418").values_list("code", flat=True))
    with owner() as cursor:
        cursor.execute("SET synchronous_commit = off; SET work_mem = '128MB'")
        bare(cursor)
        chance = random.Random(1)
        for start in range(0, people, CHUNK):
            persons, accounts, phones = io.StringIO(), io.StringIO(), io.StringIO()
            for n in range(start, min(start + CHUNK, people)):
                write(n, chance, villages, persons, accounts, phones)
            for table, columns, text in (
                ("beneficiaries_person", PERSON, persons), ("beneficiaries_payaccount", ACCOUNT, accounts),
                ("beneficiaries_phone", "id, person_id, area, number_sealed, number_index, masked, holder, preferred",
                 phones),
            ):  # fmt: skip
                text.seek(0)
                cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", text)
        cursor.execute(MONEY.format(**missing(cursor)), {
            "maker": maker, "other": maker + 1, "recent": (timezone.localdate() - timedelta(days=30)).isoformat(),
        })  # fmt: skip
        cursor.execute("VACUUM ANALYZE")


def bare(cursor) -> None:
    """No triggers and no foreign keys on the tables that are filled: the database is thrown away."""
    for table in (*TABLES, "payments_batch", "catalogue_fund"):
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'", [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def write(n: int, chance: random.Random, villages: list[str], persons, accounts, phones) -> None:
    person, account, area = uuid7(), uuid7(), chance.choice(villages)
    sex, born = ("2" if n % 10 < 7 else "1"), date(2010, 1, 1) + timedelta(days=n % 3000)
    number = resident_id.make(region=f"3418{2 + n % 3:02}", birth_date=born, sequence=n // 3000 % 500, sex=sex)
    sealed = vault.seal(number, row=person, field="id_number")
    index = vault.blind_index(number, kind="id")
    name, digits = f"王{chr(0x4E00 + n % 5000)}{chr(0x4E00 + n // 5000 % 5000)}", f"{chance.randrange(10**15, 10**16)}"
    persons.write(
        f"{person}\tN{n:09}\t{name}\t\t{sex}\t{born}\tresident_id\t\\\\x{sealed.hex()}\t\\\\x{index.hex()}\t{number[-4:]}"
        f"\t\t01\t\t\t{area}\t\t\tf\t\t2023-09-01\n"
    )
    accounts.write(
        f"{account}\t{person}\t{area}\t{name}\t01\t\\\\x{vault.seal(digits, row=account, field='number').hex()}"
        f"\t\\\\x{vault.blind_index(digits, kind='account').hex()}\t{digits[-4:]}\t\t\n"
    )
    phones.write(f"{uuid7()}\t{person}\t{area}\t\\\\x00\t\\\\x{os.urandom(32).hex()}\t138****0000\t\tf\n")


def missing(cursor) -> dict[str, str]:
    """Columns that have no default and no place above, with something that fits their type."""
    named = {
        "payments_batch": ("extra", "extra_values"),
        "payments_entitlement": ("due_extra", "due_values"),
        "payments_payment": ("pay_extra", "pay_values"),
        "catalogue_fund": ("fund_extra", "fund_values"),
        "enrolment_enrolment": ("in_extra", "in_values"),
    }
    parts: dict[str, str] = {}
    for table, (names, values) in named.items():
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s "
            "AND is_nullable = 'NO' AND column_default IS NULL",
            [table],
        )
        wanted = [(name, kind) for name, kind in cursor.fetchall() if f" {name}," not in f" {KNOWN[table]},"]
        parts[names] = "".join(f", {name}" for name, _kind in wanted)
        parts[values] = "".join(f", {fits(kind)}" for _name, kind in wanted)
    return parts


def fits(kind: str) -> str:
    return "''" if "char" in kind or kind == "text" else "false" if kind == "boolean" else "0"


KNOWN = {
    "catalogue_fund": "code, name, source, purpose",
    "payments_payment": (
        "id, batch_id, sequence, entitlement_id, enrolment_id, person_id, program_id, area, rules_id, amount, name, "
        "payee, payee_relation, payee_id_tail, phone_masked, account_tail, bank, branch, state, bank_serial"
    ),
    "enrolment_enrolment": (
        "id, program_id, person_id, area, state, level, origin, rules_id, answers, lifetime_group, exit_reason, "
        "made_by_id, created_at, changed_at"
    ),
    "payments_batch": (
        "id, number, program_id, area, period, fund_id, state, count, total, note, made_by_id, made_at, reason"
    ),
    "payments_entitlement": (
        "id, enrolment_id, program_id, person_id, area, period, sequence, amount, rules_id, created_at"
    ),
}
