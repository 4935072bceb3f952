"""What shows in the numbers alone. They are opened one by one in memory, compared and forgotten.

Nothing opened is written down or shown: a finding names the records, not the numbers. One entry of the access log
says that a run did so, and for whom.
"""

import sys
import uuid
from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import bank, resident_id
from beneficiaries.identity.codes import IdType
from programs.assurance.checks.shape import Check, Param, Severity
from registry.core import vault
from registry.core.ahead import beside, collecting_seldom
from registry.core.errors import Refusal

CHUNK = 5_000

IDS = """
    SELECT uuid_send(x.id), x.area, x.id_type, x.id_number_sealed, x.id_number_index, x.birth_date, x.sex
    FROM beneficiaries_person x
    WHERE x.merged_into_id IS NULL AND x.id_number_sealed IS NOT NULL
"""
ACCOUNTS = """
    SELECT uuid_send(a.id), uuid_send(a.person_id), a.area, a.number_sealed FROM beneficiaries_payaccount a
    WHERE a.closed_on IS NULL
"""


def streamed(sql: str) -> Iterator[list[tuple]]:
    """Some thousands of rows at a time from a cursor of the server, so that a million don't stand in memory."""
    name = f"assurance_{uuid.uuid4().hex[:12]}"
    with collecting_seldom(), connection.connection.cursor(name=name, withhold=False) as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(CHUNK):
            yield rows


def bad_ids(figures, progress) -> Iterator[dict]:
    """Numbers that don't open, don't check, or say another sex or birth date; and two records of one number."""
    twins: list[tuple] = []
    for bad, spelled_otherwise in beside(judged_all, streamed(IDS)):
        progress()
        twins += spelled_otherwise
        for person, area, reason in bad:
            yield found(str(person), [area], [person], {"reason": reason})
    yield from paired(twins)


def judged_all(rows: list[tuple]) -> tuple[list[tuple], list[tuple]]:
    """(person, area, what is wrong), and (person, area, index of the number) of whose number is indexed in another
    spelling: written past the registration, which indexes the canonical one. A twin may stand beside it."""
    bad, twins = [], []
    for row, area, kind, sealed, index, born, sex in rows:
        reason, canonical = judged(bytes(row), kind, sealed, born, sex)
        if reason:
            bad.append((uuid.UUID(bytes=bytes(row)), area, reason))
        if canonical and (said := vault.blind_index(canonical, kind="id")) != bytes(index):
            twins.append((uuid.UUID(bytes=bytes(row)), area, said))
    return bad, twins


def judged(row: bytes, kind: str, sealed, born: date, sex: str) -> tuple[str, str]:
    """(what is wrong or '', the canonical number or ''); `row` is the person's id."""
    try:
        number = vault.open_row(sealed, row=row, field="id_number")
    except vault.VaultError:
        return "sealed", ""
    if kind != IdType.RESIDENT_ID:
        return "", ""
    try:
        parsed = resident_id.parse(number)
    except Refusal as refusal:
        return refusal.code, resident_id.canonical(number)
    if parsed.birth_date != born:
        return "id-birth-date", parsed.number
    if sex in ("1", "2") and parsed.sex != sex:
        return "id-sex", parsed.number
    return "", parsed.number


def paired(twins: list[tuple]) -> Iterator[dict]:
    """Records whose number is indexed in another spelling, each with whoever else has the number."""
    if not twins:
        return
    others: dict[bytes, list[tuple]] = {}
    for person, area, index in twins:
        others.setdefault(index, []).append((person, area))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id_number_index, id, area FROM beneficiaries_person "
            "WHERE merged_into_id IS NULL AND id_number_index = ANY (%s)",
            [list(others)],
        )
        for index, person, area in cursor.fetchall():
            others[bytes(index)].append((person, area))
    for records in others.values():
        people = sorted({person for person, _area in records}, key=str)
        yield found(f"{people[0]} twin", [area for _person, area in records], people, {"reason": "id-twin"})


def runs(figures, progress) -> Iterator[dict]:
    """Accounts of different people that follow on each other. Cards count without their check digit.

    About a hundred and thirty bytes an account are held while the run lasts: the numbers as integers, and whose.
    """
    packed: list[int] = []
    people, areas = bytearray(), []
    for opened in beside(opened_all, streamed(ACCOUNTS)):
        progress()
        for person, area, places in opened:
            packed += [place << 32 | len(areas) for place in places]
            people += person
            areas.append(area)
    packed.sort()
    for members in followed(packed, least=figures["accounts"]):
        owners = [(uuid.UUID(bytes=bytes(people[16 * n : 16 * n + 16])), areas[n]) for n in members]
        different = list(dict.fromkeys(person for person, _area in owners))
        if len(different) >= figures["accounts"]:
            facts = {"run": len(members), "people": len(different)}
            yield found(str(different[0]), [area for _person, area in owners], different, facts)


def opened_all(rows: list[tuple]) -> list[tuple]:
    """(person, area, places) of accounts; without a place where the number doesn't open."""
    opened = []
    for account, person, area, sealed in rows:
        try:
            digits = vault.open_row(sealed, row=bytes(account), field="number")
        except vault.VaultError:
            digits = ""
        opened.append((bytes(person), sys.intern(area), places_of(digits)))
    return opened


def places_of(digits: str) -> list[int]:
    """Where an account stands among those of its length: two that follow on each other differ by one.

    A card counts without its check digit. One passbook in ten looks like a card: it stands among the passbooks too,
    so that a run of them isn't torn.
    """
    if not (digits.isascii() and digits.isdigit()):
        return []
    length = len(digits) << 73
    return [length | int(digits), *([length | 1 << 72 | int(digits[:-1])] if bank.luhn(digits) else [])]


def followed(packed: list[int], *, least: int) -> Iterator[list[int]]:
    """The runs of at least `least`, as the numbers of their rows; the same account twice doesn't break one."""
    run: list[int] = []
    last = None
    for value in packed:
        place, row = value >> 32, value & 0xFFFFFFFF
        if last is None or place - last > 1:
            if len(run) >= least:
                yield run
            run = []
        run.append(row)
        last = place
    if len(run) >= least:
        yield run


def found(key: str, areas: list[str], people: list, facts: dict) -> dict:
    records = [["person", str(person)] for person in people[:20]]
    return {"key": key, "areas": [min(areas), max(areas)], "people": [str(p) for p in people], "facts": facts,
            "records": records}  # fmt: skip


CHECKS = [
    Check(
        "A10", _("Bad ID number, or a twin of 15 and 18 digits"), Severity.SERIOUS,
        looks_for=_("ID numbers that fail their check digit, say another sex or date of birth than the record, don't "
                    "open, or stand twice in two spellings."),
        remedy=_("Compare the card. Correct the number, or merge the two records."),
        undecided=_("A valid number of somebody else."),
        open=bad_ids,
    ),
    Check(
        "A22", _("Runs of consecutive accounts"), Severity.LOOK,
        looks_for=_("Accounts of different people whose numbers follow on each other."),
        remedy=_("Ask who opened them, and whether each has her own passbook in hand."),
        undecided=_("A bank that opens accounts for a whole village gives them in a row."),
        open=runs,
        params=(Param("accounts", _("From so many in a row on"), 5, _("local example"), _("accounts in a row"),
                      least=3),),
    ),
]  # fmt: skip
