"""Queries that follow from the definitions of the programs: one part for each version of the rules, joined into one.

The criteria are compiled by the catalogue, so that a rule of audit and the form that the applicant filled in mean
the same. Their day of judgement is that of each application: its column stands where the parameter did.
"""

import re
from dataclasses import replace
from datetime import date

from programs.assurance.checks.shape import ALIVE, listed, record
from programs.catalogue import criteria
from programs.catalogue.criteria.language import leaves
from programs.catalogue.facts import FACTS, JOINS
from programs.catalogue.models import Program, Rules, Shape
from programs.catalogue.services.eligible import of_the_record

NOTHING = (
    "SELECT NULL::text AS key, NULL::text AS area, NULL::text AS program, 0::numeric AS money, '{}'::jsonb AS facts, "
    "'[]'::jsonb AS records, '{}'::uuid[] AS holds WHERE false"
)
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
GRANTED = "('approved', 'active', 'suspended', 'exited')"
PAID = f"(SELECT sum(p.amount) FROM payments_payment p WHERE p.enrolment_id = e.id AND {ALIVE})"  # noqa: S608


def joined(parts: list[tuple[str, dict]]) -> tuple[str, dict]:
    """Parts as one query; each keeps its parameters, under names of its own."""
    texts, params = [], {}
    for number, (sql, own) in enumerate(parts):
        kept = {name: value for name, value in own.items() if name != "on"}
        texts.append(PLACEHOLDER.sub(lambda m, n=number, k=kept: f"%(p{n}_{m[1]})s" if m[1] in k else m[0], sql))
        params |= {f"p{number}_{name}": value for name, value in kept.items()}
    return ("\nUNION ALL\n".join(texts) or NOTHING), params


def on_the_day_of(sql: str, definition) -> str:
    """`sql` of the criteria, judged on the day of each application `e` instead of one for all."""
    cutoff = "e.judged_on"
    if definition.cutoff:
        cutoff = f"(to_char(e.judged_on, 'YYYY') || '-{definition.cutoff}')::date"
    return sql.replace("%(on)s", "e.judged_on").replace("%(cutoff)s", cutoff)


def of_version(rules: Rules, where: str) -> str:
    """Applications that were granted under a version, with the day of judgement."""
    return (
        "(SELECT e.*, coalesce(e.applied_on, e.decided_on, e.starts_on, "  # noqa: S608
        f"(e.created_at AT TIME ZONE 'Asia/Shanghai')::date) AS judged_on "
        f"FROM enrolment_enrolment e WHERE e.program_id = '{rules.program_id}' AND e.rules_id = '{rules.pk}'::uuid "
        f"AND e.state IN {GRANTED} AND {where}) e JOIN beneficiaries_person p ON p.id = e.person_id"
    )


def versions() -> list[Rules]:
    return list(Rules.objects.select_related("program").filter(program__shape=Shape.ENROLMENT))


def failing(*, codes: list[str]) -> tuple[str, dict]:
    """Enrolments that were granted though their answers fail a criterion of `codes`."""
    parts = []
    for rules in versions():
        definition = rules.parsed
        chosen = [
            criterion
            for criterion in definition.criteria
            if criterion.code in codes and all(leaf.fact.is_form for leaf in leaves(criterion.node))
        ]
        if not chosen:
            continue
        compiled = criteria.Compiled(answers="e.answers")
        tests = [(criterion, criteria.compile_test(criterion.node, compiled)) for criterion in chosen]
        asked = sorted({leaf.fact.name.removeprefix("form.") for c in chosen for leaf in leaves(c.node)})
        names = ", ".join(f"CASE WHEN {test} IS FALSE THEN '{c.code}' END" for c, test in tests)
        answers = ", ".join(f"{compiled.param(code)}::text, e.answers -> {compiled.param(code)}" for code in asked)
        sql = f"""
            SELECT e.id::text AS key, e.area::text AS area, e.program_id::text AS program, coalesce({PAID}, 0) AS money,
                   jsonb_build_object('criteria', concat_ws(', ', {names}), 'answer', jsonb_build_object({answers}),
                                      'rules_from', {compiled.param(rules.valid_from)}::date) AS facts,
                   {record("enrolment", "e.id")} || {record("person", "e.person_id")}
                       || coalesce((SELECT {listed("payment", "p.id")} FROM payments_payment p
                                    WHERE p.enrolment_id = e.id AND {ALIVE} HAVING count(*) > 0), '[]') AS records,
                   '{{}}'::uuid[] AS holds
            FROM {of_version(rules, "true")}
            WHERE {" OR ".join(f"({test}) IS FALSE" for _c, test in tests)}"""  # noqa: S608
        parts.append((on_the_day_of(sql, definition), compiled.params))
    return joined(parts)


