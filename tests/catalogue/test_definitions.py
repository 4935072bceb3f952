"""The shipped programs say what the domain says, and a file that is wrong says where."""

import copy
import tomllib
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from programs.catalogue import criteria, toml
from programs.catalogue.definition import DefinitionError, parse
from programs.catalogue.definition.parser import kept
from programs.catalogue.services.sync import FOLDER, read
from tests.factories.catalogue import SMALL, criterion, shipped

SICK = {
    "person.sex": "2", "person.alive": True, "person.hukou_kind": "rural", "on": date(2013, 6, 1),
    "person.hardships_at_cutoff": {"dibao"}, "form.cancer": "cervical", "form.stage": "IIb",
    "form.diagnosed_on": date(2013, 5, 1), "form.earlier_relief": False, "earlier_relief": False,
}  # fmt: skip
CHILD = {
    "person.age": 9, "person.alive": True, "person.hardships": set(), "on": date(2013, 6, 1),
    "father.situation": "disabled", "mother.situation": "disabled",
}  # fmt: skip


def says(code: str, facts: dict, on: date = date(2013, 6, 1)) -> bool | None:
    return criteria.verdict(criteria.evaluate(shipped(code, on), facts))


def test_the_programs_are_there_with_rules_for_2013():
    assert {file.code for file in read()} == {"LQJZ", "CL", "AX", "XJ", "LS", "SW", "GE"}
    for file in read():
        assert file.versions[0].valid_from <= date(2011, 1, 1)


@pytest.mark.parametrize("stage", ["0", "Ia", "Ib", "IIa"])
def test_two_cancer_relief_starts_at_stage_two_b(stage):
    assert says("LQJZ", SICK) is True
    assert says("LQJZ", SICK | {"form.stage": stage}) is False


def test_breast_cancer_must_be_invasive():
    breast = SICK | {"form.cancer": "breast", "form.stage": None}
    assert says("LQJZ", breast | {"form.invasive": True}) is True
    assert says("LQJZ", breast | {"form.invasive": False}) is False
    assert says("LQJZ", breast) is None


def test_the_rural_hukou_fell_in_2021_and_the_categories_changed():
    urban = SICK | {"person.hukou_kind": "urban", "person.hardships_at_cutoff": {"zhichu"}}
    assert says("LQJZ", urban) is False
    assert says("LQJZ", urban | {"on": date(2021, 6, 1)}, date(2021, 6, 1)) is True


@pytest.mark.parametrize(
    ("father", "mother", "eligible"),
    [
        ("disabled", "ill", True),
        ("dead", "mental", True),
        ("missing", "incapable", True),
        ("dead", "dead", False),
        ("dead", "missing", False),
        ("dead", "caring", False),
        ("away", "disabled", False),
        ("revoked", "deported", True),
        (None, "disabled", None),
        (None, "caring", False),
    ],
)
def test_the_guarantee_asks_for_both_parents_or_one_and_a_dead_one(father, mother, eligible):
    assert says("SW", CHILD | {"father.situation": father, "mother.situation": mother}) is eligible


@pytest.mark.parametrize("situation", ["prison", "detox", "restricted", "lost"])
def test_custody_and_being_out_of_contact_count_from_six_months(situation):
    gone = CHILD | {"father.situation": situation}
    assert says("SW", gone | {"father.situation_months": 5}) is False
    assert says("SW", gone | {"father.situation_months": 6}) is True
    assert says("SW", gone) is None


def test_left_behind_is_both_away_or_one_away_and_the_other_unable():
    child = {"person.age": 9, "person.alive": True, "person.hukou_kind": "rural", "on": date(2013, 6, 1)}
    for father, mother, eligible in (
        ("away", "away", True),
        ("away", "ill", True),
        ("away", "caring", False),
        ("ill", "ill", False),
    ):
        assert says("LS", child | {"father.situation": father, "mother.situation": mother}) is eligible
    assert says("LS", child | {"person.age": 16, "father.situation": "away", "mother.situation": "away"}) is False


