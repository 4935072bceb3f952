"""The facts about a person that this app knows: from her record, her hardships, disabilities and parents.

Each is written twice, as SQL over everyone and as a getter for one; the property test of
`tests/catalogue/test_criteria_agree.py` holds the two equal.
"""

from datetime import date

from beneficiaries.identity.disability import DisabilityKind, DisabilityLevel
from beneficiaries.models.base import in_force
from beneficiaries.models.family import Situation
from programs.catalogue.facts import Context, FactType, register, register_join
from programs.catalogue.labels import AREAS, HARDSHIPS, HUKOU, SEXES, SITUATIONS
from programs.catalogue.text import Text
from registry.core.models.area import LEVEL_OF_LENGTH, Level

YEARS = Text("岁", "years")
MONTHS = Text("个月", "months")

# GB/T 4761: own parents before step- and adoptive parents.
PARENTS = {"father": ("51", "57"), "mother": ("52", "58")}


def whole_years(birth: date, on: date) -> int | None:
    """Age on a day; the birthday counts, 29 February's is on 1 March. None for who isn't born yet."""
    if birth > on:
        return None
    return on.year - birth.year - ((birth.month, birth.day) > (on.month, on.day))


def whole_months(since: date, on: date) -> int | None:
    """Full months from `since` to the day; None where it lies ahead."""
    if since > on:
        return None
    return (on.year - since.year) * 12 + on.month - since.month - (since.day > on.day)


def age_sql(day: str) -> str:
    return (
        f"CASE WHEN p.birth_date <= {day} THEN (extract(year FROM {day})::int - extract(year FROM p.birth_date)::int - "
        f"(extract(month FROM p.birth_date)::int * 100 + extract(day FROM p.birth_date)::int > "
        f"extract(month FROM {day})::int * 100 + extract(day FROM {day})::int)::int)::numeric END"
    )


def months_sql(since: str, day: str) -> str:
    return (
        f"CASE WHEN {since} <= {day} THEN ((extract(year FROM {day})::int - extract(year FROM {since})::int) * 12 + "
        f"extract(month FROM {day})::int - extract(month FROM {since})::int - "
        f"(extract(day FROM {since})::int > extract(day FROM {day})::int)::int)::numeric END"
    )


ON, CUTOFF = "%(on)s::date", "%(cutoff)s::date"
# A period of the table aliased so holds on the day.
HOLDS = "{alias}.since <= {day} AND ({alias}.until IS NULL OR {alias}.until >= {day})"


def gathered(name: str, table: str, alias: str, columns: str, day: str = ON, where: str = "true") -> None:
    """Register the join `name`: what the rows of a person that hold on the day say together.

    LATERAL, asked of the index by person: the cost is so much a person, whatever the planner expects. Grouped
    beforehand and joined, a wrong guess of how few people pass the tests makes a nested loop over the whole table.
    """
    rows = f"SELECT {columns} FROM {table} {alias} WHERE {alias}.person_id = p.id AND {where} "  # noqa: S608
    register_join(name, f"LEFT JOIN LATERAL ({rows} AND {HOLDS.format(alias=alias, day=day)}) {name} ON true")


def of_person(name: str, zh: str, en: str, type: FactType, sql: str, of, **rest) -> None:
    register(f"person.{name}", Text(zh, en), type, sql=sql, of=of, **rest)


