"""The trail of one yuan, both ways: from the fund through batch and payment to the person, and from a person to
everything she got, from every program and year, with who decided what and when."""

from dataclasses import dataclass, field

from django.db.models import Sum
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.models import Person
from programs.assurance.staff.cards import masked, place
from programs.enrolment.models import Enrolment, ReleaseMember
from programs.enrolment.models.enrolment import Act
from programs.ledger.models import Transfer
from programs.payments.flows import PaymentState
from programs.payments.models import Batch, Payment
from registry.core.staff.views import StaffView

MOST = 300  # payments of a person; a hit list of a serial number


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


class TrailSearch(StaffView):
    """A person code, a batch number (with the number of a payment in it), or the bank's serial number."""

    action = "trail.view"
    page_title = _("Trail of a yuan")
    header_icon = "link"
    template_name = "assurance/trail_search.html"

    def get(self, request, *args, **kwargs):
        asked = request.GET.get("q", "").strip()
        if found := self.one(asked):
            return redirect(found)
        return super().get(request, *args, asked=asked, **kwargs)

    def one(self, asked: str) -> str:
        if not asked:
            return ""
        if person := Person.objects.filter(code=asked.upper()).first():
            return reverse("assurance:trail-person", args=[person.pk])
        number, _gap, sequence = asked.replace("·", " ").replace("#", " ").partition(" ")
        batch = Batch.objects.filter(number=number.upper()).first()
        if batch is None:
            payments = list(Payment.objects.filter(bank_serial=asked)[:2])
            return reverse("assurance:trail-payment", args=[payments[0].pk]) if len(payments) == 1 else ""
        sequence = sequence.strip()
        if sequence.isdigit() and len(sequence) < 10:
            payment = batch.payments.filter(sequence=sequence).first()
            return reverse("assurance:trail-payment", args=[payment.pk]) if payment else ""
        return reverse("assurance:trail-batch", args=[batch.pk])

    def get_context_data(self, asked="", **kwargs):
        hits = Payment.objects.filter(bank_serial=asked).select_related("batch", "program")[:50] if asked else []
        return super().get_context_data(asked=asked, hits=hits, **kwargs)


class OfTrail(StaffView):
    action = "trail.view"
    header_icon = "link"
    template_name = "assurance/trail.html"

    def get_trail(self):
        return [(reverse("assurance:trail"), _("Trail of a yuan"))]


class TrailBatch(OfTrail):
    template_name = "assurance/trail_batch.html"

    def find(self, pk):
        rows = Batch.objects.select_related("fund", "program", "made_by", "approved_by", "sent_by", "closed_by")
        self.batch = get_object_or_404(rows, pk=pk)

    def get_context_data(self, **kwargs):
        self.page_title = self.batch.number
        after = self.request.GET.get("after", "")
        after = int(after) if after.isdigit() and len(after) < 10 else 0
        rows = list(self.batch.payments.after(after, 51))
        more = rows[49].sequence if len(rows) > 50 else None
        return super().get_context_data(
            stations=[fund_station(self.batch), batch_station(self.batch)], batch=self.batch, rows=rows[:50], more=more,
            **kwargs,
        )  # fmt: skip


class TrailPayment(OfTrail):
    def find(self, pk):
        rows = Payment.objects.select_related(
            "batch__fund", "batch__program", "batch__made_by", "batch__approved_by", "batch__sent_by",
            "batch__closed_by", "entitlement__rules", "entitlement__made_by", "person", "program",
            "enrolment__person", "settled_by__actor",
        )  # fmt: skip
        self.payment = get_object_or_404(rows, pk=pk)

    def get_context_data(self, **kwargs):
        payment = self.payment
        self.page_title = f"{payment.batch.number} · {payment.sequence}"
        stations = [
            fund_station(payment.batch), batch_station(payment.batch), payment_station(payment),
            entitlement_station(payment), enrolment_station(payment.enrolment), person_station(payment),
        ]  # fmt: skip
        return super().get_context_data(stations=stations, payment=payment, amount=payment.amount, **kwargs)