def without_papers() -> tuple[str, dict]:
    """Applications that were granted without a document that their rules ask for, always or in their case."""
    parts = []
    for rules in versions():
        definition = rules.parsed
        compiled = criteria.Compiled(answers="e.answers")
        wanted = []
        for kind in definition.documents:
            if kind.required:
                wanted.append((kind, "true"))
            elif kind.node is not None:
                wanted.append((kind, criteria.compile_test(kind.node, compiled)))
        if not wanted:
            continue
        lacking = ", ".join(
            f"CASE WHEN ({test}) AND {code} <> ALL (there.kinds) THEN {code} END"
            for test, code in [(test, compiled.param(kind.code)) for kind, test in wanted]
        )
        sql = f"""
            SELECT e.id::text AS key, e.area::text AS area, e.program_id::text AS program, coalesce({PAID}, 0) AS money,
                   jsonb_build_object('missing', to_jsonb(lacking.kinds), 'rules_from',
                                      {compiled.param(rules.valid_from)}::date) AS facts,
                   {record("enrolment", "e.id")} || {record("person", "e.person_id")} AS records,
                   '{{}}'::uuid[] AS holds
            FROM {of_version(rules, "e.origin = 'application'")}
            {compiled.from_joins}
            CROSS JOIN LATERAL (SELECT coalesce(array_agg(d.kind::text), '{{}}') AS kinds FROM enrolment_document d
                                WHERE d.enrolment_id = e.id AND d.withdrawn_on IS NULL) AS there
            CROSS JOIN LATERAL (SELECT array_remove(ARRAY[{lacking}]::text[], NULL) AS kinds) AS lacking
            WHERE lacking.kinds <> '{{}}'"""  # noqa: S608
        parts.append((on_the_day_of(sql, definition), {**compiled.params, "program": rules.program_id}))
    return joined(parts)


def eligible(*, on: date) -> tuple[str, dict]:
    """Townships with people who meet all criteria of a program and aren't in it, for programs whose criteria the
    record of a person answers."""
    enrolled = FACTS["enrolled_in"]
    parts = []
    for program in Program.objects.filter(shape=Shape.ENROLMENT, active=True):
        rules = Rules.objects.filter(program=program, valid_from__lte=on).order_by("valid_from", "version").last()
        if rules is None:
            continue
        record_criteria, form = of_the_record(rules.parsed)
        if form or not record_criteria:
            continue
        sql, params = criteria.sql(
            replace(rules.parsed, criteria=tuple(record_criteria)), on,
            where="p.merged_into_id IS NULL AND p.died_on IS NULL AND p.left_on IS NULL "
            f"AND NOT (%(program)s = ANY ({enrolled.sql}))",
            columns=[
                "%(program)s || ' ' || left(p.area, 9) AS key", "left(p.area, 9)::text AS area",
                "%(program)s::text AS program", "0::numeric AS money",
                "jsonb_build_object('people', count(*), 'place', left(p.area, 9)) AS facts",
                "jsonb_build_array(jsonb_build_array('eligible', %(program)s)) AS records", "'{}'::uuid[] AS holds",
            ],
            from_=criteria.PEOPLE + "\n" + JOINS[enrolled.join], only="true", tail="GROUP BY left(p.area, 9)",
            joined=(enrolled.join,), select_tests=False,
        )  # fmt: skip
        parts.append((sql, params))
    return joined(parts)