# --- The record itself ---------------------------------------------------------------------------
of_person(
    "sex", "性别", "sex", FactType.TEXT, "CASE WHEN p.sex IN ('1', '2') THEN p.sex END",
    lambda c: c.person.sex if c.person.sex in ("1", "2") else None, choices=SEXES,
)  # fmt: skip
of_person(
    "age", "年龄", "age", FactType.NUMBER, age_sql(ON), lambda c: whole_years(c.person.birth_date, c.on), unit=YEARS
)
of_person(
    "age_at_cutoff", "截止日的年龄", "age on the cut-off day", FactType.NUMBER, age_sql(CUTOFF),
    lambda c: whole_years(c.person.birth_date, c.cutoff), unit=YEARS, asked="cutoff",
)  # fmt: skip
of_person("birth_date", "出生日期", "date of birth", FactType.DATE, "p.birth_date", lambda c: c.person.birth_date)
of_person(
    "hukou_kind", "户口性质", "kind of hukou", FactType.TEXT, "NULLIF(p.hukou_kind, '')",
    lambda c: c.person.hukou_kind or None, choices=HUKOU,
)  # fmt: skip
for _code, (_label, _level) in {
    "county": (Text("居住县区", "county of residence"), Level.COUNTY),
    "township": (Text("居住乡镇", "township of residence"), Level.TOWNSHIP),
}.items():
    _length = {level: length for length, level in LEVEL_OF_LENGTH.items()}[_level]
    register(
        f"person.{_code}", _label, FactType.TEXT,
        sql=f"CASE WHEN length(p.area) >= {_length} THEN left(p.area, {_length}) END",
        of=lambda c, n=_length: c.person.area[:n] if len(c.person.area) >= n else None,
    )  # fmt: skip
of_person(
    "area_level", "住址登记到哪一级", "level of the registered area", FactType.TEXT,
    "CASE length(p.area) " + " ".join(f"WHEN {n} THEN '{v.value}'" for n, v in LEVEL_OF_LENGTH.items()) + " END",
    lambda c: LEVEL_OF_LENGTH[len(c.person.area)].value if len(c.person.area) in LEVEL_OF_LENGTH else None,
    choices=AREAS,
)  # fmt: skip
of_person(
    "alive", "在世", "alive", FactType.BOOL, f"(p.died_on IS NULL OR p.died_on > {ON})",
    lambda c: c.person.died_on is None or c.person.died_on > c.on,
)  # fmt: skip
of_person(
    "resident", "在本市居住", "lives in the city", FactType.BOOL, f"(p.left_on IS NULL OR p.left_on > {ON})",
    lambda c: c.person.left_on is None or c.person.left_on > c.on,
)  # fmt: skip
of_person(
    "public_employee", "公职人员", "public employee", FactType.BOOL, "p.public_employee",
    lambda c: c.person.public_employee,
)  # fmt: skip


# --- Hardships and disabilities, in force on the day ---------------------------------------------
def hardships(c: Context, on: date) -> frozenset[str]:
    rows = c.once("hardships", lambda: list(c.person.hardships.values_list("category", "since", "until")))
    return frozenset(category for category, since, until in rows if since <= on and (until is None or until >= on))


for _name, _day in (("hardships", ON), ("hardships_at_cutoff", CUTOFF)):
    gathered(_name, "beneficiaries_hardship", "h", "array_agg(DISTINCT h.category::text) AS kinds", _day)
of_person(
    "hardships", "困难类别", "certified hardship", FactType.SET, "coalesce(hardships.kinds, '{}'::text[])",
    lambda c: hardships(c, c.on), join="hardships", choices=HARDSHIPS,
)  # fmt: skip
of_person(
    "hardships_at_cutoff", "截止日的困难类别", "certified hardship on the cut-off day", FactType.SET,
    "coalesce(hardships_at_cutoff.kinds, '{}'::text[])",
    lambda c: hardships(c, c.cutoff), join="hardships_at_cutoff", choices=HARDSHIPS, asked="cutoff",
)  # fmt: skip

DISABILITIES = {
    f"{kind.value}-{level.value}": Text(f"{kind.zh}残疾{level.zh}", f"{kind.name.lower()} level {level.value}")
    for kind in DisabilityKind
    for level in DisabilityLevel
}
gathered("disabilities", "beneficiaries_disability", "d", "array_agg(DISTINCT d.kind || '-' || d.level) AS kinds")


