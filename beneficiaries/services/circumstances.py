"""Dated facts that programs ask for: hardship, disability, consent, death."""

from datetime import date

import pghistory
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries import signals
from beneficiaries.identity import disability
from beneficiaries.identity.dates import today
from beneficiaries.models import Consent, Disability, Hardship, Person
from beneficiaries.models.circumstances import ConsentKind
from beneficiaries.services.family import ended
from beneficiaries.services.intake import NewHardship, check_period, hardship_row, line, required
from beneficiaries.services.locking import locked
from registry.core import roles, vault
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from registry.core.models import Account

OWN_CONSENT_FROM = 14  # Personal Information Protection Law, art. 31
ADULT_FROM = 18  # Civil Code, art. 17


@transaction.atomic
def certify_hardship(
    *,
    person: Person,
    actor: Account,
    category: str,
    since: date,
    until: date | None = None,
    evidence: str = "",
    issuer: str = "",
) -> Hardship:
    """Raises Refusal: not-allowed, choice, date-order, hardship-overlap."""
    roles.require(actor, "person.change")
    person = locked(person)
    new = NewHardship(category=category, since=since, until=until, evidence=evidence, issuer=issuer)
    row = hardship_row(new, person=person.pk, area=person.area)
    if any(overlap(other, since, until) for other in person.hardships.filter(category=row["category"])):
        raise Refusal(
            "hardship-overlap",
            _("This hardship is certified for that time already. End the earlier certificate first."),
            field="since",
        )
    return Hardship.objects.create(**row)


def overlap(period, since: date, until: date | None) -> bool:
    return (until is None or period.since <= until) and (period.until is None or since <= period.until)


@transaction.atomic
def end_hardship(*, hardship: Hardship, actor: Account, on: date, reason: str = "") -> Hardship:
    """Raises Refusal: not-allowed, gone, ended, date-order."""
    roles.require(actor, "person.change")
    hardship = ended(locked(hardship), on=on)
    with pghistory.context(reason=reason):
        hardship.save(update_fields=["until"])
    return hardship


@transaction.atomic
def certify_disability(
    *,
    person: Person,
    actor: Account,
    since: date,
    certificate: str = "",
    kind: str = "",
    level: str = "",
    until: date | None = None,
) -> Disability:
    """From the certificate's number, or, where it isn't at hand, from kind and level.

    Raises Refusal: not-allowed, required, choice, date-order, disability-certificate, id-*.
    """
    roles.require(actor, "person.change")
    person = locked(person)
    check_period(since, until)
    row = Disability(pk=uuid7(), person=person, area=person.area, since=since, until=until)
    if certificate:
        paper = disability.parse_certificate(certificate)
        if person.id_number_sealed:
            held = vault.open_sealed(person.id_number_sealed, row=person.pk, field="id_number")
            disability.check_holder(paper, id_number=held)
        row.kind, row.level = paper.kind.value, int(paper.level)
        row.certificate_sealed = vault.seal(paper.number, row=row.pk, field="certificate")
        row.certificate_index = vault.blind_index(paper.number, kind="certificate")
    elif kind and level:
        row.kind = disability.DisabilityKind.parse(kind, field="kind").value
        row.level = int(disability.DisabilityLevel.parse(level, field="level"))
    else:
        raise required("disability_certificate")
    row.save(force_insert=True)
    return row


@transaction.atomic
def give_consent(
    *, person: Person, actor: Account, kind: str, given_by: str, on: date, by_guardian: bool = False
) -> Consent:
    """Under 14 the guardian consents for the child; from 14 the child too (`consented` says when it is enough).

    Raises Refusal: not-allowed, choice, required, consent-guardian, date-order.
    """
    roles.require(actor, "person.change")
    person = locked(person)
    if kind not in ConsentKind.values:
        raise required("kind")
    if not given_by.strip():
        raise required("given_by")
    if on > today():
        raise Refusal("date-order", _("The date is in the future. Correct it."), field="on")
    if not by_guardian and person.age_on(on) < OWN_CONSENT_FROM:
        raise Refusal(
            "consent-guardian",
            _("A child under %(age)s can't consent alone: the guardian must. Ask the guardian to sign."),
            field="by_guardian",
            params={"age": OWN_CONSENT_FROM},
        )
    return Consent.objects.create(
        person=person,
        area=person.area,
        kind=kind,
        by_guardian=by_guardian,
        given_by=line(given_by, 60),
        given_on=on,
    )


@transaction.atomic
def withdraw_consent(*, consent: Consent, actor: Account, on: date, reason: str = "") -> Consent:
    """Raises Refusal: not-allowed, gone, ended, date-order."""
    roles.require(actor, "person.change")
    consent = locked(consent)
    if consent.withdrawn_on:
        raise Refusal("ended", _("This ended on %(on)s already."), params={"on": consent.withdrawn_on})
    if on < consent.given_on:
        raise Refusal("date-order", _("The end can't be before the beginning."), field="on")
    consent.withdrawn_on = on
    with pghistory.context(reason=reason):
        consent.save(update_fields=["withdrawn_on"])
    return consent


def consented(*, person: Person, kind: str, on: date) -> bool:
    """Whether `kind` is consented to on the date by all who must: the guardian of a minor, and the child from 14."""
    given = {
        consent.by_guardian
        for consent in person.consents.filter(kind=kind, given_on__lte=on)
        if consent.withdrawn_on is None or consent.withdrawn_on > on
    }
    age = person.age_on(on)
    if age < OWN_CONSENT_FROM:
        return True in given
    return given == {True, False} if age < ADULT_FROM else bool(given)


@transaction.atomic
def record_death(*, person: Person, actor: Account, on: date, reason: str = "") -> Person:
    """The person died on that day. The apps above answer to `signals.died` in the same transaction.

    Raises Refusal: not-allowed, gone, date-order, dead.
    """
    roles.require(actor, "person.change")
    person = locked(person)
    if person.died_on:
        raise Refusal("dead", _("The death is recorded already, on %(on)s."), params={"on": person.died_on})
    if not person.birth_date <= on <= today():
        raise Refusal(
            "date-order",
            _("The date of death must lie between the date of birth and today. Correct it."),
            field="on",
        )
    person.died_on = on
    with pghistory.context(reason=reason):
        person.save(update_fields=["died_on"])
        signals.died.send(sender=Person, person=person, actor=actor, on=on)
    return person
