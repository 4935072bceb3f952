"""Capital numerals: the central bank's own examples, and what is written can be read back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.payments import capitals

TABLE = {
    "0": "零元整",
    "0.01": "壹分",
    "0.10": "壹角整",
    "0.35": "叁角伍分",
    "1": "壹元整",
    "10": "壹拾元整",
    "10.05": "壹拾元零伍分",
    "101": "壹佰零壹元整",
    "325.04": "叁佰贰拾伍元零肆分",
    "1000": "壹仟元整",
    "1001": "壹仟零壹元整",
    "1409.50": "壹仟肆佰零玖元伍角整",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "6007.14": "陆仟零柒元壹角肆分",
    "10000": "壹万元整",
    "10001": "壹万零壹元整",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "100050": "壹拾万零伍拾元整",
    "107000.53": "壹拾万柒仟元伍角叁分",
    "100000000": "壹亿元整",
    "100000001": "壹亿零壹元整",
    "100010000": "壹亿零壹万元整",
    "1000000000000": "壹万亿元整",
    "1000100000000": "壹万零壹亿元整",
    "999999999999.99": "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read(words: str) -> Decimal:
    """The amount that the words say, by a reader that knows nothing of the writer."""
    whole, _, rest = words.removesuffix("整").rpartition("元")
    total = section = digit = 0
    for character in whole:
        if character in capitals.DIGITS:
            digit = capitals.DIGITS.index(character)
        elif character in UNITS:
            section, digit = section + digit * UNITS[character], 0
        elif character == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        else:
            total, section, digit = (total + section + digit) * 10**8, 0, 0
    amount = Decimal(total + section + digit)
    for unit, worth in (("角", "0.1"), ("分", "0.01")):
        if unit in rest:
            amount += capitals.DIGITS.index(rest[rest.index(unit) - 1]) * Decimal(worth)
    return amount


@pytest.mark.parametrize(("amount", "words"), TABLE.items())
def test_as_the_rules_write_it(amount, words):
    assert capitals.yuan(Decimal(amount)) == words


@given(st.integers(0, 10**18 - 1) | st.builds(lambda d, z: d * 10**z, st.integers(0, 999), st.integers(0, 15)))
def test_what_is_written_reads_back(fen):
    amount = Decimal(fen) / 100
    words = capitals.yuan(amount)
    assert read(words) == amount
    assert "零零" not in words
    assert words.endswith("分") or words.endswith("整")
    assert not words.startswith("零") or words == "零元整"


@pytest.mark.parametrize("amount", ["-1", "0.001", "NaN", "Infinity", "10000000000000000"])
def test_what_has_no_words(amount):
    with pytest.raises(ValueError, match="whole fen"):
        capitals.yuan(Decimal(amount))
