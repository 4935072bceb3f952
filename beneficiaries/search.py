"""The one search box of the staff site.

What is typed says what is meant: a name or part of one, pinyin, initials, an ID number, its last four with a
name, a phone, an account, a person code. Each is asked by equality (`models.search` says why), in the order of
(area, id), so that a page costs the same whichever it is and however many people there are.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.identity import cells, names, phones, pinyin, resident_id
from beneficiaries.models import Person
from beneficiaries.syllables import completions
from registry.core import vault
from registry.core.errors import Refusal

CODE = re.compile(r"[Rr]([0-9]{1,8})")
TAIL = re.compile(r"[0-9]{3}[0-9X]")
LATIN = re.compile(r"[a-z' .-]+")
PIECE = 3

NAME, PINYIN, INITIALS = pgettext_lazy("person", "name"), _("pinyin"), _("initials")
ID, TAIL_ONLY, TAIL_AND_NAME = _("ID number"), _("last four of the ID"), _("last four of the ID, and name")
PHONE, RELATIVES_PHONE = _("phone"), _("a relative's phone")
RELATIVES_ID, ACCOUNT, PERSON_CODE = _("a relative's ID number"), _("account"), _("person code")


@dataclass(frozen=True, slots=True)
class Hit:
    """A person, and why the search found them."""

    person: Person
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some hits, and the cursor of the page after them, None where there is none."""

    rows: list[Hit]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: people with one of the `tokens`, and those of the `parts`.

    A part is a SELECT of (area, person_id) with its parameters, neither ordered nor limited. `why` says it
    of a person, or is the same for all; `accepts` looks at the whole name, where the tokens are pieces of it.
    """

    tokens: tuple[str, ...] = ()
    parts: tuple[tuple[str, tuple], ...] = ()
    why: Any = None
    accepts: Callable[[Person], bool] = lambda person: True


def search(text: str, *, after: str | None = None, size: int = 50) -> Page:
    """The people of the present scope whom `text` may mean. An empty text finds nobody."""
    query = understood(text)
    if query is None:
        return Page([])
    found = _ids(query, after=after, size=size)
    people = Person.objects.current().in_bulk([pk for _area, pk in found[:size]])
    hits = [
        Hit(people[pk], query.why(people[pk]) if callable(query.why) else query.why)
        for _area, pk in found[:size]
        if pk in people and query.accepts(people[pk])
    ]
    return Page(hits, "{}.{}".format(*found[size - 1]) if len(found) > size else None)


def understood(text: str) -> Query | None:
    """What `text` asks for; None where it is empty."""
    text = cells.visible(text)[:100]
    if not text:
        return None
    compact = cells.compact(text).translate(resident_id.X_LOOKALIKES).upper()
    if found := CODE.fullmatch(compact):
        # The code of a merged record leads to the record that is left. Under row-level security PostgreSQL takes
        # coalesce for something that might leak, and would read everyone; CASE it doesn't.
        code = (
            "SELECT p.area, p.id AS person_id FROM beneficiaries_person c JOIN beneficiaries_person p "
            "ON p.id = CASE WHEN c.merged_into_id IS NULL THEN c.id ELSE c.merged_into_id END WHERE c.code = %s"
        )
        return Query(parts=((code, (f"R{found[1]:0>8}",)),), why=PERSON_CODE)
    if number := exact_number(compact):
        return number
    tails = [word.upper() for word in text.split() if TAIL.fullmatch(word.upper())]
    rest = " ".join(word for word in text.split() if not TAIL.fullmatch(word.upper()))
    if len(tails) == 1:
        return by_tail(tails[0], name=rest)
    return by_name(text)


def exact_number(compact: str) -> Query | None:
    """A full ID number, phone or account."""
    parts: list[tuple[str, tuple]] = []
    why: Any = None
    if re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]|[A-Z][0-9]{9}", compact):
        index = vault.blind_index(resident_id.canonical(compact), kind="id")
        parts += [
            part("beneficiaries_person", "id_number_index = %s AND merged_into_id IS NULL", index, pk="id"),
            part("beneficiaries_relation", "id_number_index = %s", index),
        ]
        why = lambda person: ID if bytes(person.id_number_index or b"") == index else RELATIVES_ID  # noqa: E731
    if re.fullmatch(r"[0-9]{16,19}", compact):
        account = vault.blind_index(compact, kind="account")
        parts.append(part("beneficiaries_payaccount", "number_index = %s", account))
        why = why or ACCOUNT
    if parts:
        return Query(parts=tuple(parts), why=why)
    try:
        number = phones.parse(compact)
    except Refusal:
        return None
    index = vault.blind_index(number, kind="phone")
    return Query(
        parts=(
            part("beneficiaries_phone", "number_index = %s", index),
            part("beneficiaries_relation", "phone_index = %s", index),
        ),
        why=lambda p: PHONE if p.phones.filter(number_index=index).exists() else RELATIVES_PHONE,
    )


def part(table: str, condition: str, *params, pk: str = "person_id") -> tuple[str, tuple]:
    return f"SELECT area, {pk} AS person_id FROM {table} WHERE {condition}", params  # noqa: S608


def by_tail(tail: str, *, name: str) -> Query:
    """The last four find a hundred people in a million; their names are looked at one by one."""
    if not name:
        return Query(parts=(part("beneficiaries_person", "id_number_tail = %s", tail, pk="id"),), why=TAIL_ONLY)
    options = name_options(name)
    alternatives = " OR ".join("(" + " AND ".join([f"EXISTS ({HAS_TOKEN})"] * len(pieces)) + ")" for pieces in options)
    sql = (
        "SELECT p.area, p.id AS person_id FROM beneficiaries_person p "  # noqa: S608
        f"WHERE p.id_number_tail = %s AND ({alternatives})"
    )
    params = (tail, *(piece for pieces in options for piece in pieces))
    return Query(parts=((sql, params),), why=TAIL_AND_NAME, accepts=lambda person: fits(person, name))


HAS_TOKEN = "SELECT 1 FROM beneficiaries_searchtoken t WHERE t.token = %s AND t.area = p.area AND t.person_id = p.id"


def by_name(text: str) -> Query:
    options = name_options(text)
    parts = []
    for first, *others in options:
        if others:
            joins = "".join(
                f" JOIN beneficiaries_searchtoken t{n} ON t{n}.token = %s AND t{n}.area = t.area "
                f"AND t{n}.person_id = t.person_id"
                for n in range(len(others))
            )
            sql = f"SELECT t.area, t.person_id FROM beneficiaries_searchtoken t{joins} WHERE t.token = %s"  # noqa: S608
            parts.append((sql, (*others, first)))
    return Query(
        tokens=tuple(pieces[0] for pieces in options if len(pieces) == 1),
        parts=tuple(parts),
        why=(lambda person: spoken_why(person, key(text))) if is_latin(text) else NAME,
        accepts=lambda person: fits(person, text),
    )


def fits(person: Person, text: str) -> bool:
    """Whether the name holds the whole text, written or spoken."""
    if squeezed(names.normalise(text)) in squeezed(person.name):
        return True
    if not is_latin(text):
        return False
    typed = key(text)
    begun = (typed, *completions(typed))
    said = [reading.split() for reading in person.pinyin.split("|")]
    return any("".join(way).startswith(begun) or pinyin.initials(way).startswith(typed) for way in said)


def name_options(text: str) -> list[tuple[str, ...]]:
    """The ways in which a name may be meant, each the tokens that it must all have."""
    written = squeezed(names.normalise(text))
    pieces = pieces_of(written)
    if not is_latin(text):
        return [pieces]
    spoken = [(token,) for token in (key(text), *completions(key(text))) if token]
    # What reads as pinyin isn't looked for inside names in Latin letters: its pieces are everybody's syllables.
    return list(dict.fromkeys([*spoken, pieces] if len(pieces) == 1 or len(spoken) == 1 else spoken))


def is_latin(text: str) -> bool:
    return LATIN.fullmatch(text.lower()) is not None


def key(text: str) -> str:
    return pinyin.to_key(text).replace(" ", "")


def squeezed(name: str) -> str:
    """A name as its tokens are cut from it (`search_tokens` in SQL does the same)."""
    return name.lower().replace("·", "").replace(" ", "")


def pieces_of(written: str) -> tuple[str, ...]:
    """What a name is asked by: itself up to three characters, else its first, middle and last three.

    More pieces would cost more to plan than they save; `fits` looks at the whole.
    """
    if len(written) <= PIECE:
        return (written,)
    last = len(written) - PIECE
    return tuple(dict.fromkeys(written[place : place + PIECE] for place in (0, last // 2, last)))


def spoken_why(person: Person, typed: str) -> Any:
    readings = person.pinyin.split("|")
    if len(typed) > 1 and any(pinyin.initials(way.split()).startswith(typed) for way in readings if way):
        return INITIALS
    return PINYIN if readings != [""] and names.IS_HAN.search(person.name) else NAME


# One plan for all tokens, run once for each: a page costs as many index scans as there are tokens. Each of the two
# parts of the table is asked by itself: of both together, all rows of a token would be sorted.
FOUND = """
    (SELECT area, person_id FROM beneficiaries_searchtoken
     WHERE token = asked.token COLLATE "C" AND {part} {keyset} ORDER BY area, person_id LIMIT %s)