def test_amounts():
    assert shipped("LQJZ").benefit.amount_for({}) == 10_000
    assert shipped("CL").benefit.amount_for({"stage": "junior"}) == 600
    assert shipped("CL").benefit.amount_for({"stage": "junior", "amount": "750"}) == 750
    assert shipped("CL").benefit.amount_for({}) is None
    assert shipped("SW").benefit.amount_for({"current_aid": "220.50"}) == Decimal("379.50")
    assert shipped("SW").benefit.amount_for({"current_aid": "700"}) == 0
    assert shipped("LS").benefit.amount_for({}) is None


def test_reasons_cite_the_value_and_the_version():
    (first, *_rest) = criteria.evaluate(shipped("SW"), CHILD | {"person.age": 19})
    assert first.met is False
    assert first.reason.zh.startswith("年龄 19 岁，已满 18 岁〔SW 规则第1版")
    assert first.reason.en.startswith("age 19 years: is not under 18 years [rules of SW v1")
    assert "核对出生日期" in first.remedy.zh


def broken(change) -> list[str]:
    data = copy.deepcopy(SMALL)
    data["rules"][0]["criteria"] = [criterion({"fact": "person.age", "below": 18}, "age")]
    change(data)
    with pytest.raises(DefinitionError) as error, override("en"):
        parse(data, source="TEST.toml")
    with override("en"):
        return str(error.value).split("\n")


def test_a_fault_names_file_and_key_in_both_languages():
    def change(data):
        data["rules"][0]["criteria"][0]["test"] = {"fact": "person.sexx", "is": "2"}

    assert broken(change) == ["TEST.toml: rules[0].criteria.age.test: unknown fact 'person.sexx'"]
    data = copy.deepcopy(SMALL) | {"public_form": "secret"}
    with pytest.raises(DefinitionError) as error:
        parse(data, source="TEST.toml")
    assert "“secret”不在其中" in error.value.in_both()


def test_all_faults_are_said_at_once():
    def change(data):
        data["colour"] = "red"
        data["bureau"] = "nobody"
        data["rules"][0]["benefit"]["amount"] = -1
        data["rules"][0]["fields"][0]["kind"] = "colour"
        data["rules"][0]["chain"][0]["level"] = "moon"

    assert len(broken(change)) == 5


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ({"fact": "person.age", "has": ["x"]}, "has can't be asked of 'person.age'"),
        ({"fact": "person.hardships", "has": ["rich"]}, "not one of its choices"),
        ({"fact": "person.age", "below": "many"}, "wrong type"),
        ({"any": []}, "not empty"),
        ({"every": []}, "expected exactly one of"),
        ({"fact": "person.birth_date", "before": "2013-02-30"}, "wrong type"),
    ],
)
def test_a_test_that_makes_no_sense_is_refused(test, said):
    def change(data):
        data["rules"][0]["criteria"][0]["test"] = test

    (message,) = broken(change)
    assert message.startswith("TEST.toml: rules[0].criteria.age.test") and said in message


def test_no_definition_can_publish_more_than_its_program_or_a_number():
    def looser(data):
        data["rules"][0]["publicity"] = {"form": "list", "days": 7, "columns": ["name"], "phone": "1"}

    def with_id(data):
        data["public_form"] = "list"
        data["rules"][0]["publicity"] = {"form": "list", "days": 7, "columns": ["name", "id_number"], "phone": "1"}

    assert "looser" in broken(looser)[0]
    assert "'id_number' is not one of" in broken(with_id)[0]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_what_is_written_for_the_screen_reads_back_to_the_same(path):
    for version in parse(tomllib.loads(path.read_text(encoding="utf-8")), source=path.name).rules:
        assert kept(tomllib.loads(toml.dumps(version.data))) == version.data
