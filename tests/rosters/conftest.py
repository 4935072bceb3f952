from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from programs.enrolment.rosters import errors, services
from programs.enrolment.rosters.codes import CODES
from programs.enrolment.rosters.models import RosterImport, StagedRow
from programs.enrolment.rosters.sealing import payload_of
from registry.core import scope
from registry.core.models import Account
from tests.factories.accounts import make_account

SINCE = date(2013, 3, 1)


@pytest.fixture
def caseworker(db) -> Iterator[Account]:
    """A county's caseworker, and her scope."""
    account = make_account("caseworker", "341802", ("LS", "CL", "SW"))
    with scope.entered(scope.of(account)):
        yield account


@dataclass
class Sent:
    """A roster that was sent in, and what became of it."""

    roster: RosterImport

    def as_json(self) -> dict:
        found = errors.faults_of(self.roster)
        assert {fault["code"] for fault in found} <= CODES.keys()
        return {**self.roster.counts, "errors": found}

    def row(self, line: int) -> StagedRow:
        return StagedRow.objects.get(roster=self.roster, line=line)

    def payload(self, line: int):
        return payload_of(self.row(line))

    def lines(self, *verdicts: str) -> list[int]:
        rows = StagedRow.objects.filter(roster=self.roster, verdict__in=verdicts).order_by("number")
        return list(rows.values_list("line", flat=True))


@pytest.fixture
def send(caseworker):
    """Receive a file and look through it; with `take`, take it in as well."""

    def send(content: bytes, *, program: str = "LS", take: bool = False, filename: str = "花名册.xlsx") -> Sent:
        roster = services.receive(
            program=program, content=content, filename=filename, actor=caseworker, starts_on=SINCE
        )
        roster = services.look_through(roster=roster, actor=caseworker)
        if take:
            roster = services.take_in(roster=roster, actor=caseworker)
        return Sent(roster)

    return send
