"""Amounts on screens: the same figures in both languages, by our filter and by Django's."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("amount", "shown"), [
    (Decimal("4780000"), "4,780,000.00"), (Decimal("-1234.5"), "-1,234.50"), (0, "0.00"), (Decimal("999.999"), "1,000.00"),
])  # fmt: skip
def test_thousands_are_apart(language, amount, shown):
    template = Template('{% load money %}{{ amount|yuan }} {{ amount|floatformat:"2g" }}')
    with translation.override(language):
        assert template.render(Context({"amount": amount})) == f"{shown} {shown}"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_counts_too(language):
    with translation.override(language):
        assert Template("{% load money %}{{ n|counted }}").render(Context({"n": 26662})) == "26,662"
