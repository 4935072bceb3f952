"""Whoever has read docs/definitions.md alone can write a program: it names every key, fact and kind."""

import re
import tomllib
from pathlib import Path

import pytest

from programs.catalogue.criteria.language import COMBINERS, OPERATORS
from programs.catalogue.definition import parse
from programs.catalogue.definition import parser as parser_module
from programs.catalogue.definition.common import MIME_TYPES, shared_fields
from programs.catalogue.definition.fields import KINDS, RELATION_FACTS, RELATIVES
from programs.catalogue.facts import FACTS
from programs.catalogue.labels import HARDSHIPS, SITUATIONS

ROOT = Path(parser_module.__file__).resolve().parents[3]
DOC = (ROOT / "docs" / "definitions.md").read_text(encoding="utf-8")


def keys_of_the_parser() -> set[str]:
    sources = [path.read_text(encoding="utf-8") for path in Path(parser_module.__file__).parent.glob("*.py")]
    asked = r"(?:top|table|pair)\.(?!at\b|complain\b)\w+\(\s*\"(\w+)\""
    return {key for source in sources for key in re.findall(asked, source)}


def named() -> set[str]:
    return set(re.findall(r"[\w.<>-]+", DOC))


def test_the_parser_is_seen_through():
    assert {"lifetime_group", "feeds", "top_up", "working_days", "max_mb"} <= keys_of_the_parser()


@pytest.mark.parametrize(
    "words",
    [
        keys_of_the_parser(),
        {"fact", *COMBINERS, *(name for names in OPERATORS.values() for name in names)},
        set(FACTS),
        set(KINDS),
        set(RELATIVES),
        set(shared_fields()),
        set(MIME_TYPES),
        set(HARDSHIPS) | set(SITUATIONS),
        set(parser_module.LIST_COLUMNS),
    ],
    ids=["keys", "tests", "facts", "kinds", "relatives", "shared", "types", "codes", "columns"],
)
def test_the_document_names_every_one(words):
    assert not words - named()


def test_the_document_names_every_feed_of_a_relative():
    assert not [name for name in RELATION_FACTS if f".{name}`" not in DOC]


def test_the_example_is_a_whole_program_and_parses():
    (example,) = re.findall(r"```toml\n(.*?)```", DOC, re.DOTALL)
    program = parse(tomllib.loads(example), source="XS.toml")
    assert program.code == "XS" and len(program.versions[0].criteria) == 2
    assert program.versions[0].benefit.amount_for({"degree": "diploma"}) == 3000
