"""Which of the two languages the reader has chosen."""

from django.utils.translation import get_language


def in_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
