"""Answers: judged by kind, kept in one form, secret ones sealed; facts of the person go to the person."""

from datetime import date
from types import SimpleNamespace

import pytest

from programs.catalogue.definition import Choice, Field, Text
from programs.enrolment.services import answers, application
from registry.core.models import AccessLog
from tests.enrolment.raw import execute
from tests.expect import refused
from tests.factories.enrolments import as_, make_draft, make_offices, make_program, make_woman

pytestmark = pytest.mark.django_db


def a_field(kind, **rest) -> Field:
    return Field("f", Text("项", "item"), kind, **rest)


CHOICES = (Choice("IIa", Text("ⅡA 期", "IIa"), ("2A",)), Choice("IIb", Text("ⅡB 期", "IIb"), ("IIB",)))


@pytest.mark.parametrize(
    ("kind", "rest", "given", "kept"),
    [
        ("text", {}, "  宣城　市 ", "宣城 市"),
        ("text", {"max": 3}, "四个字多", "pattern"),
        ("text", {"pattern": r"\d{4}"}, "12", "pattern"),
        ("long_text", {}, "一\n二", "一\n二"),
        ("choice", {"choices": CHOICES}, "2A", "IIa"),
        ("choice", {"choices": CHOICES}, "ⅡB期", "IIb"),
        ("choice", {"choices": CHOICES}, "IIc", "choice"),
        ("bool", {}, "√", True),
        ("bool", {}, "否", False),
        ("bool", {}, "也许", "choice"),
        ("integer", {"min": 1, "max": 30}, "３", 3),
        ("integer", {"min": 1, "max": 30}, "31", "range"),
        ("integer", {}, "1.5", "number"),
        ("money", {"min": 0}, "1.2万元", "12000.00"),
        ("money", {}, "很多", "amount"),
        ("date", {}, "2013年2月8日", "2013-02-08"),
        ("date", {}, "2013-02-30", "date"),
        ("month", {}, "2013-02", "2013-02"),
        ("area", {}, "341802001", "341802001"),
        ("area", {}, "火星", "area-unknown"),
        ("phone", {}, "138 1234 5678", "13812345678"),
        ("phone", {}, "12345", "phone"),
        ("account", {}, "6228480402564890018", "6228480402564890018"),
        ("account", {}, "1234", "account"),
        ("id_number", {}, "34250119800307242２", "342501198003072422"),
        ("id_number", {}, "342501198003072423", "id-checksum"),
        ("student_number", {}, "g342501198003072422", "G342501198003072422"),
        ("student_number", {}, "123", "pattern"),
    ],
)
def test_each_kind(db, kind, rest, given, kept):
    definition = SimpleNamespace(fields=(a_field(kind, **rest),))
    try:
        assert answers.clean(definition, {"f": given}).answers == {"f": kept}
    except answers.AnswersRefused as refusals:
        [refusal] = refusals.refusals
        assert (refusal.code, refusal.field) == (kept, "f")
        assert str(refusal)


def test_all_that_is_wrong_is_said_at_once_and_unknown_fields_arent_dropped(db):
    fields = (Field("a", Text("甲", "a"), "integer", required=True), Field("b", Text("乙", "b"), "date"))
    with refused("answers") as caught:
        answers.clean(SimpleNamespace(fields=fields), {"b": "x", "c": "1"}, complete=True)
    assert {(r.field, r.code) for r in caught.value.refusals} == {
        ("a", "required"),
        ("b", "date"),
        ("c", "unknown-field"),
    }


CARD = "6228480402564890018"


def test_a_secret_answer_is_sealed_and_its_reveal_is_logged(db):
    make_program("TA", fields=[{"code": "card", "zh": "卡号", "en": "Card", "kind": "account"}])
    offices = make_offices()
    enrolment = make_draft(offices, answers={"card": CARD})
    assert set(enrolment.answers["card"]) == {"sealed", "index", "tail"}
    with as_(offices.caseworker) as actor:
        everything = execute(
            "SELECT answers::text FROM enrolment_enrolment UNION ALL SELECT answers::text FROM enrolment_enrolmenthistoryrow"
        )
        assert len(everything) == 2
        assert CARD not in str(everything)
        with refused("purpose"):
            answers.reveal(enrolment=enrolment, code="card", actor=actor, purpose="看")
        assert not AccessLog.objects.exists()
        assert answers.reveal(enrolment=enrolment, code="card", actor=actor, purpose="核对银行卡") == CARD
        entry = AccessLog.objects.get()
        assert (entry.object_id, entry.field, entry.purpose) == (enrolment.pk, "answers.card", "核对银行卡")


FED = [
    {"code": "hardship", "zh": "困难类别", "en": "Hardship", "kind": "text", "feeds": "hardship.category"},
    {"code": "since", "zh": "认定日期", "en": "Since", "kind": "date", "feeds": "hardship.since"},
    {"code": "card", "zh": "卡号", "en": "Card", "kind": "account", "feeds": "account.number", "required": True},
    {"code": "father", "zh": "父亲", "en": "Father", "kind": "text", "feeds": "relation.father.name"},
    {"code": "cause", "zh": "父亲情形", "en": "Cause", "kind": "text", "feeds": "relation.father.situation"},
    {"code": "phone", "zh": "父亲电话", "en": "Phone", "kind": "phone", "feeds": "relation.father.phone"},
]


def test_what_feeds_the_person_goes_to_the_person_and_is_kept_there_alone(db):
    make_program("TA", fields=FED)
    offices = make_offices()
    given = {
        "hardship": "tekun", "since": "2013-01-05", "card": CARD, "father": "王刚", "cause": "prison",
        "phone": "13812345678",
    }  # fmt: skip
    enrolment = make_draft(offices, answers=given)
    assert enrolment.answers == {}
    with as_(offices.caseworker) as actor:
        person = enrolment.person
        assert person.hardships.get(category="tekun").since == date(2013, 1, 5)
        assert person.payaccounts.get().tail == "0018"
        father = person.relations.get()
        assert (father.name, father.situation, father.phone_masked) == ("王刚", "prison", "138****5678")
        # The same again changes nothing; another situation makes a new period that carries the rest on.
        application.change_answers(enrolment=enrolment, actor=actor, answers=given)
        assert person.relations.count() == 1
        application.change_answers(enrolment=enrolment, actor=actor, answers={"cause": "dead"})
        old, new = person.relations.order_by("until")
        assert (old.until is not None, new.until, new.name, new.situation, new.phone_masked) == (
            True, None, "王刚", "dead", "138****5678",
        )  # fmt: skip
        assert application.unanswered_of(enrolment) == [], "the account is on record"
        other = application.apply(actor=actor, person=make_woman(actor), program="TA", answers={})
        assert [r.field for r in application.unanswered_of(other)] == ["card"]


def test_a_refusal_about_the_person_names_the_field_of_the_form(db):
    make_program("TA", fields=FED)
    offices = make_offices()
    with as_(offices.caseworker) as actor:
        person = make_woman(actor)
        with refused("required", field="father"):
            application.apply(actor=actor, person=person, program="TA", answers={"cause": "prison"})
