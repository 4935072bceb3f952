"""Where a yuan was on its way, with what happened there: who did what, when, and the record that shows it."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.assurance.staff.cards import masked, place
from programs.enrolment.models import Enrolment, ReleaseMember
from programs.enrolment.models.enrolment import Act
from programs.ledger.models import Transfer, TransferKind
from programs.payments.flows import AnswerState, Method, WriteOffState
from programs.payments.models import Approval, Batch, Claim, Payment


@dataclass
class Step:
    """Something that happened on the way: what, who, when, and the record that shows it."""

    what: object
    who: object = ""
    when: object = None
    url: str = ""
    note: object = ""


@dataclass
class Station:
    """A place where the yuan was, with what happened there."""

    title: object
    name: object
    url: str = ""
    facts: list[tuple] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


def fund_station(batch: Batch) -> Station:
    fund = batch.fund
    transfers = Transfer.objects.about(batch.pk).select_related("actor")
    return Station(
        _("Fund"), fund.name, reverse("money:fund", args=[fund.pk]), [(_("Source"), fund.source)],
        [
            *(
                Step(batch.called(t.kind), t.actor, t.at, reverse("money:transfer", args=[t.pk]), t.on)
                for t in transfers.order_by("at")
            ),
            Step(_("statement of the fund"), url=reverse("money:fund-statement", args=[fund.pk])),
        ],
    )  # fmt: skip


def batch_station(batch: Batch) -> Station:
    """What happened to it: of every round each signature, so that one can see who signed before it was sent back."""
    happened = [
        (_("made"), batch.made_by, batch.made_at), (batch.called(TransferKind.SENDING), batch.sent_by, batch.sent_at),
        (_("closed"), batch.closed_by, batch.closed_at),
        (pgettext_lazy("batch", "cancelled"), batch.cancelled_by, batch.cancelled_at),
    ]  # fmt: skip
    steps = [Step(*step) for step in happened if step[1]]
    steps += [
        Step(signed.get_step_display(), signed.account, signed.at, note=round_of(signed, batch))
        for signed in batch.approvals.select_related("account")
    ]
    answered = _("answered by the bank") if batch.method == Method.BANK else _("signed sheet taken over")
    steps += [
        Step(answered, answer.posted_by, answer.posted_at, reverse("money:answer", args=[answer.pk]),
             str(answer))
        for answer in batch.answers.filter(state=AnswerState.POSTED).select_related("posted_by")
    ]  # fmt: skip
    steps.sort(key=lambda step: step.when)
    facts = [
        (_("Program"), batch.program), (_("Payment period"), batch.period), (_("State"), batch.get_state_display()),
        (_("Total, yuan"), f"{batch.total:,.2f}"), (_("How many payments"), batch.count),
    ]  # fmt: skip
    return Station(_("Batch"), batch.number, reverse("money:batch", args=[batch.pk]), facts, steps)


def round_of(signed: Approval, batch: Batch) -> str:
    """Which round a signature is of, where there is more than one; of an earlier one that it no longer counts."""
    if batch.round == 1:
        return ""
    if signed.round == batch.round:
        return str(_("round %(n)s") % {"n": signed.round})
    return str(_("round %(n)s, sent back since") % {"n": signed.round})


def payment_station(payment: Payment) -> Station:
    facts = [
        (_("Amount, yuan"), f"{payment.amount:,.2f}"), (_("Payee"), payment.payee),
        (_("Account"), f"****{payment.account_tail}" if payment.account_tail else "—"),
        (_("Bank"), payment.bank or "—"), (_("Rules"), payment.rules.parsed.citation),
        (_("State"), payment.get_state_display()), (_("Paid on"), payment.paid_on or "—"),
        (_("Bank's serial number"), payment.bank_serial or "—"),
    ]  # fmt: skip
    if payment.set_off:
        facts[1:1] = [(_("Set off, yuan"), f"{payment.set_off:,.2f}"), (_("Paid out, yuan"), f"{payment.net:,.2f}")]
    steps = [
        Step(payment.batch.called(t.kind), t.actor, t.at, reverse("money:transfer", args=[t.pk]), t.on)
        for t in (payment.settled_by, payment.returned_by, payment.released_by)
        if t
    ]
    if payment.set_off:
        steps.append(
            Step(_("set off against what is asked back"), url=reverse("money:claim", args=[payment.against_id]))
        )
    url = reverse("money:payment", args=[payment.pk])
    return Station(
        pgettext_lazy("record", "payment"), f"{payment.batch.number} · {payment.sequence}", url, facts, steps
    )  # fmt: skip


def claim_station(claim: Claim) -> Station:
    """What was asked back of it, what came back and what was let go."""
    back = list(claim.recoveries.select_related("made_by"))
    gone = list(claim.write_offs.filter(state=WriteOffState.APPROVED).select_related("decided_by"))
    facts = [
        (_("Asked back, yuan"), f"{claim.amount:,.2f}"), (_("Given back"), f"{sum(r.amount for r in back):,.2f}"),
        (_("Let go"), f"{sum(w.amount for w in gone):,.2f}"), (_("State"), claim.get_state_display()),
        (_("Why it is asked back"), claim.reason),
    ]  # fmt: skip
    steps = [Step(_("asked back"), claim.opened_by, claim.opened_at)]
    steps += [
        Step(_("taken back") if r.cancels_id else r.get_way_display(), r.made_by, r.made_at,
             reverse("money:transfer", args=[r.transfer_id]), f"{r.on} {r.amount:,.2f}")
        for r in back
    ]  # fmt: skip
    steps += [Step(w.get_ground_display(), w.decided_by, w.decided_at, note=f"{w.amount:,.2f}") for w in gone]
    steps.sort(key=lambda step: step.when)
    return Station(_("Claim"), f"{claim.amount:,.2f}", reverse("money:claim", args=[claim.pk]), facts, steps)


def entitlement_station(payment: Payment) -> Station:
    due = payment.entitlement
    facts = [(_("Due, yuan"), f"{due.amount:,.2f}"), (_("Rules"), due.rules.parsed.citation)]
    made = [Step(_("worked out"), due.made_by or "", due.created_at)]
    url = reverse("money:enrolment", args=[due.enrolment_id])
    return Station(_("What is due"), f"{payment.program} {due.period}", url, facts, made)


def enrolment_station(enrolment: Enrolment) -> Station:
    decisions = enrolment.decisions.select_related("actor").order_by("at", "id")
    documents = enrolment.documents.select_related("added_by").order_by("added_at")
    lists = ReleaseMember.objects.filter(enrolment=enrolment).select_related("release__made_by")
    steps = [
        Step(Act(d.act).label, d.actor, d.at, note=" ".join(filter(None, [d.get_level_display(), d.reason])))
        for d in decisions
    ]
    steps += [
        Step(_("document handed in"), d.added_by, d.added_at, reverse("enrolments:document", args=[d.pk]), d.filename)
        for d in documents
    ]
    steps += [
        Step(_("on a list"), m.release.made_by, m.release.made_at, reverse("publicity:detail", args=[m.release_id]),
             f"{m.release.number} {m.release.opens_on} – {m.release.closes_on}")
        for m in lists
    ]  # fmt: skip
    facts = [
        (_("State"), enrolment.get_state_display()), (_("In it from"), enrolment.starts_on or "—"),
        (_("In it until"), enrolment.ends_on or "—"), (_("Made by"), enrolment.made_by),
        (_("Area"), place(enrolment.area)),
    ]  # fmt: skip
    url = reverse("enrolments:detail", args=[enrolment.pk])
    steps.sort(key=lambda step: step.when or timezone.now())
    return Station(pgettext_lazy("record", "enrolment"), enrolment.program, url, facts, steps)


def person_station(payment: Payment) -> Station:
    person = payment.person
    facts = [
        (_("Person code"), person.code), (_("ID number"), masked(person)),
        (_("Living area"), place(person.area)),
    ]  # fmt: skip
    return Station(
        pgettext_lazy("record", "person"), person.name, reverse("assurance:trail-person", args=[person.pk]), facts,
        [
            Step(_("everything she got"), url=reverse("assurance:trail-person", args=[person.pk])),
            Step(_("statement of her money"), url=reverse("money:person", args=[person.pk])),
        ],
    )  # fmt: skip
