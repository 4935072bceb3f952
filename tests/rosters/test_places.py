"""Whom a roster means by less than its blank workbook asks: places named in pieces, parents in one word."""

import pytest

from beneficiaries.models import PayAccount, Person, Relation
from programs.enrolment.rosters import services
from registry.core import scope
from tests.factories.accounts import entered_as, make_account
from tests.rosters.books import LS_NAMES, NAMES, VILLAGE, book, child
from tests.rosters.conftest import SINCE
from tests.rosters.test_import import counts, errors

pytestmark = pytest.mark.django_db
TOWNSHIP = VILLAGE[:9]
WITHOUT_PLACE = tuple(name for name in LS_NAMES if name != "所在村（社区）")
WITHOUT_SITUATIONS = tuple(name for name in LS_NAMES if name not in ("父亲情形", "母亲情形"))


def test_township_and_village_in_two_columns(send):
    rows = [
        child(0, 镇街="西林街道", 村="城西社区"),
        child(1, 镇街="同上", 村="西林社区"),
        child(2, 镇街="澄江街道", 村="城西社区"),
    ]
    plan = send(book(rows, names=(*WITHOUT_PLACE, "镇街", "村"), names_of={"村": "村（居）"}), take=True)
    assert errors(plan) == [(4, "村（居）", "area-unknown")]
    assert set(Person.objects.values_list("area", flat=True)) == {VILLAGE, "341802001002"}


def test_a_township_alone(send):
    send(book([child(0, 乡镇="西林街道", 现住址="新屋组3号")], names=(*WITHOUT_PLACE, "乡镇")), take=True)
    assert Person.objects.get().area == TOWNSHIP


def test_a_township_that_is_none(send):
    plan = send(book([child(0, 乡镇="月亮镇", 现住址="")], names=(*WITHOUT_PLACE, "乡镇")))
    assert errors(plan) == [(2, "乡镇", "area-unknown")]


@pytest.mark.parametrize(("address", "area"), [("宣州区西林街道城西社区3号", VILLAGE), ("西林街道新屋组", TOWNSHIP)])
def test_the_address_says_the_place(send, address, area):
    send(book([child(0, 现住址=address)], names=WITHOUT_PLACE), take=True)
    assert Person.objects.get().area == area


def test_nothing_says_the_place(send):
    plan = send(book([child(0, 现住址="本村3号")], names=WITHOUT_PLACE))
    assert [code for _row, _column, code in errors(plan)] == ["required"]


def test_a_township_sends_its_own_people(db):
    actor = make_account("caseworker", TOWNSHIP, ("LS",))
    names = tuple(name for name in WITHOUT_PLACE if name != "现住址")
    with entered_as(actor):
        roster = services.receive(
            program="LS", content=book([child(0)], names=names), filename="册.xlsx", actor=actor, starts_on=SINCE
        )
        services.look_through(roster=roster, actor=actor, take=True)
        assert Person.objects.get().area == TOWNSHIP


def test_a_place_that_says_less_than_is_known_moves_nobody(send, caseworker):
    send(book([child(0)]), take=True)
    again = send(book([child(0, 乡镇="西林街道")], names=(*WITHOUT_PLACE, "乡镇")), take=True)
    assert counts(again)["unchanged"] == 1
    with scope.entered(scope.of(caseworker)):
        assert Person.objects.get().area == VILLAGE


def test_yes_to_both_away_says_it_of_each(send):
    names = (*WITHOUT_SITUATIONS, "双方外出")
    plan = send(
        book([child(0, 双方外出="√"), child(1, 双方外出="否"), child(2, 双方外出="是", 母亲="—")], names=names),
        take=True,
    )
    assert [(row, code) for row, _column, code in errors(plan)] == [(3, "required"), (3, "required")]
    away = Relation.objects.filter(kind__in=["51", "52"], situation="away")
    assert sorted(away.values_list("person__name", "kind")) == [("汪丙一", "51"), ("汪甲一", "51"), ("汪甲一", "52")]


def test_a_count_under_the_numbers_is_nobody(send):
    plan = send(book([child(0), {"证件号码": 1, "姓名": None, "民族": None}, {"姓名": "合计", "证件号码": 2}]))
    assert counts(plan)["rows"] == 1


def test_no_number_and_no_word_why(send):
    plan = send(book([child(0, 证件号码=None)]))
    assert errors(plan) == [(2, "证件号码", "required")]


def test_none_in_a_column_of_numbers_and_oneself_as_payee(send, caseworker):
    card = "6217000000000000037"
    row = child(0, 父亲身份证号="无", 电话="无") | {
        "户名": "本人",
        "账号": card,
        "学校": "西林小学",
        "学段": "小学",
        "监护人": "汪建国",
    }
    names = (*NAMES, "户名", "账号", "学校", "学段", "监护人")
    plan = send(book([row], names=names), program="CL", take=True)
    assert errors(plan) == []
    assert PayAccount.objects.get().payee == row["姓名"]
