"""Findings as a workbook: what was found, of whom, how much, and what was said. No full number leaves the registry."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from beneficiaries.models import Person
from programs.assurance.models import Finding, Remark
from programs.assurance.staff import cards
from registry.core.models import Area
from registry.core.spreadsheets.writing import Column, Writer

CHUNK = 500
MOST = 50_000  # rows; more is no paper that anyone reads


def workbook(findings) -> bytes:
    rows = findings.select_related("program", "owner").order_by("rule", "-money", "-id")[:MOST]
    writer = Writer(
        [
            Column(_("Rule"), width=8), Column(_("What it is"), width=28), Column(_("Severity"), width=10),
            Column(_("State"), width=10), Column(_("Program"), width=18), Column(_("Area"), width=30),
            Column(_("People"), width=24), Column(_("Person codes"), text=True, width=20),
            Column(_("Last four of the ID"), text=True, width=12), Column(_("Money at stake, yuan"), width=14),
            Column(_("What was seen"), width=60), Column(_("First found"), width=12), Column(_("Owner"), width=14),
            Column(_("Due on"), width=12), Column(_("Remarks"), width=60),
        ],
        title=_("Findings of the rules of audit"), sheet=_("Findings"),
    )  # fmt: skip
    for row in written(rows):
        writer.append(row)
    return writer.save()


def written(findings) -> Iterator[list]:
    for chunk in batches(findings.iterator(chunk_size=CHUNK), CHUNK):
        ids = {pk for finding in chunk for kind, pk in finding.records if kind == "person"}
        people = {str(person.pk): person for person in Person.objects.filter(pk__in=ids)}
        places = Area.objects.in_bulk({finding.area for finding in chunk})
        said: dict = {}
        for remark in Remark.objects.filter(finding__in=chunk).select_related("by", "owner"):
            said.setdefault(remark.finding_id, []).append(remark)
        for finding in chunk:
            hers = [people[pk] for kind, pk in finding.records if kind == "person" and pk in people]
            hers = list(dict.fromkeys(hers))
            check = finding.of_rule
            yield [
                finding.rule, str(check.name) if check else "", str(check.severity.label) if check else "",
                finding.get_state_display(), str(finding.program or ""), str(places.get(finding.area, finding.area)),
                "、".join(person.name for person in hers), "、".join(person.code for person in hers),
                "、".join(person.id_number_tail for person in hers if person.id_number_tail), finding.money,
                "；".join(f"{label}：{value}" for label, value in cards.facts(finding)), finding.first_seen_at.date(),
                str(finding.owner or ""), finding.due_on, "\n".join(line(r) for r in said.get(finding.pk, [])),
            ]  # fmt: skip


def line(remark) -> str:
    who = f" {remark.by}" if remark.by else ""
    whom = f" {remark.owner}" if remark.owner else ""
    return f"{remark.at:%Y-%m-%d}{who} {remark.get_act_display()}{whom} {remark.text}".strip()


def batches(rows, size: int) -> Iterator[list[Finding]]:
    chunk: list[Finding] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
