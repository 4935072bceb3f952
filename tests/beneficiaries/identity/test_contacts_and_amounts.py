"""Phones, accounts, dates, amounts: each reads what it writes, and says no in its own code."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beneficiaries.identity import bank, dates, money, phones
from registry.core.errors import Refusal

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
landlines = st.from_regex(r"(010|02[0-9]|0[3-9][0-9]{2})-[2-9][0-9]{6,7}", fullmatch=True)
SIGNS = st.sampled_from(["/", "、", "，", ";", "；", " ", "\n", "\u3000", "或"])


def refused(call, *args, code: str, **kwargs) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


@given(st.one_of(mobiles, landlines))
def test_a_canonical_phone_stays_itself(number):
    assert phones.parse(number) == number
    assert phones.parse_cell(number) == (number,)


@given(st.lists(st.one_of(mobiles, landlines), min_size=1, max_size=3, unique=True), SIGNS)
def test_several_phones_in_one_cell(numbers, sign):
    assert phones.parse_cell(sign.join(numbers)) == tuple(numbers)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("+86 138-1234-5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("0086 138 1234 5678", "13812345678"),
        ("013812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("'138\u200b12345678", "13812345678"),
        ("(0563)3012345", "0563-3012345"),
        ("0563 301 2345", "0563-3012345"),
        ("+86 563 3012345", "0563-3012345"),
        ("021-62345678", "021-62345678"),
    ],
)
def test_ways_to_write_a_phone(typed, canonical):
    assert phones.parse(typed) == canonical
    assert phones.parse_cell(typed) == (canonical,)


def test_phones_from_numeric_cells_and_none():
    assert phones.parse_cell(13812345678) == phones.parse_cell(13812345678.0) == ("13812345678",)
    assert phones.parse_cell(None) == phones.parse_cell("  ") == ()
    assert phones.parse_cell("13812345678/138 1234 5678") == ("13812345678",)


@pytest.mark.parametrize(
    "typed",
    [
        "1381234567",
        "138123456789",
        "12812345678",
        "3012345",
        "12338",
        "无",
        "1381234567a",
        "0563-1012345",
        "0563-301234",
        "0163-3012345",
        "1381234567813912345678",
    ],
)
def test_not_phones(typed):
    refused(phones.parse, typed, code="phone")
    refused(phones.parse_cell, typed, code="phone")


def test_one_bad_phone_spoils_the_cell():
    refused(phones.parse_cell, "13812345678/139", code="phone")
    refused(phones.parse, "13812345678/13912345678", code="phone")
    refused(phones.parse, "", code="phone")


@given(st.one_of(mobiles, landlines))
def test_phone_masks(number):
    masked = phones.mask(number)
    assert len(masked) == len(number)
    assert masked[-4:] == number[-4:]
    assert masked.count("*") >= 3
    assert all(m in ("*", n) for m, n in zip(masked, number, strict=True))


def test_phone_masks_by_example():
    assert phones.mask("13812341234") == "138****1234"
    assert phones.mask("0563-3012345") == "0563-***2345"


def luhn_number(body: str) -> str:
    return next(body + digit for digit in "0123456789" if bank.luhn(body + digit))


@given(st.from_regex(r"[0-9]{15,18}", fullmatch=True))
def test_luhn_finds_every_wrong_digit(body):
    number = luhn_number(body)
    assert bank.parse(number) == bank.Account(number, True)
    for place in range(len(number)):
        wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        account = bank.parse(wrong)
        assert account.number == wrong
        assert not account.luhn_ok and account.warnings


def test_luhn_by_a_published_example():
    # The example that every description of the algorithm works through.
    assert bank.luhn("4992739871" + "6")
    assert not bank.luhn("49927398717")


def test_accounts():
    assert bank.parse("6228 4800 3001-2345 678").number == "6228480030012345678"
    assert bank.parse("６２２８４８００３００１２３４５６７８").tail == "5678"
    assert bank.parse(luhn_number("622848003001234567")).warnings == ()
    for wrong in ("", "622848003001234", "62284800300123456789", "622848003001234567A", "户名张三"):
        refused(bank.parse, wrong, code="account")
    assert bank.mask("6228480030012345678") == "***************5678"
    for numeric in (6228480030012345678, 6.22848e18, "6.22848E+18", "6228480030012345000.0"):
        refused(bank.from_cell, numeric, code="account-numeric-cell")
    assert bank.from_cell(" '6228480030012345678") == "6228480030012345678"
    assert bank.from_cell(None) == ""


@given(st.dates(date(1880, 1, 1), date(2199, 12, 31)))
def test_dates_are_read_in_every_way(day):
    y, m, d = day.year, day.month, day.day
    for text in (
        dates.format(day),
        f"{y}-{m}-{d}",
        f"{y}.{m}.{d}",
        f"{y}/{m:02}/{d:02}",
        f"{y}{m:02}{d:02}",
        f"{y}年{m}月{d}日",
        f" {y} 年 {m} 月 {d} 号 ",
        f"'{y}-{m:02}-{d:02} 00:00:00",
        f"{y}-{m:02}-{d:02}T08:30",
        f"{y}-{m}-{d}".translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
        int(f"{y}{m:02}{d:02}"),
        datetime(y, m, d, 23, 59),
        day,
    ):
        assert dates.parse(text) == day


@given(st.dates(date(1927, 5, 18), date(2173, 10, 13)))
def test_serials_in_both_epochs(day):
    since_1900 = (day - date(1899, 12, 30)).days
    assert dates.parse(since_1900) == dates.parse(float(since_1900) + 0.9) == dates.parse(str(since_1900)) == day
    since_1904 = (day - date(1904, 1, 1)).days
    if since_1904 not in dates.YEARS:
        assert dates.parse(since_1904, datemode=1904) == day


def test_serial_by_the_spreadsheet_itself():
    assert dates.parse(41313) == date(2013, 2, 8)
    assert dates.parse("061") == date(1900, 3, 1)
    assert dates.parse(39851, datemode=1904) == date(2013, 2, 8)


@pytest.mark.parametrize(
    "value",
    [
        "",
        None,
        "2013-2-30",
        "2013-13-1",
        "20130230",
        "13-2-8",
        "8/2/2013",
        "2013-2/8",
        "2013",
        2013,
        "201302",
        "2013年2月",
        "2013.2",
        "130208",
        "不详",
        "—",
        True,
        float("nan"),
        float("inf"),
        -5,
        60,
        "2013-2-8-1",
        "1879-12-31",
        "99999999",
    ],
)
def test_not_dates(value):
    refused(dates.parse, value, code="date", field="birth_date")


@pytest.mark.parametrize("text", ["2013年2月", "2013-2", "2013.02", "201302", "2013年2月份"])
def test_a_month_where_it_is_allowed(text):
    assert dates.parse(text, month_allowed=True) == date(2013, 2, 1)


@given(st.decimals(0, Decimal("999999999999.99"), places=2))
def test_amounts_are_read_back(amount):
    for text in (str(amount), money.format(amount), f"{amount}元", f"￥{money.format(amount)}", amount):
        read = money.parse(text)
        assert read == amount
        assert isinstance(read, Decimal) and read.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("value", "yuan"),
    [
        ("1,000.00", "1000.00"),
        ("1000元", "1000.00"),
        ("1.2万元", "12000.00"),
        ("1.2345万", "12345.00"),
        ("１００", "100.00"),
        ("１，０００", "1000.00"),
        (" ¥ 1 000 元整", "1000.00"),
        (1000, "1000.00"),
        (1000.5, "1000.50"),
        (0.1 + 0.2, "0.30"),
        (0, "0.00"),
        ("0.01万元", "100.00"),
    ],
)
def test_ways_to_write_an_amount(value, yuan):
    assert str(money.parse(value)) == yuan


@pytest.mark.parametrize(
    "value",
    [
        "",
        None,
        "abc",
        "1,00",
        "1,0000",
        "1.234",
        1.234,
        "1.2345678万",
        "-5",
        -5,
        "1e3",
        "一百",
        "1000美元",
        True,
        float("nan"),
        float("inf"),
        "1000000000000",
        "1.2.3",
        "1000/年",
    ],
)
def test_not_amounts(value):
    refused(money.parse, value, code="amount", field="amount")
