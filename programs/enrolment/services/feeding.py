"""Answers that are facts of the person go to the person, through the services of `beneficiaries`.

A definition says of a field which fact it `feeds` ("hardship.since", "relation.father.situation"). Such an
answer isn't kept with the enrolment: it has one home, the person, and the form shows what stands there.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from beneficiaries.identity.relations import Relation as Kin
from beneficiaries.models import Person, Relation
from beneficiaries.models.base import in_force
from beneficiaries.services import circumstances, contact, family
from beneficiaries.services.intake import required
from registry.core import vault
from registry.core.errors import Refusal

# Whom a form's columns speak of: the relations that stand for them, and what a new one is where nothing says so.
FATHER = (Kin.FATHER.value, Kin.STEPFATHER.value)
MOTHER = (Kin.MOTHER.value, Kin.STEPMOTHER.value)
WHO: dict[str, Q] = {
    "father": Q(kind__in=FATHER),
    "mother": Q(kind__in=MOTHER),
    "guardian": Q(guardian=True),
    "carer": Q(entrusted=True),
}
NEW_KIND = {"father": FATHER[0], "mother": MOTHER[0]}
CARING = "caring"  # what forms call a situation that is nothing out of the ordinary


def known(person: Person, *, on: date) -> dict[str, Any]:
    """What stands there on the day, by the fact that a field may feed. Numbers are masked."""
    facts: dict[str, Any] = {}
    hardship = person.hardships.filter(in_force(on)).order_by("-since").first()
    if hardship:
        facts |= {
            "hardship.category": hardship.category,
            "hardship.since": hardship.since.isoformat(),
            "hardship.evidence": hardship.evidence,
        }
    account = person.payaccounts.filter(closed_on__isnull=True).order_by("-id").first()
    if account:
        facts |= {
            "account.payee": account.payee,
            "account.number": f"****{account.tail}",
            "account.bank": account.bank,
            "account.branch": account.branch,
            "account.relation": Kin(account.payee_relation).zh,
        }
    for who in WHO:
        relation = relative(person, who, on=on)
        if relation:
            facts |= {f"relation.{who}.{name}": value for name, value in shown(relation).items()}
    return {name: value for name, value in facts.items() if value}


def relative(person: Person, who: str, *, on: date) -> Relation | None:
    return person.relations.filter(WHO[who]).filter(in_force(on)).order_by("kind", "-since", "-id").first()


def shown(relation: Relation) -> dict[str, str]:
    return {
        "name": relation.name,
        "id_number": f"****{relation.id_number_tail}" if relation.id_number_tail else "",
        "phone": relation.phone_masked,
        "relation": Kin(relation.kind).zh,
        "workplace": relation.workplace,
        "situation": relation.situation or CARING,
        "since": relation.situation_since.isoformat() if relation.situation_since else "",
        "proof": relation.proof,
        "agreement_on": relation.since.isoformat(),
    }


def feed(*, person: Person, feeds: Mapping[str, Any], actor, on: date, fields=()) -> None:
    """Bring the person up to date with `feeds`; what says the same as before changes nothing.

    Raises:
        Refusal: what the services of `beneficiaries` refuse, with `field` the code of the form's field.
    """
    groups: dict[str, dict[str, Any]] = {}
    for fact, value in feeds.items():
        group, _dot, name = fact.rpartition(".")
        groups.setdefault(group, {})[name] = value
    for group, facts in groups.items():
        try:
            if group == "hardship":
                _hardship(person, facts, actor=actor, on=on)
            elif group == "account":
                _account(person, facts, actor=actor)
            elif group.startswith("relation."):
                _relation(person, group.removeprefix("relation."), facts, actor=actor, on=on)
        except Refusal as refusal:
            refusal.field = code_of(fields, group, refusal.field) or refusal.field
            raise


def code_of(fields, group: str, name: str | None) -> str | None:
    """The code of the form's field behind a refusal about `name` of `group`, or the first of that group."""
    of_group = [f for f in fields if f.feeds and f.feeds.rpartition(".")[0] == group]
    exact = [f.code for f in of_group if f.feeds.rpartition(".")[2] == name]
    return exact[0] if exact else of_group[0].code if of_group else None


def _hardship(person: Person, facts: Mapping[str, Any], *, actor, on: date) -> None:
    category, since = facts.get("category"), day(facts.get("since"))
    standing = person.hardships.filter(in_force(on)).order_by("-since")
    if not category:
        return
    if any(h.category == category and since in (None, h.since) for h in standing):
        return
    same = next((h for h in standing if h.category == category), None)
    if same is not None:
        # Certified anew from another day: the older certificate ends the day before, or wasn't.
        circumstances.end_hardship(hardship=same, actor=actor, on=max(same.since, previous(since or on)))
    circumstances.certify_hardship(
        person=person, actor=actor, category=category, since=since or on, evidence=facts.get("evidence", "")
    )


def _account(person: Person, facts: Mapping[str, Any], *, actor) -> None:
    number = facts.get("number")
    if not number:
        return
    index = vault.blind_index(number, kind="account")
    if person.payaccounts.filter(number_index=index, closed_on__isnull=True).exists():
        return
    contact.add_account(
        person=person, actor=actor, number=number, payee=facts.get("payee", ""),
        payee_relation=facts.get("relation") or "01", bank=facts.get("bank", ""), branch=facts.get("branch", ""),
    )  # fmt: skip


def _relation(person: Person, who: str, facts: Mapping[str, Any], *, actor, on: date) -> None:
    standing = relative(person, who, on=on)
    if standing is not None and not changed(standing, facts):
        return
    merged = {**(plain(standing) if standing else {}), **facts}
    if merged.get("name") in (None, "", "—"):
        if merged.get("situation") in (None, CARING):
            return
        raise required("name")
    situation = merged.get("situation") or ""
    if standing is not None:
        family.end_relation(relation=standing, actor=actor, on=max(on, standing.since))
    family.add_relation(
        person=person, actor=actor, name=merged["name"],
        kind=merged.get("relation") or NEW_KIND.get(who) or Kin.OTHER_KIN.value,
        since=day(facts.get("agreement_on")) or (on if standing or who not in NEW_KIND else person.birth_date),
        guardian=who == "guardian" or bool(standing and standing.guardian),
        entrusted=who == "carer" or bool(standing and standing.entrusted),
        id_number=merged.get("id_number", ""), phone=merged.get("phone", ""),
        workplace=merged.get("workplace", ""), situation="" if situation == CARING else situation,
        situation_since=day(merged.get("since")), proof=merged.get("proof", ""),
    )  # fmt: skip


def changed(relation: Relation, facts: Mapping[str, Any]) -> bool:
    """Whether `facts` say anything else than the relation does."""
    standing = plain(relation)
    return any(value != standing.get(name, "") for name, value in facts.items() if name != "relation") or (
        "relation" in facts and Kin.parse(facts["relation"], field="relation").value != relation.kind
    )


def plain(relation: Relation) -> dict[str, Any]:
    """What the relation says, its numbers opened: a new one that takes its place carries them on."""
    facts: dict[str, Any] = {**shown(relation), "relation": relation.kind}
    for name in ("id_number", "phone"):
        sealed = getattr(relation, f"{name}_sealed")
        facts[name] = vault.open_sealed(sealed, row=relation.pk, field=name) if sealed else ""
    return facts


def day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def previous(value: date) -> date:
    return date.fromordinal(value.toordinal() - 1)
