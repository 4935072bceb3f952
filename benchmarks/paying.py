"""A city to pay: everyone of the crowd in a program that pays monthly, and a hundred thousand of them with an account.

The people are the city's; programs, enrolments and accounts are made by the services, in a copy of its database.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction

from benchmarks.measure import Bench, create, drop, manage, owner, use
from beneficiaries.models import PayAccount, Person
from beneficiaries.services.newcomers import NewAccount
from beneficiaries.services.rows import account_row
from programs.catalogue.models import Fund, Program
from programs.catalogue.services import funds as funds_service
from programs.catalogue.services.rules import add_version
from programs.enrolment.services.bulk import RosterEnrolment, take_over
from programs.payments.services import funds
from registry.core import copying, scope
from registry.core.models import Account, Grant

CITY, SINCE = "3418", date(2013, 1, 1)
EVERYONE, BATCH = "BE", "BB"  # a program for the whole crowd, and one for as many as a batch is measured with
LARGEST = 100_000
FUND = "BENCH"
ROLES = {
    "caseworker": "caseworker", "manager": "manager", "checker": "manager", "approver": "finance", "second": "finance",
    "cashier": "finance",
}  # fmt: skip
CHUNK = 20_000
RULES = {
    "fields": [], "shared": [], "documents": [], "criteria": [],
    "chain": [{"level": "city", "zh": "审批", "en": "Approves", "working_days": 5}],
    "benefit": {"kind": "month", "amount": "600"}, "publicity": {"form": "never"},
    "payment": {"memo": {"zh": "补助", "en": "Allowance"}, "offset_share": 30},
    "exit_reasons": [{"code": "moved", "zh": "迁出", "en": "Moved"}],
}  # fmt: skip


def city(bench: Bench) -> str:
    """Use the city to pay from here on; it is built if there is none. The name of its database."""
    people = bench.city()
    name, built = f"paying_{bench.people}", bench.folder / f"paying_{bench.people}.built"
    if not built.exists():
        drop(name)
    create(name, template=people)
    manage(name, "migrate", "--verbosity", "0", as_owner=True)
    use(name)
    if not built.exists():
        _build()
        with owner(name) as cursor:
            cursor.execute("VACUUM ANALYZE")
        built.touch()
    return name


@contextmanager
def acting(role: str) -> Iterator[Account]:
    account = Account.objects.get(username=f"bench-{role}")
    with scope.entered(scope.of(account)):
        yield account


def account(name: str) -> Account:
    """A new account of the city for one of the `ROLES`."""
    with scope.entered(scope.ACCOUNT_KEEPER):
        made = Account.objects.create(username=f"bench-{name}", area_id=CITY, full_name=f"bench-{name}")
        Grant.objects.create(account=made, role=ROLES[name], programs=["*"])
    return made


def _build() -> None:
    for name in ROLES:
        account(name)
    with scope.entered(scope.CATALOGUE_KEEPER):
        for code in (EVERYONE, BATCH):
            program = Program.objects.create(
                code=code, name_zh=f"测算{code}", name_en=f"Measured {code}", shape="enrolment", bureau="fulian",
                public_form="never",
            )  # fmt: skip
            add_version(
                program=program, definition=RULES, valid_from=SINCE, document="测算1号", note="measuring", actor=None
            )
    with acting("cashier") as actor:
        fund: Fund = funds_service.create(
            code=FUND, name="测算资金", source="市财政", programs=(EVERYONE, BATCH), actor=actor
        )
        funds.receive(fund=fund, amount=Decimal(10**11), on=SINCE, actor=actor)
    done = 0
    for people in _people():
        _enrol(EVERYONE, people)
        if done < LARGEST:
            first = people[: LARGEST - done]
            _enrol(BATCH, first)
            _open_accounts(first, start=done)
        done += len(people)
        print(f"{done:>9,} enrolled", file=sys.stderr)


def _people() -> Iterator[list[tuple[UUID, str, str]]]:
    """Everyone's id, area and name, chunk by chunk."""
    last = None
    while True:
        with acting("caseworker"):
            rows = Person.objects.order_by("pk").filter(**{"pk__gt": last} if last else {})
            chunk = list(rows.values_list("pk", "area", "name")[:CHUNK])
        if not chunk:
            return
        yield chunk
        last = chunk[-1][0]


def _enrol(program: str, people: list[tuple]) -> None:
    with acting("caseworker") as actor:
        take_over(
            [RosterEnrolment(person=pk, starts_on=SINCE) for pk, _area, _name in people], actor=actor, program=program
        )


def _open_accounts(people: list[tuple], *, start: int) -> None:
    made = [
        account_row(NewAccount(number=f"62170{number:014d}", bank="农业银行"), person=pk, area=area, holder=name)
        for number, (pk, area, name) in enumerate(people, start=start)
    ]
    with acting("caseworker"), transaction.atomic(), connection.cursor() as cursor:
        copying.insert(
            cursor, PayAccount._meta.db_table, columns=list(made[0]), rows=[list(row.values()) for row in made]
        )
