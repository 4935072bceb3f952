"""A program as its file says it: names, dated rules, fields, documents, criteria, chain, benefit, publicity.

`parse` reads a file's data and says everything that is wrong with it at once; `docs/definitions.md` is
the reference for whoever writes one.
"""

from programs.catalogue.definition.parser import parse, parse_version
from programs.catalogue.definition.problems import DefinitionError, Problem
from programs.catalogue.definition.shapes import (
    Benefit,
    Choice,
    Criterion,
    Definition,
    DocumentKind,
    ExitReason,
    Field,
    Payment,
    ProgramFile,
    Publicity,
    Step,
    Version,
)
from programs.catalogue.text import Text

__all__ = [
    "Benefit",
    "Choice",
    "Criterion",
    "Definition",
    "DefinitionError",
    "DocumentKind",
    "ExitReason",
    "Field",
    "Payment",
    "Problem",
    "ProgramFile",
    "Publicity",
    "Step",
    "Text",
    "Version",
    "parse",
    "parse_version",
]
