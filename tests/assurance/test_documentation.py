"""The page of the rules says what the rules say."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from programs.assurance.checks import CHECKS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "assurance.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### ([A-Z]\d\d) [^\n]*\n(.*?)(?=^### |^## |\Z)", PAGE, re.S | re.M))


def test_every_rule_has_a_section_and_no_other():
    assert list(SECTIONS) == list(CHECKS)


@pytest.mark.parametrize("code", list(CHECKS))
def test_a_section_says_what_the_rule_says(code):
    check, section = CHECKS[code], " ".join(SECTIONS[code].split())
    with translation.override("en"):
        said = [check.looks_for, check.undecided, check.severity.label, *(p.label for p in check.params)]
        said += [p.source for p in check.params]
        assert f"### {code} {check.name}" in PAGE
        for words in said:
            assert " ".join(str(words).split()) in section, (code, str(words))
    assert ("holds payments back" in section) == check.blocks
    for param in check.params:
        shown = ", ".join(param.default) or "none" if isinstance(param.default, tuple) else str(param.default)
        assert f"| {shown} |" in section, (code, param.code)