def disabilities(c: Context) -> frozenset[str]:
    rows = c.person.disabilitys.filter(in_force(c.on)).values_list("kind", "level")
    return frozenset(f"{kind}-{level}" for kind, level in rows)


of_person(
    "disabilities", "残疾类别和等级", "disabilities (kind-level)", FactType.SET,
    "coalesce(disabilities.kinds, '{}'::text[])", disabilities, join="disabilities", choices=DISABILITIES,
)  # fmt: skip


# --- Father and mother ---------------------------------------------------------------------------
# Of several on record the own parent before a step-parent, then the latest.
FIRST = "(array_agg({column} ORDER BY r.kind, r.since DESC, r.id) FILTER (WHERE r.kind IN {kinds}))[1] AS {name}"
gathered(
    "parents",
    "beneficiaries_relation",
    "r",
    ", ".join(
        FIRST.format(column=column, kinds=kinds, name=f"{who}{ending}")
        for who, kinds in PARENTS.items()
        for column, ending in (("r.situation::text", ""), ("r.situation_since", "_since"))
    ),
    where="r.kind IN ('51', '52', '57', '58')",
)
CARING = "caring"  # the code of "able to care" in definitions: an empty text can't be written plainly


def parent(c: Context, who: str) -> tuple[str, date | None] | None:
    """(situation, since when) of the father or mother on record on the day; None where none is."""

    def read():
        rows = c.person.relations.filter(in_force(c.on), kind__in=PARENTS[who])
        return rows.order_by("kind", "-since", "id").values_list("situation", "situation_since").first()

    return c.once(who, read)


def situation(c: Context, who: str) -> str | None:
    """What is said of the parent on the day: a situation that begins later isn't one yet."""
    found = parent(c, who)
    if found is None:
        return None
    what, since = found
    return CARING if not what or (since is not None and since > c.on) else what


def situation_months(c: Context, who: str) -> int | None:
    found = parent(c, who)
    return whole_months(found[1], c.on) if found and found[0] and found[1] else None


def situation_sql(who: str) -> str:
    late = f"parents.{who}_since > {ON}"
    return f"CASE WHEN parents.{who} = '' OR {late} THEN '{CARING}' ELSE parents.{who} END"


for _who, _zh in {"father": "父亲", "mother": "母亲"}.items():
    register(
        f"{_who}.situation", Text(f"{_zh}情形", f"{_who}'s situation"), FactType.TEXT,
        sql=situation_sql(_who), of=lambda c, who=_who: situation(c, who), join="parents", choices=SITUATIONS,
    )  # fmt: skip
    register(
        f"{_who}.situation_months", Text(f"{_zh}该情形已持续", f"{_who}'s situation has lasted"), FactType.NUMBER,
        sql=f"CASE WHEN parents.{_who} <> '' THEN {months_sql(f'parents.{_who}_since', ON)} END",
        of=lambda c, who=_who: situation_months(c, who), join="parents", unit=MONTHS,
    )  # fmt: skip


def both(c: Context) -> list[str] | None:
    found = [situation(c, who) for who in PARENTS]
    return None if None in found else found


register(
    "parents.situations", Text("父母情形", "situations of the parents"), FactType.SET,
    sql=f"CASE WHEN parents.father IS NOT NULL AND parents.mother IS NOT NULL "
    f"THEN ARRAY[{situation_sql('father')}, {situation_sql('mother')}] END",
    of=lambda c: None if both(c) is None else frozenset(both(c)), join="parents", choices=SITUATIONS,
)  # fmt: skip
register(
    "parents.away", Text("外出务工的父母人数", "parents away for work"), FactType.NUMBER,
    sql=f"(({situation_sql('father')} = 'away')::int + ({situation_sql('mother')} = 'away')::int)::numeric",
    of=lambda c: None if both(c) is None else both(c).count("away"), join="parents",
)  # fmt: skip

# A definition that lacks a word for a new category of the registry would be wrong in silence.
assert set(SITUATIONS) == {value or CARING for value in Situation.values}
