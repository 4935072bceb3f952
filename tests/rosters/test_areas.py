"""Places as rosters write them."""

import pytest

from programs.enrolment.rosters.areas import Areas
from registry.core.scope import Scope
from tests.expect import refused

XILIN = "341802001"
CHENGXI = "341802001001"


@pytest.fixture
def areas(db) -> Areas:
    return Areas(Scope(area="3418"))


@pytest.mark.parametrize(
    "text",
    [
        "341802001001",
        "宣州区西林街道城西社区居委会",
        "西林街道城西社区",
        "安徽省宣城市宣州区西林街道 城西社区",
        "西林街道城西",
        "西林街道办事处城西社区",
        "宣州区西林办事处/城西居委",
        "宣州区西林城西社区",
        "西林街道城西社区3组",
        "宣州西林城西社区王家组12号",
        "宣州区西林城西村3组",
        "西林街道城西社区（老街）",
    ],
)
def test_one_village_in_many_spellings(areas, text):
    assert areas.code_of(text) == CHENGXI


def test_a_name_that_several_places_have_means_the_one_inside_the_township_beside_it(areas):
    twins = [name for name, codes in areas._by_name.items() if len(codes) > 1 and {len(c) for c in codes} == {12}]
    name, codes = next(
        (name, areas._by_name[name]) for name in sorted(twins) if len({c[:9] for c in areas._by_name[name]}) > 1
    )
    with refused("area-unknown"):
        areas.code_of(name)
    for code in codes:
        assert areas.code_of(name, within=code[:9]) == code


@pytest.mark.parametrize(
    "text",
    [
        "西林街道城西社区新村",
        "西林街道城西村旁的小店",
        "不知道村3组",
        "双桥3组",
        "宣城双桥",
        "宣州区西林",
        "西林街道东门社区3组",
    ],
)
def test_no_place_is_guessed(areas, text):
    with refused("area-unknown"):
        areas.code_of(text)


def test_what_is_smaller_than_a_village_goes_to_the_address(areas):
    assert areas.code_of("西林街道城西社区3组") == CHENGXI and areas.is_within_a_village("西林街道城西社区3组")
    assert areas.code_of("西林街道城西社区") == CHENGXI and not areas.is_within_a_village("西林街道城西社区")


def test_a_village_is_in_no_other_township(areas):
    with refused("area-unknown"):
        areas.code_of("城西社区", within="341802002")


def test_places_beside_the_village(areas):
    assert areas.within("宣州区", "西林街道") == XILIN
    assert areas.within("西林街道") == areas.within("西林办事处") == areas.within("宣州", "西林") == XILIN
    assert areas.within() == ""
    with refused("area-unknown"):
        areas.within("宁国市", "西林街道")


def test_an_abolished_county_is_the_one_of_today(areas):
    assert areas.code_of("广德县") == "341882"


@pytest.mark.parametrize(
    ("address", "code"),
    [("宣州区西林街道城西社区3号楼201室", CHENGXI), ("西林街道某路3号", XILIN), ("安徽省宣城市宣州区西林街道", XILIN), ("合肥市庐阳区1号", None),
     ("", None)],
)  # fmt: skip
def test_the_place_of_an_address(areas, address, code):
    assert areas.of_address(address) == code


def test_what_no_place_is_called(areas):
    with refused("area-unknown"):
        areas.code_of("火星基地")
