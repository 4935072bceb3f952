"""Criteria: one meaning, as SQL over everyone and for one person with a reason for each."""

from programs.catalogue.criteria.evaluation import Outcome, evaluate, holds, verdict
from programs.catalogue.criteria.sql import PEOPLE, Compiled, compile_test, sql

__all__ = ["PEOPLE", "Compiled", "Outcome", "compile_test", "evaluate", "holds", "sql", "verdict"]
