"""The records that show a finding, side by side: what each is, a few facts, and where it leads."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beneficiaries.identity import relations
from beneficiaries.models import Person
from beneficiaries.models.duplicates import ConflictKind
from programs.assurance.checks import FACTS, RECORDS
from programs.assurance.models import Finding
from programs.catalogue.models import Fund, Program, PublicForm, Rules
from programs.enrolment.models import Enrolment, Release
from programs.payments.flows import ReturnReason
from programs.payments.models import Batch, Entitlement, Payment
from programs.payments.models.approval import Step
from registry.core.models import Account, Area

MODELS = {
    "person": (Person, ()),
    "enrolment": (Enrolment, ("program", "person", "made_by", "submitted_by")),
    "payment": (Payment, ("batch", "program", "person")),
    "batch": (Batch, ("program", "fund", "made_by", "approved_by", "sent_by")),
    "entitlement": (Entitlement, ("program", "rules")),
    "release": (Release, ("program",)),
    "fund": (Fund, ()),
    "account": (Account, ()),
    "eligible": (Program, ()),
}
MONEY = {"paid", "standard", "balance", "listed", "in_file"}
MOST = 12  # cards; a list of many payments is cut, and says so


@dataclass
class Card:
    kind: str
    label: str
    title: str = ""
    url: str = ""
    rows: list[tuple[str, object]] = field(default_factory=list)


def of(finding: Finding) -> tuple[list[Card], int]:
    """The cards of a finding's records, and how many more records there are."""
    wanted: dict[str, list] = {}
    for kind, pk in finding.records:
        wanted.setdefault(kind, []).append(pk)
    found = {}
    for kind, ids in wanted.items():
        model, related = MODELS[kind]
        rows = model.objects.select_related(*related) if related else model.objects.all()
        found |= {(kind, str(row.pk)): row for row in rows.filter(pk__in=set(ids))}
    seen, cards = set(), []
    for kind, pk in finding.records:
        if (kind, str(pk)) in seen:
            continue
        seen.add((kind, str(pk)))
        cards.append(card(kind, found.get((kind, str(pk)))))
    return cards[:MOST], max(len(cards) - MOST, 0)


def card(kind: str, row) -> Card:
    label = str(RECORDS[kind])
    if row is None:
        return Card(kind, label, title=_("Outside your area or programs"))
    return Card(kind, label, *WRITTEN[kind](row))


def person(row: Person) -> tuple:
    rows = [
        (_("Person code"), row.code), (_("Date of birth"), row.birth_date),
        (_("ID number"), masked(row)),
        (_("Living area"), place(row.area)),
    ]  # fmt: skip
    rows += [(_("Died on"), row.died_on)] if row.died_on else []
    rows += [(_("Public employee"), _("yes"))] if row.public_employee else []
    rows += [(_("Merged into another record"), _("yes"))] if row.merged_into_id else []
    return row.name, reverse("people:detail", args=[row.pk]), rows


def masked(person: Person) -> str:
    return f"****{person.id_number_tail}" if person.id_number_tail else "—"


def enrolment(row: Enrolment) -> tuple:
    rows = [
        (_("Name of the person"), row.person.name), (_("State"), row.get_state_display()),
        (_("In it from"), row.starts_on or row.applied_on or "—"), (_("In it until"), row.ends_on or "—"),
        (_("Handled by"), row.submitted_by or row.made_by), (_("Area"), place(row.area)),
    ]  # fmt: skip
    return str(row.program), reverse("enrolments:detail", args=[row.pk]), rows


def payment(row: Payment) -> tuple:
    rows = [
        (_("Name of the person"), row.name), (_("Amount, yuan"), f"{row.amount:,.2f}"),
        (_("Payment period"), row.batch.period), (_("Payee"), f"{row.payee} ****{row.account_tail}"),
        (_("State"), row.get_state_display()), (_("Paid on"), row.paid_on or "—"),
    ]  # fmt: skip
    return f"{row.batch.number} · {row.sequence}", trail(row), rows


def trail(row: Payment) -> str:
    return reverse("assurance:trail-payment", args=[row.pk])


def batch(row: Batch) -> tuple:
    rows = [
        (_("Program"), row.program), (_("Payment period"), row.period), (_("Fund"), row.fund.name),
        (_("Total, yuan"), f"{row.total:,.2f}"), (_("State"), row.get_state_display()),
        (pgettext("batch", "Made by"), row.made_by), (_("Approved by"), row.approved_by or "—"),
        (_("Sent by"), row.sent_by or "—"),
    ]  # fmt: skip
    return row.number, reverse("money:batch", args=[row.pk]), rows


