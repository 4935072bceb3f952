"""Names: one writing, its mask, its readings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beneficiaries.identity import names, pinyin
from beneficiaries.identity.surnames import COMPOUND, READINGS
from registry.core.errors import Refusal

ideographs = st.one_of(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    st.sampled_from("王秀英单曾乐䶮〇𠮷𬱖𪚥\U00030edd"),
)
chinese = st.text(ideographs, min_size=2, max_size=30)
transcribed = st.lists(st.text(ideographs, min_size=1, max_size=6), min_size=2, max_size=4).map("·".join)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("王 芳", "王芳"),
        (" 王\u3000芳 ", "王芳"),
        ("王\u00a0秀\u200b英\ufeff", "王秀英"),
        ("'王芳", "王芳"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽‧买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽 . 买买提", "阿依古丽·买买提"),
        ("阿依古丽。买买提", "阿依古丽·买买提"),
        ("刘德\ue863", "刘德䶮"),  # GBK's private place
        ("⼩王", "小王"),  # a radical that only looks like the character
        ("𠮷田𬱖", "𠮷田𬱖"),
        ("葛\U000e0101城", "葛\U000e0101城"),
        ("Maria  García", "Maria García"),
        ("Ｍａｒｉａ", "Maria"),
        ("J. O'Neil-Smith", "J. O'Neil-Smith"),
    ],
)
def test_one_writing(typed, canonical):
    assert names.parse(typed) == canonical


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text):
    once = names.normalise(text)
    assert names.normalise(once) == once


@given(st.one_of(chinese, transcribed))
def test_a_canonical_name_stays_itself(name):
    if len(name) <= names.LONGEST:
        assert names.parse(name) == name


@given(chinese, st.lists(st.sampled_from(" \u3000\u00a0\u200b\u200d\ufeff\t"), min_size=31, max_size=31))
def test_spaces_anywhere_change_nothing(name, spaces):
    assert names.parse("".join(space + c for space, c in zip(spaces, name, strict=False))) == name


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("王芳1", "1"),
        ("王芳（小）", "("),
        ("王fang", "f"),
        ("王芳*", "*"),
        ("王芳/李丽", "/"),
        ("王\ue123", "\ue123"),
        ("1234", "1"),
        ("王芳😀", "😀"),
        ("Айгуль", "А"),
    ],
)
def test_what_cannot_stand_in_a_name_is_named(typed, named):
    with pytest.raises(Refusal) as caught:
        names.parse(typed)
    assert caught.value.code == "name"
    assert caught.value.params == {"value": named}


@pytest.mark.parametrize("typed", ["", " ", "王", "王\U000e0101", "王" * 31])
def test_length_counts_characters(typed):
    with pytest.raises(Refusal) as caught:
        names.parse(typed)
    assert "length" in caught.value.params
    assert names.parse("𠮷" * 30) == "𠮷" * 30


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王英", "王*"),
        ("王秀英", "王*英"),
        ("欧阳小红", "欧阳*红"),
        ("欧阳红", "欧阳*"),
        ("欧阳", "欧*"),
        ("王张秀英", "王*秀英"),
        ("阿依古丽·买买提", "阿依古丽·***"),
        ("阿卜杜·热合曼·买买提", "阿卜杜·***·***"),
        ("王𠮷", "王*"),
        ("𠮷王英", "𠮷*英"),
        ("王葛\U000e0101英", "王*英"),
        ("Maria García", "Maria ******"),
        ("Maria", "M****"),
        ("王", "*"),
    ],
)
def test_masks(name, masked):
    assert names.mask(name) == masked


@given(st.one_of(chinese, transcribed))
def test_a_mask_hides_something_and_keeps_every_place(name):
    masked = names.mask(name)
    assert len(masked) == len(name)
    assert "*" in masked
    hidden = [i for i, c in enumerate(masked) if c == "*"]
    assert all(masked[i] == name[i] for i in range(len(name)) if i not in hidden)
    if "·" not in name:
        assert len(hidden) == 1 and hidden[0] in (1, 2)
    else:
        assert hidden == [i for i in range(name.index("·"), len(name)) if name[i] != "·"]


@pytest.mark.parametrize("surname", COMPOUND)
def test_compound_surnames_stay_whole(surname):
    assert names.split(surname + "小红") == (surname, "小红")
    assert pinyin.readings(surname + "红") == [[*COMPOUND[surname], "hong"]]


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("王秀英", ["wang xiu ying"]),
        ("吕布", ["lv bu"]),
        ("单红", ["shan hong", "dan hong"]),
        ("曾红", ["zeng hong", "ceng hong"]),
        ("仇红", ["qiu hong", "chou hong"]),
        ("解红", ["xie hong", "jie hong"]),
        ("查红", ["zha hong", "cha hong"]),
        ("朴红", ["piao hong", "pu hong"]),
        ("区红", ["ou hong", "qu hong"]),
        ("尉迟红", ["yu chi hong"]),
        ("长孙红", ["zhang sun hong"]),
        ("单于", ["shan yu", "dan yu"]),
        ("王行", ["wang xing", "wang hang"]),
        ("阿依古丽·买买提", ["a yi gu li mai mai ti"]),
        ("单·红", ["dan hong", "shan hong"]),
        ("王䶮", ["wang yan"]),
        ("王\U00031fff", ["wang"]),
        ("José María", ["jose maria"]),
        ("Lü", ["lv"]),
    ],
)
def test_readings(name, ways):
    assert [" ".join(way) for way in pinyin.readings(name)] == ways


@given(st.one_of(chinese, transcribed))
def test_readings_are_few_distinct_and_ascii(name):
    ways = pinyin.readings(name)
    assert len(ways) <= pinyin.MOST
    assert len({tuple(way) for way in ways}) == len(ways)
    assert all(syllable.isascii() and syllable.isalpha() and syllable.islower() for way in ways for syllable in way)


def test_six_readings_at_most_and_the_likeliest_first():
    assert len(pinyin.readings("李长乐")) == 4
    ways = pinyin.readings("单长乐行")
    assert len(ways) == 5  # of sixteen: the likeliest, and one apart from it in each of four places
    assert ways[:2] == [["shan", "chang", "le", "xing"], ["dan", "chang", "le", "xing"]]
    assert len(pinyin.readings("单" + "乐行长重朝" * 3)) == 6


@pytest.mark.parametrize("surname", READINGS)
def test_all_readings_of_a_surname_survive_the_bound(surname):
    ways = pinyin.readings(surname + "乐行长重朝")
    assert {way[0] for way in ways} == set(READINGS[surname])


def test_initials_and_spellings():
    assert pinyin.initials(["wang", "xiu", "ying"]) == "wxy"
    assert pinyin.spellings("lv") == ("lv", "lu", "lyu")
    assert pinyin.spellings("nve") == ("nve", "nue", "nyue")
    assert pinyin.spellings("wang") == ("wang",)
    assert pinyin.to_key("LÜ Bù") == "lv bu"
    assert pinyin.to_key("Xi'an") == "xian"
