"""The one search box: each kind of question, its scope, its pages."""

from datetime import date

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beneficiaries.identity import pinyin
from beneficiaries.search import search, squeezed
from beneficiaries.services.change import change_person
from beneficiaries.services.conflicts import conflicts_of
from beneficiaries.services.intake import NewAccount, NewPhone, NewRelation
from beneficiaries.services.merging import merge
from beneficiaries.syllables import completions
from beneficiaries.tasks import settle_search_tokens
from registry.core import scope
from tests.factories.accounts import entered_as, make_account
from tests.factories.people import make_person

ID = "342501198003072422"
BORN = date(1980, 3, 7)


def found(text: str, **kwargs) -> list[str]:
    return [hit.person.name for hit in search(text, **kwargs).rows]


def why(text: str) -> set[str]:
    with translation.override("en"):
        return {str(hit.why) for hit in search(text).rows}


@pytest.fixture
def people(caseworker):
    fields = {
        "王秀英": {
            "id_number": ID,
            "phones": [NewPhone(number="13812345678")],
            "accounts": [NewAccount(number="6228480402564890018")],
            "relations": [NewRelation(kind="父亲", name="王大山", since=BORN, phone="0563-3012345")],
        },
        "单乐": {},
        "吕霞": {},
        "欧阳小红": {},
        "𠮷野小红": {},
        "阿依古丽·买买提": {},
        "Anna Maria": {},
    }
    return {name: make_person(actor=caseworker, name=name, **(extra or {})) for name, extra in fields.items()}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王", ["王秀英"]),
        ("秀", ["王秀英"]),
        ("秀英", ["王秀英"]),
        ("王秀英", ["王秀英"]),
        ("王 秀 英", ["王秀英"]),
        ("欧阳小红", ["欧阳小红"]),
        ("阳小红", ["欧阳小红"]),
        ("𠮷", ["𠮷野小红"]),
        ("𠮷野小红", ["𠮷野小红"]),
        ("丽·买", ["阿依古丽·买买提"]),
        ("阿依古丽买买提", ["阿依古丽·买买提"]),
        ("依古丽・买买", ["阿依古丽·买买提"]),
        ("anna", ["Anna Maria"]),
        ("wangxiuying", ["王秀英"]),
        ("Wang Xiu Ying", ["王秀英"]),
        ("wangx", ["王秀英"]),
        ("wan", ["王秀英"]),
        ("wxy", ["王秀英"]),
        ("wx", ["王秀英"]),
        ("shanle", ["单乐"]),
        ("shanyue", ["单乐"]),
        ("danl", ["单乐"]),
        ("lvxia", ["吕霞"]),
        ("luxia", ["吕霞"]),
        ("lyux", ["吕霞"]),
        ("ouyangxh", []),
        ("oyxh", ["欧阳小红"]),
        (ID, ["王秀英"]),
        (ID.lower(), ["王秀英"]),
        ("342501 19800307 2422", ["王秀英"]),
        ("2422", ["王秀英"]),
        ("王 2422", ["王秀英"]),
        ("2422 王秀英", ["王秀英"]),
        ("wxy 2422", ["王秀英"]),
        ("李 2422", []),
        ("138-1234-5678", ["王秀英"]),
        ("05633012345", ["王秀英"]),
        ("6228480402564890018", ["王秀英"]),
        ("13812345679", []),
        ("龘", []),
        ("", []),
        ("%", []),
        ("'; --", []),
    ],
)
def test_each_kind_of_question(people, text, names):
    assert found(text) == names


def test_a_hit_says_why(people):
    assert why("王") == {"name"}
    assert why("wxy") == {"initials"}
    assert why("wangx") == {"pinyin"}
    assert why(ID) == {"ID number"}
    assert why("13812345678") == {"phone"}
    assert why("0563-3012345") == {"a relative's phone"}
    assert why("2422") == {"last four of the ID"}
    assert why("王 2422") == {"last four of the ID, and name"}


def test_a_person_code_with_or_without_its_zeros(people):
    code = people["单乐"].code
    assert found(code) == ["单乐"]
    assert found(f"r{int(code[1:])}") == ["单乐"]


def test_results_stay_in_the_scope(people, county_worker):
    with scope.entered(scope.EMPTY):
        make_person(name="王秀英", area="341802002", phones=[NewPhone(number="13812345678")])
        assert search("王").rows == []
    for text in ("王", "王秀英", "wxy", "13812345678"):
        assert found(text) == ["王秀英"]
        with entered_as(county_worker):
            assert found(text) == ["王秀英", "王秀英"]


@pytest.mark.parametrize("text", ["王", "wx", "w", "王小一二"])
def test_pages_follow_each_other_without_a_gap(caseworker, text):
    everyone = [
        make_person(actor=caseworker, name="王小一二", area=f"34180200100{1 + number % 3}") for number in range(7)
    ]
    seen, after = [], None
    while True:
        page = search(text, after=after, size=3)
        seen += [(hit.person.area, hit.person.pk) for hit in page.rows]
        if (after := page.next) is None:
            break
    assert seen == sorted((person.area, person.pk) for person in everyone)


def test_someone_merged_away_is_not_found(people):
    reviewer = make_account("reviewer", "341802", programs=("LS",))
    with entered_as(reviewer):
        merge(
            kept=people["吕霞"], merged=people["单乐"], actor=reviewer, reason="同一人，号码录错",
            acknowledged=[conflict.key for conflict in conflicts_of(kept=people["吕霞"], merged=people["单乐"])],
        )  # fmt: skip
    assert found("单") == []


NAMES = st.text(st.sampled_from("王秀英小红单乐吕霞·𠮷阿Ab "), min_size=1, max_size=12)


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES)
def test_tokens_hold_every_piece_of_a_name_up_to_three(name):
    said = "|".join(" ".join(way) for way in pinyin.readings(name))
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_tokens(%s, %s)", [name, said])
        [[tokens]] = cursor.fetchall()
    whole = squeezed(name)
    pieces = {whole[i : i + n] for n in (1, 2, 3) for i in range(len(whole) - n + 1)}
    spoken = {"".join(way[:k]) for way in pinyin.readings(name) for k in range(1, len(way) + 1)}
    initials = {pinyin.initials(way[:k]) for way in pinyin.readings(name) for k in range(2, len(way) + 1)}
    assert set(tokens) == pieces | spoken | initials


def test_unfinished_pinyin_goes_on_as_whole_syllables():
    assert {"xian", "xiang"} <= set(completions("xian"))
    assert {"zhang", "zhangxi"} & set(completions("zhangx")) == {"zhangxi"}
    assert completions("qqq") == []
    assert len(completions("z")) > 30


def test_tokens_that_were_settled_are_found_and_follow_a_changed_name(people, caseworker):
    assert settle_search_tokens() > 0
    with connection.cursor() as cursor, scope.entered(scope.of(caseworker)):
        cursor.execute("SELECT DISTINCT fresh FROM beneficiaries_searchtoken")
        assert cursor.fetchall() == [(False,)]
    make_person(actor=caseworker, name="王秀珍")
    assert sorted(found("王秀")) == ["王秀珍", "王秀英"], "in both parts"
    change_person(person=people["王秀英"], actor=caseworker, reason="改名", name="王淑英")
    assert found("王秀") == ["王秀珍"] and found("王淑英") == ["王淑英"]
    settle_search_tokens()
    assert found("王秀") == ["王秀珍"] and found("王淑英") == ["王淑英"]