"""
TOKENS = f"""
    (SELECT found.area, found.person_id FROM unnest(%s::text[]) AS asked(token) CROSS JOIN LATERAL (
        {FOUND.replace("{part}", "NOT fresh")} UNION ALL {FOUND.replace("{part}", "fresh")}
    ) AS found)
"""  # noqa: S608
PART = "(SELECT area, person_id FROM ({sql}) AS part WHERE true {keyset} ORDER BY area, person_id LIMIT %s)"


def _ids(query: Query, *, after: str | None, size: int) -> Sequence[tuple[str, UUID]]:
    """(area, person) of the page and of one more.

    Each token and each part is cut to as many in the order of the list: together they hold the first.
    """
    keyset, last = "", ()
    if after:
        area, _dot, pk = after.partition(".")
        keyset, last = "AND (area, person_id) > (%s, %s::uuid)", (area, UUID(pk))
    selects: list[str] = []
    params: list[Any] = []
    if query.tokens:
        selects.append(TOKENS.format(keyset=keyset))
        params += [list(query.tokens), *last, size + 1, *last, size + 1]
    for sql, values in query.parts:
        selects.append(PART.format(sql=sql, keyset=keyset))
        params += [*values, *last, size + 1]
    union = " UNION ".join(selects)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT area, person_id FROM ({union}) AS all_parts ORDER BY area, person_id LIMIT %s",  # noqa: S608
            [*params, size + 1],
        )
        return cursor.fetchall()
