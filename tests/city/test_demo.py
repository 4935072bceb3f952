"""The demo city, small: loaded once, however often it is killed."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from beneficiaries.models import Person
from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment, Objection, Release
from programs.ledger.models import LedgerAccount
from programs.payments.models import Batch, Claim, Handout, Payment
from programs.payments.services.recovery import with_sums
from registry.city import building, money, pen, rosters, staff, story
from registry.city.building import City, Step, build
from registry.city.models import Stage
from registry.city.population import Size
from registry.core import scope
from registry.core.models import Account

SMALL = Size().scaled(120)


class Killed(BaseException):
    """Like a kill: nothing catches it, and the transaction is gone."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("REGISTRY_RUN_DIR", str(tmp_path))
    monkeypatch.setattr(pen.Writer, "start", lambda self, counties: self._folder.mkdir(parents=True, exist_ok=True))
    return tmp_path


def city(folder) -> City:
    return City(seed=5, size=SMALL, folder=folder / "rosters")


def counts() -> dict:
    auditor = Account.objects.get(username="city-auditor")
    with scope.entered(scope.of(auditor)):
        states = Enrolment.objects.values_list("program_id", "state")
        return {
            "people": Person.objects.count(),
            "enrolments": sorted(states),
            "batches": sorted(Batch.objects.values_list("program_id", "state", "count", "total")),
            "again": list(
                Payment.objects.filter(replaces__isnull=False).values_list(
                    "state", "replaces__state", "batch__state", "account_tail", "replaces__account_tail"
                )
            ),
            "claims": sorted(with_sums(Claim.objects.all()).values_list("state", "back", "gone", "rest")),
            "set_off": Batch.objects.get(program="XJ", state="checked").set_off
            if Batch.objects.filter(program="XJ", state="checked").exists()
            else 0,
            "handouts": sorted(Handout.objects.values_list("area", "receiver", "unmet", "payment__state")),
            "releases": sorted(Release.objects.values_list("program_id", "kind", "state", "count")),
            "objections": Objection.objects.count(),
            "funds": sorted(LedgerAccount.objects.values_list("fund_id", "kind", "balance")),
            "accounts": Account.objects.count(),
            "stages": Stage.objects.count(),
        }


@pytest.mark.django_db(transaction=True)
def test_loaded_killed_after_any_stage_and_loaded_again(folder, monkeypatch):
    kept = building.Stage.objects.create
    fuse = {"left": 0}

    def mark(**fields):
        # The kill comes when a stage's work is done and not committed.
        fuse["left"] -= 1
        if fuse["left"] < 0:
            raise Killed
        return kept(**fields)

    monkeypatch.setattr(building.Stage.objects, "create", mark)
    for _attempt in range(60):
        fuse["left"] = 7
        try:
            story.load(city(folder))
            break
        except Killed:
            connection.close()
    else:
        pytest.fail("it never came to an end")
    loaded = counts()

    states = {}
    for program, state in loaded["enrolments"]:
        states.setdefault(program, {}).setdefault(state, 0)
        states[program][state] += 1
    assert {code: states[code][State.ACTIVE] for code in ("LS", "SW", "XJ", "CL")} == vars(SMALL)
    assert states["LQJZ"][State.ACTIVE] == 12
    everywhere = {state for of_program in states.values() for state in of_program}
    assert everywhere == set(State.values)
    assert ("LQJZ", "closed", 12, 120_000) in loaded["batches"]
    assert {("XJ", "sent"), ("XJ", "checked")} <= {batch[:2] for batch in loaded["batches"]}
    (again,) = loaded["again"]
    assert again[:3] == ("paid", "reissued", "closed") and again[3] != again[4], "paid again to another account"
    assert [state for state, *_sums in loaded["claims"]] == ["open", "open", "settled", "written_off"]
    assert loaded["set_off"] > 0
    assert {(area[:6], bool(receiver or unmet), paid) for area, receiver, unmet, paid in loaded["handouts"]} >= {
        (money.HANDED_OUT, True, "paid"), (money.TO_HAND_OUT, False, "in_transit"),
    }  # fmt: skip
    assert {paid for area, *_said, paid in loaded["handouts"] if area.startswith(money.HANDED_OUT)} == {"paid"}
    assert {batch[:2] for batch in loaded["batches"] if batch[0] == "CL"} == {("CL", "closed"), ("CL", "sent")}
    assert ("LQJZ", "publicity", "standing", 5) in loaded["releases"]
    assert ("LQJZ", "disclosure", "standing", 12) in loaded["releases"]
    assert loaded["objections"] == 1
    fuse["left"] = 1_000
    assert story.load(city(folder)) == 0
    assert counts() == loaded


@pytest.mark.django_db(transaction=True)
def test_two_loaders_at_once_build_each_stage_once(folder):
    built = []
    step = Step("once", "once", lambda city: built.append(1))
    build(city(folder), [step])
    build(city(folder), [step])
    assert built == [1] and Stage.objects.filter(name="once").count() == 1


def test_the_same_seed_writes_the_same_files(folder, db):
    from registry.city import files

    written = [
        files.workbook(pen_resources()["SW"], files.rosters("341802", size=SMALL, seed=5)["SW"], title="同一份")
        for _ in range(2)
    ]
    assert cells(written[0]) == cells(written[1])


def pen_resources() -> dict:
    from programs.catalogue.services.rules import in_force
    from programs.enrolment.rosters.columns import resource_for

    return {code: resource_for(in_force(program=code, on=since).parsed) for code, since in pen.SINCE.items()}


def cells(content: bytes) -> list:
    from registry.core.spreadsheets import reading

    return [row.cells for row in reading.sheets(content)[0].rows]


@pytest.mark.django_db
def test_a_login_for_each_role(folder, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "for-the-tests-1")
    staff.employ()
    out = StringIO()
    call_command("demo_logins", "--json", stdout=out)
    logins = json.loads(out.getvalue())
    assert {login["role"] for login in logins} == {role.value for role in staff.Role}
    for login in logins:
        assert set(login) == {"role", "username", "password", "area", "programs"}
        assert Account.objects.get(username=login["username"]).check_password("for-the-tests-1")


@pytest.mark.django_db
@pytest.mark.parametrize("command", [("load_demo",), ("demo_logins",), ("make_city", "--people", "5")])
def test_production_refuses(command, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command(*command)


def test_a_weak_password_is_refused(monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "short")
    with pytest.raises(CommandError):
        staff.password()


@pytest.mark.django_db(transaction=True)
def test_a_crowd(folder):
    call_command("make_city", "--people", "40", stdout=StringIO())
    assert len([entry for entry in counts()["enrolments"] if entry == ("LS", "active")]) == 40


def test_rosters_of_every_county(folder, db):
    writer = pen.Writer(city(folder), beside=False)
    titles = [step.name for step in rosters.steps(city(folder), writer)]
    assert len(titles) == len(set(titles)) and sum(title.startswith("roster-LS") for title in titles) == 8
