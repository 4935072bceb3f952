"""GB 11643: what is read, what is found out, and what the checksum promises."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from beneficiaries.identity import regions, resident_id
from registry.core.errors import Refusal

ON = date(2024, 6, 1)

# Invented numbers under prefixes of every period of the city, with the sex and birth date that they say.
FIXTURES = {
    "342501198003072422": ("2", date(1980, 3, 7)),
    "342721197208190045": ("2", date(1972, 8, 19)),
    "342524197812303622": ("2", date(1978, 12, 30)),
    "341822201002142240": ("2", date(2010, 2, 14)),
    "341802201211050267": ("2", date(2012, 11, 5)),
    "34182520090101006X": ("2", date(2009, 1, 1)),
    "341882202008200174": ("1", date(2020, 8, 20)),
    "810000199408230021": ("2", date(1994, 8, 23)),
}

known_regions = st.sampled_from(
    ["341802", "341882", "110101", "650106", "810000", "820000", "830000", *regions.abolished()]
)
numbers = st.builds(
    resident_id.make,
    region=known_regions,
    birth_date=st.dates(date(1880, 1, 1), ON),
    sequence=st.integers(0, 499),
    sex=st.sampled_from("12"),
)


def code_of(text: str, *, on: date = ON) -> str:
    with pytest.raises(Refusal) as caught:
        resident_id.parse(text, on=on)
    assert caught.value.field == "id_number"
    return caught.value.code


@pytest.mark.parametrize(("number", "says"), FIXTURES.items())
def test_fixtures_are_valid_and_say_sex_and_birth_date(number, says):
    found = resident_id.parse(number, on=ON)
    assert (found.sex, found.birth_date) == says
    assert (found.number, found.region_known, found.was_15) == (number, True, False)


def test_fifteen_digits_are_read_as_eighteen():
    # 354 mod 11 = 2, whose check character is X.
    found = resident_id.parse("342721720819402", on=ON)
    assert found.number == "34272119720819402X"
    assert (found.was_15, found.birth_date, found.sex) == (True, date(1972, 8, 19), "2")


@given(numbers)
def test_fifteen_and_eighteen_are_twins(number):
    assume(number[6:8] == "19")
    legacy = number[:6] + number[8:17]
    assert resident_id.parse(legacy, on=ON).number == number == resident_id.canonical(legacy)


@given(
    region=known_regions,
    birth_date=st.dates(date(1880, 1, 1), ON),
    sequence=st.integers(0, 499),
    sex=st.sampled_from("12"),
)
def test_made_numbers_are_read_back(region, birth_date, sequence, sex):
    found = resident_id.parse(resident_id.make(region=region, birth_date=birth_date, sequence=sequence, sex=sex), on=ON)
    assert (found.region_code, found.birth_date, found.sex) == (region, birth_date, sex)


def test_made_numbers_do_not_repeat():
    made = {resident_id.make(region="341802", birth_date=ON, sequence=n, sex=sex) for n in range(500) for sex in "12"}
    assert len(made) == 1000


@pytest.mark.parametrize("wrong", [{"region": "34180"}, {"sequence": 500}, {"sequence": -1}, {"sex": "0"}])
def test_parts_that_make_no_number(wrong):
    parts = {"region": "341802", "birth_date": ON, "sequence": 1, "sex": "2"} | wrong
    with pytest.raises(ValueError):
        resident_id.make(**parts)


@given(numbers)
def test_every_single_wrong_digit_is_found(number):
    for place in range(17):
        for digit in "0123456789":
            if digit != number[place]:
                wrong = number[:place] + digit + number[place + 1 :]
                assert code_of(wrong) == "id-checksum"
    for last in "0123456789X":
        if last != number[17]:
            assert code_of(number[:17] + last) == "id-checksum"


@given(numbers)
def test_every_swap_of_neighbours_is_found(number):
    for place in range(17):
        if number[place] != number[place + 1]:
            swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            # An X that leaves the last place is no longer a possible character at all.
            assert code_of(swapped) == ("id-characters" if "X" in swapped[:17] else "id-checksum")


def message_id(text: str) -> str:
    with pytest.raises(Refusal) as caught:
        resident_id.parse(text, on=ON)
    return caught.value.message._args[0]


def test_the_message_says_where_to_look_and_never_what_is_right():
    valid = "341802201211050267"
    assert "swapped" in message_id("341802201211050627")
    assert "7 to 14" in message_id("341802201213050267")
    plain = message_id(valid[:17] + "8")
    assert "swapped" not in plain and "7 to 14" not in plain
    with pytest.raises(Refusal) as caught:
        resident_id.parse(valid[:17] + "8", on=ON)
    assert not caught.value.params


@pytest.mark.parametrize(
    "wild",
    [
        "34182520090101006x",
        "34182520090101006×",
        "34182520090101006Х",  # Cyrillic
        "34182520090101006ｘ",
        "３４１８２５２００９０１０１００６Ｘ",
        "'34182520090101006X",
        "’34182520090101006X",
        "341825 20090101 006X",
        "341825\u00a020090101\u3000006X",
        "\ufeff341825\u200b20090101\u200d006X\u202c",
        "\t34182520090101006X\r\n",
    ],
)
def test_what_nobody_meant_to_type_is_dropped(wild):
    assert resident_id.parse(wild, on=ON).number == "34182520090101006X"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "id-length"),
        ("3418022012110502", "id-length"),
        ("3418022012110502670", "id-length"),
        ("34180220121105026O", "id-characters"),
        ("3418O2201211050267", "id-characters"),
        ("X41802201211050267", "id-characters"),
        ("34272172081940X", "id-characters"),
        ("341802201211050٢67", "id-characters"),  # an Arabic digit
        ("341802201211050268", "id-checksum"),
        ("342721721319402", "id-birth-date"),  # month 13, and no checksum in 15 digits
    ],
)
def test_refusals(text, code):
    assert code_of(text) == code


def with_check(body: str) -> str:
    return body + resident_id.check_character(body)


@pytest.mark.parametrize("region", ["000000", "991802", "010101", "841802", "920000", "810001", "820100"])
def test_regions_that_never_were(region):
    assert code_of(with_check(region + "19800307242")) == "id-region"


@pytest.mark.parametrize("birth", ["19990230", "20230229", "19000229", "18791231", "20240602", "19991301", "00000000"])
def test_impossible_births(birth):
    assert code_of(with_check(f"341802{birth}002")) == "id-birth-date"


def test_born_today_is_possible_and_tomorrow_is_not():
    number = resident_id.make(region="341802", birth_date=ON, sequence=1, sex="2")
    assert resident_id.parse(number, on=ON).birth_date == ON
    assert code_of(number, on=date(2024, 5, 31)) == "id-birth-date"


def test_an_unknown_county_of_a_known_province_is_accepted():
    found = resident_id.parse(with_check("32118819800307242"), on=ON)
    assert not found.region_known
    assert found.region_name.startswith("江苏省")


@pytest.mark.parametrize(
    ("code", "name", "now"),
    [
        ("341822", "安徽省广德县", "341882"),
        ("342501", "安徽省宣州市", "341802"),
        ("342531", "安徽省绩溪县", "341824"),
        ("341802", "安徽省宣城市宣州区", "341802"),
        ("110101", "北京市东城区", "110101"),
    ],
)
def test_regions_have_names_and_a_present(code, name, now):
    assert regions.lookup(code).name == name
    assert regions.current_code(code) == now


def test_every_abolished_code_leads_to_a_county_of_today():
    for old in regions.abolished().values():
        assert old.code != old.current_code
        assert regions.lookup(old.current_code).known
        assert old.current_code not in regions.abolished()


def test_the_columns_must_agree():
    found = resident_id.parse("341802201211050267", on=ON)
    resident_id.check_agrees(found)
    resident_id.check_agrees(found, sex="2", birth_date=date(2012, 11, 5))
    resident_id.check_agrees(found, sex="9")
    for wrong, code, field in (
        ({"sex": "1"}, "id-sex", "sex"),
        ({"birth_date": date(2012, 5, 11)}, "id-birth-date", "birth_date"),
    ):
        with pytest.raises(Refusal) as caught:
            resident_id.check_agrees(found, **wrong)
        assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    "value",
    [
        341802201211050267,
        3.41802201211050e17,
        0,
        True,
        "3.41802E+17",
        "3.42e17",
        "３.42E+17",
        "'3.42E+17",
        "341802201211050000.0",
        "341802201211050267.",
    ],
)
def test_numeric_cells_are_refused_by_type_and_look(value):
    with pytest.raises(Refusal) as caught:
        resident_id.from_cell(value)
    assert caught.value.code == "id-numeric-cell"


@pytest.mark.parametrize("value", [None, "", " ", "'"])
def test_empty_cells_are_empty(value):
    assert resident_id.from_cell(value) == ""


@given(numbers)
def test_text_cells_pass(number):
    assert resident_id.from_cell(f" '{number}\u200b") == number


@given(numbers)
def test_the_mask_keeps_four(number):
    masked = resident_id.mask(number)
    assert masked == "*" * 14 + number[-4:]


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        found = resident_id.parse(text, on=ON)
    except Refusal:
        return
    assert resident_id.parse(found.number, on=ON).number == found.number
