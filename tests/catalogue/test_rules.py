"""Versions are only added: by the files after each migrate, and by managers on the screen."""

import copy
import tomllib
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from programs.catalogue.definition import DefinitionError, parse
from programs.catalogue.models import Exclusion, Program, Rules
from programs.catalogue.services import history, rules, sync
from registry.core import scope
from registry.core.errors import Refusal
from tests.factories.accounts import entered_as, make_account

pytestmark = pytest.mark.django_db
ON = date(2013, 6, 1)


def test_a_migrated_database_knows_the_programs_and_syncing_again_changes_nothing():
    assert set(Program.objects.values_list("code", flat=True)) >= {"LQJZ", "CL", "AX", "XJ", "LS", "SW", "GE"}
    assert Exclusion.objects.filter(first="GE", second="SW").exists()
    before = Rules.objects.count()
    done = sync.sync()
    assert not done.programs and not done.versions
    assert Rules.objects.count() == before


def changed_file(code: str, change) -> object:
    data = tomllib.loads((sync.FOLDER / f"{code}.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    change(data)
    return parse(data, source=f"{code}.toml")


def test_a_changed_file_adds_a_version_and_keeps_the_old():
    old = rules.in_force(program="SW", on=ON)

    def dearer(data):
        data["rules"][0]["benefit"]["amount"] = 700

    sync.sync([changed_file("SW", dearer)])
    new = rules.in_force(program="SW", on=ON)
    assert new.version > old.version and new.parsed.benefit.amount == 700
    assert Rules.objects.get(pk=old.pk).parsed.benefit.amount == 600


def test_a_file_can_make_a_program_more_private_and_not_less():
    def public(data):
        data["public_form"] = "list"

    sync.sync([changed_file("CL", public)])
    assert Program.objects.get(pk="CL").public_form == "totals"


def test_a_broken_file_names_itself_and_nothing_is_changed(tmp_path):
    for path in sync.FOLDER.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if path.stem == "LS":
            text = text.replace("person.hukou_kind", "person.hukou")
        if path.stem == "CL":
            text = text.replace("primary = 400", "primary = 450")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    before = Rules.objects.count()
    with pytest.raises(CommandError) as error:
        call_command("sync_programs", folder=tmp_path, stdout=StringIO())
    assert "LS.toml: rules[0].criteria.rural.test: unknown fact 'person.hukou'" in str(error.value)
    assert Rules.objects.count() == before
    (tmp_path / "LS.toml").write_text("code = ", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"LS\.toml: file"):
        sync.read(tmp_path)


def test_rules_are_those_of_the_day():
    assert rules.in_force(program="LQJZ", on=date(2020, 12, 31)).valid_from == date(2009, 1, 1)
    assert rules.in_force(program="LQJZ", on=date(2021, 1, 1)).valid_from == date(2021, 1, 1)
    with pytest.raises(Refusal) as refusal:
        rules.in_force(program="LQJZ", on=date(2001, 1, 1))
    assert refusal.value.code == "no-rules"


def test_a_manager_saves_a_version_with_its_note():
    manager = make_account("manager")
    before = rules.in_force(program="CL", on=ON)
    definition = copy.deepcopy(before.definition)
    definition["benefit"]["amounts"]["primary"] = "450"
    with entered_as(manager):
        saved = rules.save_version(
            program="CL",
            definition=definition,
            valid_from=ON,
            actor=manager,
            note="捐赠方提高标准",
            document="宣妇〔2013〕1号",
        )
    assert saved.made_by == manager and rules.in_force(program="CL", on=ON) == saved
    assert rules.in_force(program="CL", on=date(2013, 5, 31)) == before
    said = [str(text.zh) for text in history.changes(before.parsed, saved.parsed)]
    assert said == ["小学标准（元）由 400 改为 450", "文号由 — 改为 宣妇〔2013〕1号"]


@pytest.mark.parametrize(
    ("actor", "change", "code"),
    [
        ({"role": "caseworker"}, {}, "not-allowed"),
        ({"role": "manager", "programs": ("SW",)}, {}, "not-allowed"),
        ({"role": "manager"}, {"note": "x"}, "note"),
        ({"role": "manager"}, {"valid_from": date(2001, 1, 1)}, "rules-too-early"),
        ({"role": "manager"}, {"definition": None}, "rules-unchanged"),
        ({"role": "manager"}, {"definition": {"benefit": {"kind": "gold"}}}, "definition"),
    ],
)
def test_a_version_that_may_not_be_is_refused(actor, change, code):
    present = rules.in_force(program="CL", on=ON)
    definition = copy.deepcopy(present.definition)
    definition["benefit"]["amounts"]["primary"] = "450"
    values = {"definition": definition, "valid_from": ON, "note": "提高标准", **change}
    if values["definition"] is None:
        values["definition"] = present.definition
    account = make_account(**actor)
    with entered_as(account), pytest.raises(Refusal) as refusal:
        rules.save_version(program="CL", actor=account, **values)
    assert refusal.value.code == code
    if code == "definition":
        assert "benefit.kind" in str(refusal.value)


def test_raw_sql_can_neither_change_nor_delete_a_version():
    for statement in (
        "UPDATE catalogue_rules SET note = 'mine'",
        "DELETE FROM catalogue_rules",
        "TRUNCATE catalogue_rules CASCADE",
        "DELETE FROM catalogue_program",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_raw_sql_cannot_give_two_versions_one_number():
    one = Rules.objects.filter(program="CL").first()
    inside = scope.entered(scope.CATALOGUE_KEEPER)
    with inside, pytest.raises(IntegrityError, match="rules_version_once"), transaction.atomic():
        Rules.objects.create(
            program_id="CL", version=one.version, valid_from=ON, definition=one.definition, digest="0" * 64
        )