def entitlement(row: Entitlement) -> tuple:
    rows = [(_("Amount, yuan"), f"{row.amount:,.2f}"), (_("Worked out under"), row.rules)]
    return f"{row.program} {row.period}", reverse("enrolments:detail", args=[row.enrolment_id]), rows


def release(row: Release) -> tuple:
    rows = [
        (_("Program"), row.program), (_("Public form"), row.get_form_display()), (_("Stood from"), row.opens_on),
        (_("Stood until"), row.closes_on), (_("State"), row.get_state_display()), (_("Count"), row.count),
    ]  # fmt: skip
    return row.number, reverse("publicity:detail", args=[row.pk]), rows


def fund(row: Fund) -> tuple:
    rows = [(_("Source"), row.source), (_("May be spent until"), row.ends_on or "—")]
    return row.name, reverse("money:fund", args=[row.pk]), rows


def staff(row: Account) -> tuple:
    return str(row), "", [(_("User name"), row.username), (_("Area"), place(row.area_id))]


def eligible(row: Program) -> tuple:
    return str(row), reverse("programs:eligible", args=[row.pk]), [(_("List"), _("who is eligible and not in it"))]


WRITTEN = {
    "person": person, "enrolment": enrolment, "payment": payment, "batch": batch, "entitlement": entitlement,
    "release": release, "fund": fund, "account": staff, "eligible": eligible,
}  # fmt: skip


def place(code: str | None) -> str:
    found = Area.objects.filter(pk=code).first() if code else None
    return str(found or code or "—")


def facts(finding: Finding) -> list[tuple[str, object]]:
    """What the rule saw, in words."""
    return [
        (str(FACTS[code]), spoken(code, value, finding))
        for code, value in finding.facts.items()
        if code in FACTS and value not in (None, "", [])
    ]


def spoken(code: str, value, finding: Finding):
    if code in MONEY:
        return yuan(value)
    if code in ("form", "allowed"):
        return PublicForm(value).label if value in PublicForm.values else value
    if code == "reason":
        return "、".join(str(reasons().get(part, part)) for part in str(value).split(", "))
    if code == "return_reason":
        return ReturnReason(value).label if value in ReturnReason.values else value
    if code == "steps":
        return "、".join(str(_("made it") if step == "made" else Step(step).label) for step in value)
    if code == "category":
        return _("public employee")
    if code == "relation":
        return relations.Relation(value).label if value in relations.Relation.values else value
    if code == "other_program":
        return Program.objects.filter(pk=value).first() or value
    if code == "place":
        return place(value)
    if code in ("missing", "criteria", "answer"):
        return by_definition(code, value, finding)
    if isinstance(value, list):
        return "、".join(map(str, value))
    return value


def yuan(value) -> str:
    try:
        return f"{Decimal(str(value)):,.2f}"
    except InvalidOperation:
        return str(value)


def by_definition(code: str, value, finding: Finding) -> str:
    """The names of documents, criteria and answers, as the rules that were judged by have them."""
    pk = next((pk for kind, pk in finding.records if kind == "enrolment"), None)
    rules = Rules.objects.filter(pk__in=Enrolment.objects.filter(pk=pk).values("rules")).first()
    if rules is None:
        return str(value)
    definition = rules.parsed
    if code == "missing":
        names = {kind.code: kind.label for kind in definition.documents}
        return "、".join(str(names.get(item, item)) for item in value)
    if code == "criteria":
        names = {criterion.code: criterion.label for criterion in definition.criteria}
        return "、".join(str(names.get(item, item)) for item in value.split(", ") if item)
    fields = {known.code: known for known in definition.fields}
    return "；".join(
        f"{fields[name].label}：{definition.choice_label(name, str(answer)) if answer is not None else '—'}"
        for name, answer in value.items()
        if name in fields
    )


def reasons() -> dict:
    return {
        "child": _("it names a child"), "small": _("it shows a count below five"),
        "handler": _("made it, or handled an application in it"),
        "kin": _("is a relative of someone in it, by the ID number"),
        "name": _("bears the name of a payee, beneficiary or relative"),
        "amount-differs": _("the bank says another amount"), "account-differs": _("the bank says another account"),
        "name-differs": _("the bank says another name"), "other-batch": _("rows of another batch"),
        "no-payment": _("rows that no payment is like"), "unanswered": _("the bank hasn't answered"),
        "sealed": _("the number doesn't open"), "id-checksum": _("the check digit is wrong"),
        "id-length": _("the length is wrong"), "id-characters": _("it has characters that no number has"),
        "id-region": _("there is no such region"), "id-birth-date": _("it says another date of birth"),
        "id-sex": _("it says another sex"), "id-twin": _("it stands twice, in two spellings"),
        **dict(ConflictKind.choices),
    }  # fmt: skip
