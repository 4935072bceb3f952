"""An amount in capital numerals (人民币大写), as on pay sheets and receipts: 1,409.50 is 壹仟肆佰零玖元伍角整.

As the central bank's rules for writing bills have it: a zero inside the number is written once, however many
there are; the fen are never followed by 整, and 零 stands before them where there is no jiao.
"""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
SECTIONS = ("", "万", "亿", "万亿")
LIMIT = Decimal(10) ** 16


def yuan(amount: Decimal) -> str:
    """The words for an amount of whole fen, zero or more.

    Raises:
        ValueError: below zero, finer than a fen, not finite, or from 10¹⁶ on.
    """
    if not amount.is_finite() or amount < 0 or amount >= LIMIT or amount * 100 != int(amount * 100):
        raise ValueError("an amount in words is of whole fen, from zero to below 10,000,000,000,000,000 yuan")
    whole, fen = divmod(int(amount * 100), 100)
    words = f"{_integer(whole)}元" if whole else ""
    jiao, fen = divmod(fen, 10)
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif fen and whole:
        words += "零"
    if fen:
        return f"{words}{DIGITS[fen]}分"
    return f"{words or '零元'}整"


def _integer(number: int) -> str:
    """Sections of four digits from the highest; a gap of zeros before a digit that follows is one 零."""
    words, gap = "", False
    text = str(number)
    sections = [text[max(0, end - 4) : end] for end in range(len(text), 0, -4)]
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        for place, digit in zip(range(len(section) - 1, -1, -1), section, strict=True):
            if digit == "0":
                gap = True
                continue
            words += ("零" if gap and words else "") + DIGITS[int(digit)] + PLACES[place]
            gap = False
        if int(section):
            # 万亿 says its 亿 itself only where no section of 亿 follows.
            words += "万" if index == 3 and int(sections[2]) else SECTIONS[index]
            gap = False
    return words
