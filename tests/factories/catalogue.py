"""Definitions for tests: the shipped ones by code, and a small one to build upon."""

import copy
from datetime import date

from programs.catalogue.definition import Definition, ProgramFile, parse
from programs.catalogue.services.sync import FOLDER, read

SMALL = {
    "code": "TEST",
    "name": {"zh": "测试项目", "en": "A program for tests"},
    "bureau": "fulian",
    "public_form": "totals",
    "rules": [
        {
            "valid_from": date(2010, 1, 1),
            "fields": [
                {"code": "income", "zh": "收入", "en": "Income", "kind": "money"},
                {"code": "members", "zh": "人口", "en": "Members", "kind": "integer"},
                {"code": "poor", "zh": "贫困", "en": "Poor", "kind": "bool"},
                {"code": "seen_on", "zh": "查看日期", "en": "Seen on", "kind": "date"},
                {"code": "school", "zh": "学校", "en": "School", "kind": "text"},
                {
                    "code": "stage",
                    "zh": "学段",
                    "en": "Stage",
                    "kind": "choice",
                    "choices": [
                        {"code": "primary", "zh": "小学", "en": "Primary"},
                        {"code": "junior", "zh": "初中", "en": "Junior"},
                    ],
                },
            ],
            "criteria": [],
            "chain": [{"level": "county", "zh": "县级审批", "en": "County approves", "working_days": 10}],
            "benefit": {"kind": "once", "amount": 100},
            "exit_reasons": [{"code": "over", "zh": "结束", "en": "Over"}],
        }
    ],
}


def criterion(test: dict, code: str = "only") -> dict:
    return {
        "code": code,
        "zh": "条件",
        "en": "A condition",
        "test": test,
        "failing": {"zh": "请核对", "en": "Check it"},
    }


def small(*tests: dict, **rules) -> ProgramFile:
    """A program with one version, whose criteria are `tests`; `rules` replace parts of that version."""
    data = copy.deepcopy(SMALL)
    data["rules"][0]["criteria"] = [criterion(test, f"c{n}") for n, test in enumerate(tests)]
    data["rules"][0].update(rules)
    return parse(data, source="TEST.toml")


def small_definition(*tests: dict, **rules) -> Definition:
    return small(*tests, **rules).versions[0]


def shipped(code: str, on: date = date(2013, 6, 1)) -> Definition:
    """The rules of a shipped program that are in force on the day, from its file."""
    program = next(program for program in read(FOLDER) if program.code == code)
    return [version for version in program.versions if version.valid_from <= on][-1]