class TrailPerson(OfTrail):
    template_name = "assurance/trail_person.html"

    def find(self, pk):
        self.person = get_object_or_404(Person, pk=pk)

    def get_context_data(self, **kwargs):
        person = self.person
        self.page_title = f"{person.name} {person.code}"
        records = [person.pk, *Person.objects.filter(merged_into=person).values_list("pk", flat=True)]
        payments = list(
            Payment.objects.filter(person__in=records)
            .select_related("batch__fund", "program", "batch__approved_by")
            .order_by("-batch__period", "-batch__made_at", "-sequence")[:MOST]
        )
        years: dict[str, dict] = {}
        for payment in payments:
            year = years.setdefault(payment.batch.period[:4], {"rows": [], "paid": 0})
            year["rows"].append(payment)
            year["paid"] += payment.amount if payment.state == PaymentState.PAID else 0
        paid = Payment.objects.filter(person__in=records, state=PaymentState.PAID)
        sums = (
            paid.order_by("program")
            .values("program__name_zh", "program__name_en", "program")
            .annotate(yuan=Sum("amount"))
        )
        enrolments = Enrolment.objects.filter(person__in=records).select_related("program").order_by("-id")
        return super().get_context_data(
            person=person, years=years, sums=sums, total=sum(row["yuan"] for row in sums), cut=len(payments) == MOST,
            merged=len(records) - 1, place=place(person.area),
            stations=[enrolment_station(enrolment) for enrolment in enrolments[:20]], **kwargs,
        )  # fmt: skip


def fund_station(batch: Batch) -> Station:
    fund = batch.fund
    transfers = Transfer.objects.about(batch.pk).select_related("actor")
    return Station(
        _("Fund"), fund.name, reverse("money:fund", args=[fund.pk]), [(_("Source"), fund.source)],
        [
            Step(t.get_kind_display(), t.actor, t.at, reverse("money:transfer", args=[t.pk]), t.on)
            for t in transfers.order_by("at")
        ],
    )  # fmt: skip


def batch_station(batch: Batch) -> Station:
    happened = [
        (_("made"), batch.made_by, batch.made_at), (_("approved"), batch.approved_by, batch.approved_at),
        (_("sent to the bank"), batch.sent_by, batch.sent_at), (_("closed"), batch.closed_by, batch.closed_at),
    ]  # fmt: skip
    facts = [
        (_("Program"), batch.program), (_("Payment period"), batch.period), (_("State"), batch.get_state_display()),
        (_("Total, yuan"), f"{batch.total:,.2f}"), (_("How many payments"), batch.count),
    ]  # fmt: skip
    url = reverse("money:batch", args=[batch.pk])
    return Station(_("Batch"), batch.number, url, facts, [Step(*step) for step in happened if step[1]])


def payment_station(payment: Payment) -> Station:
    facts = [
        (_("Amount, yuan"), f"{payment.amount:,.2f}"), (_("Payee"), payment.payee),
        (_("Account"), f"****{payment.account_tail}"), (_("Bank"), payment.bank or "—"),
        (_("State"), payment.get_state_display()), (_("Paid on"), payment.paid_on or "—"),
        (_("Bank's serial number"), payment.bank_serial or "—"),
    ]  # fmt: skip
    steps = []
    if payment.settled_by:
        t = payment.settled_by
        steps.append(Step(t.get_kind_display(), t.actor, t.at, reverse("money:transfer", args=[t.pk]), t.on))
    return Station(pgettext_lazy("record", "payment"), f"{payment.batch.number} · {payment.sequence}", "", facts, steps)


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
        [Step(_("everything she got"), url=reverse("assurance:trail-person", args=[person.pk]))],
    )  # fmt: skip
