"""The rules of audit: each one query over the whole city, whose rows are what it finds.

`CHECKS` has them by code. What a row of a check's query must have is said in `shape`.
"""

from programs.assurance.checks import accounts, bank, numbers, papers, paying, people, publicity, timing
from programs.assurance.checks.shape import FACTS, RECORDS, Check, Param, Severity

CHECKS: dict[str, Check] = {
    check.code: check
    for check in sorted(
        [
            *paying.CHECKS, *people.CHECKS, *accounts.CHECKS, *publicity.CHECKS, *timing.CHECKS,
            *papers.CHECKS, *numbers.CHECKS, *bank.CHECKS,
        ],
        key=lambda check: check.code,
    )
}  # fmt: skip
BLOCKING = tuple(check for check in CHECKS.values() if check.blocks)

__all__ = ["BLOCKING", "CHECKS", "FACTS", "RECORDS", "Check", "Param", "Severity"]
