"""Papers, code tables, disability certificates."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beneficiaries.identity import codes, disability, ethnic_groups, papers, relations, resident_id
from beneficiaries.identity.codes import Coded, IdType, Sex
from beneficiaries.identity.ethnic_groups import EthnicGroup
from beneficiaries.identity.relations import Relation
from registry.core.errors import Refusal

ON = date(2024, 6, 1)
TABLES = [
    table
    for module in (codes, disability, ethnic_groups, relations)
    for table in vars(module).values()
    if isinstance(table, type) and issubclass(table, Coded) and table is not Coded
]


def code_of(call, *args, **kwargs) -> str:
    with pytest.raises(Refusal) as caught:
        call(*args, **kwargs)
    return caught.value.code


@pytest.mark.parametrize("table", dict.fromkeys(TABLES), ids=lambda table: table.__name__)
class TestEveryTable:
    def test_each_writing_means_one_member(self, table):
        for member in table:
            for writing in (member.value, member.zh, *member.aliases, f" {member.zh}\u3000"):
                assert table.parse(writing) is member

    def test_no_two_members_share_a_writing(self, table):
        writings = [w for member in table for w in {member.value, member.zh, *member.aliases}]
        assert len(writings) == len(set(writings))

    def test_the_refusal_lists_what_is_allowed(self, table):
        with pytest.raises(Refusal) as caught:
            table.parse("绝无此项", field="x")
        assert (caught.value.code, caught.value.field) == ("choice", "x")
        assert all(member.zh in caught.value.params["allowed"] for member in table)

    def test_empty_is_no_choice(self, table):
        assert code_of(table.parse, "") == code_of(table.parse, None) == "choice"


def test_ethnic_groups_are_complete():
    assert [member.value for member in EthnicGroup] == [f"{n:02}" for n in range(1, 57)] + ["97", "98"]
    assert EthnicGroup.parse("汉") is EthnicGroup.parse("汉族") is EthnicGroup.parse(1) is EthnicGroup.HAN
    assert EthnicGroup.parse("畲") == "22"
    assert EthnicGroup.parse("土") == "30" and EthnicGroup.parse("土家") == "15"


def test_codes_by_the_standards():
    assert [member.value for member in Sex] == ["0", "1", "2", "9"]
    assert Sex.parse("女") == Sex.parse(2) == Sex.parse(2.0) == Sex.parse("female") == "2"
    assert Relation.parse("妈妈") == Relation.parse("母亲") == Relation.parse("52") == "52"
    assert Relation.parse("奶奶") == "62" and Relation.parse("外婆") == "64"
    assert {"01", "02", "10", "20", "30", "51", "52", "61", "64", "71", "73", "75", "77", "97", "99"} <= set(
        Relation.values
    )
    assert codes.Hardship.parse("五保户") == "tekun"


def number_for(**kwargs) -> str:
    return resident_id.make(**{"region": "341802", "birth_date": date(1980, 3, 7), "sequence": 5, "sex": "2"} | kwargs)


def test_a_resident_id_tells_sex_birth_date_and_tail():
    paper = papers.validate("身份证", f" {number_for()} ", sex="2", birth_date=date(1980, 3, 7), on=ON)
    assert paper.id_type is IdType.RESIDENT_ID
    assert (paper.number, paper.tail) == (number_for(), number_for()[-4:])
    assert (paper.sex, paper.birth_date, paper.region_code) == ("2", date(1980, 3, 7), "341802")


def test_the_number_decides_between_card_and_permit():
    permit = number_for(region="830000")
    assert papers.validate("resident_id", permit, on=ON).id_type is IdType.RESIDENCE_PERMIT
    assert papers.validate("residence_permit", number_for(), on=ON).id_type is IdType.RESIDENT_ID


def test_a_paper_that_disagrees_is_refused():
    assert code_of(papers.validate, "resident_id", number_for(), sex="1", on=ON) == "id-sex"
    assert code_of(papers.validate, "resident_id", number_for(), birth_date=ON, on=ON) == "id-birth-date"
    assert code_of(papers.validate, "护照", "E12345678", on=ON) == "choice"


def test_birth_certificates_are_for_children_under_six():
    born = date(2020, 2, 29)
    paper = papers.validate("birth_certificate", "ｔ340123456", birth_date=born, sex="2", on=ON)
    assert (paper.number, paper.sex, paper.birth_date) == ("T340123456", "2", born)
    ordinary = date(2020, 3, 7)
    papers.validate("birth_certificate", "T340123456", birth_date=ordinary, on=date(2026, 3, 6))
    for day, accepted in ((date(2026, 2, 28), True), (date(2026, 3, 1), False), (date(2020, 2, 28), False)):
        if accepted:
            papers.validate("birth_certificate", "T340123456", birth_date=born, on=day)
        else:
            arguments = ("birth_certificate", "T340123456")
            assert code_of(papers.validate, *arguments, birth_date=born, on=day) == "id-birth-certificate-age"
    sixth_birthday = {"birth_date": ordinary, "on": date(2026, 3, 7)}
    assert code_of(papers.validate, "birth_certificate", "T340123456", **sixth_birthday) == "id-birth-certificate-age"
    assert code_of(papers.validate, "birth_certificate", "T340123456", on=ON) == "id-birth-certificate-age"
    for wrong in ("", "T34012345", "TT40123456", "3401234567"):
        assert code_of(papers.validate, "birth_certificate", wrong, birth_date=born, on=ON) == "id-birth-certificate"


def test_no_paper_needs_a_reason():
    paper = papers.validate("无", "", reason=" 从未登记户口 ", sex="2")
    assert (paper.number, paper.tail, paper.reason, paper.sex) == (None, "", "从未登记户口", "2")
    assert code_of(papers.validate, "none", "", reason="  ") == "id-none-reason"
    assert code_of(papers.validate, "none", number_for(), reason="x") == "id-none-number"


@given(kind=st.sampled_from("1234567"), level=st.sampled_from("1234"), sequence=st.integers(0, 499))
def test_disability_certificates_are_read_back(kind, level, sequence):
    holder = number_for(sequence=sequence)
    number = disability.format_certificate(id_number=holder, kind=kind, level=level)
    found = disability.parse_certificate(number.lower(), on=ON)
    assert (found.number, found.holder.number, found.kind, found.level, found.reissue) == (
        number,
        holder,
        kind,
        level,
        0,
    )
    assert disability.parse_certificate(number + "b2", on=ON).reissue == 2
    disability.check_holder(found, id_number=holder)
    other = number_for(sequence=(sequence + 1) % 500)
    assert code_of(disability.check_holder, found, id_number=other) == "disability-certificate"


@pytest.mark.parametrize("tail", ["", "1", "81", "01", "15", "10", "111"])
def test_not_disability_certificates(tail):
    assert code_of(disability.parse_certificate, number_for() + tail, on=ON) == "disability-certificate"


def test_a_certificate_with_a_bad_id_number_says_so():
    wrong = number_for()[:17] + ("0" if number_for()[17] != "0" else "1")
    assert code_of(disability.parse_certificate, wrong + "41", on=ON) == "id-checksum"


def test_labels_are_english_sources():
    for table in TABLES:
        for member in table:
            source = member._label_._args[-1] if hasattr(member._label_, "_args") else str(member._label_)
            assert re.fullmatch(r"[\x20-\x7e]+", source), member
