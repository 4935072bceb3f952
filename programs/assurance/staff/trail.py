"""The trail of one yuan, both ways: from the fund through batch and payment to the person, and from a person to
everything she got, from every program and year, with who decided what and when."""

from django.db.models import Sum
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Person
from programs.assurance.staff.cards import place
from programs.assurance.staff.stations import (
    batch_station,
    claim_station,
    enrolment_station,
    entitlement_station,
    fund_station,
    payment_station,
    person_station,
)
from programs.enrolment.models import Enrolment
from programs.payments.flows import PaymentState
from programs.payments.models import Batch, Payment, Recovery
from registry.core.staff.views import StaffView

MOST = 300  # payments of a person; a hit list of a serial number


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
        rows = Batch.objects.select_related("fund", "program", "made_by", "sent_by", "closed_by", "cancelled_by")
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
            "batch__fund", "batch__program", "batch__made_by", "batch__sent_by",
            "batch__closed_by", "batch__cancelled_by", "rules__program", "entitlement__rules__program",
            "entitlement__made_by", "person", "program", "enrolment__person", "settled_by__actor", "returned_by__actor",
            "released_by__actor",
        )  # fmt: skip
        self.payment = get_object_or_404(rows, pk=pk)

    def get_context_data(self, **kwargs):
        payment = self.payment
        self.page_title = f"{payment.batch.number} · {payment.sequence}"
        claims = payment.claims.select_related("opened_by").order_by("opened_at")
        stations = [
            fund_station(payment.batch), batch_station(payment.batch), payment_station(payment),
            *map(claim_station, claims), entitlement_station(payment), enrolment_station(payment.enrolment),
            person_station(payment),
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
        back = Recovery.objects.filter(claim__payment__person__in=records).aggregate(yuan=Sum("amount"))["yuan"]
        enrolments = Enrolment.objects.filter(person__in=records).select_related("program").order_by("-id")
        return super().get_context_data(
            person=person, years=years, sums=sums, total=sum(row["yuan"] for row in sums), back=back,
            cut=len(payments) == MOST, merged=len(records) - 1, place=place(person.area),
            stations=[enrolment_station(enrolment) for enrolment in enrolments[:20]], **kwargs,
        )  # fmt: skip
