"""Statements on screen, on paper and as workbooks: of a fund, a program, a person; and the trail of one payment."""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import TemplateView, View

from beneficiaries.models import Person
from beneficiaries.staff.fields import YuanField
from programs.catalogue.models import Fund, Program
from programs.ledger.models import AccountKind, LedgerAccount, Transfer, TransferKind
from programs.payments import capitals
from programs.payments.flows import PaymentState
from programs.payments.models import Handout, Payment
from programs.payments.panels import TONE
from programs.payments.services import budgets, overview, paysheet, recovery, statements
from programs.payments.services.bankfile import MIME
from programs.payments.staff.claims import TONE as CLAIM_TONE
from programs.payments.staff.funds import LABELS, day
from registry.core import roles, scope
from registry.core.errors import Refusal
from registry.core.models import Area
from registry.core.models.area import Level
from registry.core.spreadsheets.writing import Column, Writer
from registry.core.staff.views import ActionRequired, StaffView

# The states of payments as columns, each payment in one of them.
COLUMNS = [
    (gettext_lazy("In a batch"), ("planned",)), (gettext_lazy("Committed"), ("committed",)),
    (gettext_lazy("In transit"), ("in_transit", "unknown")), (gettext_lazy("Paid"), ("paid",)),
    (pgettext_lazy("payments", "Returned"), ("returned",)), (gettext_lazy("Not paid again"), ("released", "given_up")),
]  # fmt: skip
# Their sum; and beside it what was returned and is paid again, whose money is in the sum by the payment that does so.
IN_ALL = tuple(state for _label, states in COLUMNS for state in states)
FIGURES = [*COLUMNS, (gettext_lazy("In all"), IN_ALL), (gettext_lazy("Paid again"), ("reissued",))]


class BudgetForm(forms.Form):
    fund = forms.ModelChoiceField(Fund.objects.none(), label=gettext_lazy("Fund"))
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    county = forms.ChoiceField(label=gettext_lazy("County"), required=False)
    amount = YuanField(label=gettext_lazy("Amount, yuan"), zero=True)
    document = forms.CharField(label=gettext_lazy("Document number"), max_length=100, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed"), max_length=300, required=False,
        help_text=gettext_lazy("Needed where a budget stands already."),
    )  # fmt: skip

    def __init__(self, program, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fund"].queryset = Fund.objects.filter(programs=program)
        counties = Area.objects.filter(level=Level.COUNTY, code__startswith=scope.current().area)
        self.fields["county"].choices = [("", _("not divided")), *((area.pk, area.name) for area in counties)]


class ProgramMoney(StaffView):
    """What a program committed and paid: by fund and period in the ledger, by period and county in its payments."""

    action = "fund.view"
    header_icon = "money"
    template_name = "money/program.html"

    def find(self, code):
        self.program = get_object_or_404(Program, pk=code)

    def get_trail(self):
        return [(reverse("money:funds"), _("Funds"))]

    def get_context_data(self, **kwargs):
        self.page_title = self.program.name
        on = day(self.request.GET.get("on"))
        kind = self.request.GET.get("kind", "")
        year = kwargs.pop("year", None) or self.request.GET.get("year", "")
        year = year if year.isdigit() and len(year) == 4 else ""
        accounts = LedgerAccount.objects.in_program(self.program.pk).select_related("fund").order_by("-period", "fund")
        if kind in AccountKind.values:
            accounts = accounts.filter(kind=kind)
        if on:
            held = accounts.held_on(on)
            lines = statements.of_program_on(self.program, on, year=year)
        else:
            held = {row.pk: row.balance for row in accounts}
            lines = statements.of_program(self.program, year=year)
        places = Area.objects.in_bulk({line.county for line in lines})
        years = {line.period[:4] for line in statements.of_program(self.program)}
        years = sorted(years | ({year} if year else set()), reverse=True)
        planned_for = int(year or (on.year if on else years[0] if years else timezone.localdate().year))
        planned = budgets.lines(program=self.program, year=planned_for)
        counties = Area.objects.in_bulk({row.budget.county for row in planned})
        listed = {} if on else {"program": self.program.pk}
        form = kwargs.pop("form", None)
        if form is None and roles.may(self.request.user, "fund.change", program=self.program.pk):
            form = BudgetForm(self.program, initial={"year": planned_for})
        return super().get_context_data(
            planned_for=planned_for, planned=[(row, counties.get(row.budget.county)) for row in planned], form=form,
            program=self.program, on=on, kind=kind, kind_label=AccountKind(kind).label if kind in AccountKind.values
            else "", accounts=[(row, held[row.pk]) for row in accounts if held.get(row.pk)],
            standing=overview.program_standings([self.program], on=on)[0], kinds=LABELS[1:],
            lines=[
                (line, places.get(line.county),
                 cells(line, listed and {**listed, "period": line.period, "county": line.county}))
                for line in lines
            ],
            sums=cells(statements.total(lines), listed and {**listed, "period": year}),
            columns=[label for label, _states in FIGURES],
            paid_again=any(line.count("reissued") for line in lines), year=year, years=years,
            today=timezone.localdate(), **kwargs,
        )  # fmt: skip


class Plan(ProgramMoney):
    """A budget, or a new version of one."""

    action = "fund.change"
    http_method_names = ["post"]

    def post(self, request, code):
        form = BudgetForm(self.program, request.POST)
        if form.is_valid():
            try:
                made = budgets.plan(program=self.program, actor=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(
                    request, _("The budget stands at %(amount)s yuan.") % {"amount": f"{made.amount:,.2f}"}
                )
                chosen = request.GET.copy()
                chosen["year"] = made.year
                return redirect(f"{reverse('money:program', args=[code])}?{chosen.urlencode()}")
        return self.render_to_response(self.get_context_data(form=form))


class Cell(tuple):
    """(payments, yuan), and the address of their list; '' on a past day, for the list is of today."""

    address = ""


def cells(line: statements.ProgramLine, listed: dict[str, str]) -> list[Cell]:
    """The cell of each column; `listed` chooses the payments of the line, where there is a list of them."""
    found = []
    for _label, states in FIGURES:
        cell = Cell((line.count(*states), line.amount(*states)))
        if listed:
            cell.address = f"{reverse('money:payments')}?{urlencode(listed | {'state': states}, doseq=True)}"
        found.append(cell)
    return found


class Printed(ActionRequired, TemplateView):
    """For the printer: nothing of the site's frame, in Chinese whatever the account's language."""

    def render_to_response(self, context, **kwargs):
        with translation.override("zh-hans"):
            return super().render_to_response(context, **kwargs).render()


class FundStatementPage(Printed):
    action = "fund.view"
    template_name = "money/fund_statement.html"

    def get_context_data(self, **kwargs):
        fund = get_object_or_404(Fund, pk=self.kwargs["code"])
        since, until = span(self.request)
        return super().get_context_data(
            statement=statements.of_fund(fund, since=since, until=until), kinds=dict(TransferKind.choices),
            printed_at=timezone.now(), **kwargs,
        )  # fmt: skip


class FundStatementFile(ActionRequired, View):
    action = "fund.view"

    def get(self, request, code):
        since, until = span(request)
        with translation.override("zh-hans"):
            statement = statements.of_fund(get_object_or_404(Fund, pk=code), since=since, until=until)
            title = f"{statement.fund.name} {since} – {until}"
            columns = [_("Dated"), _("Transfer"), _("Memo"), _("Document number"), _("By"), _("Amount, yuan"),
                       _("Available, yuan")]  # fmt: skip
            writer = Writer([Column(name, width=18) for name in columns], title=title, sheet=fund_sheet(statement.fund))
            writer.append(["", _("Opening balance"), "", "", "", "", statement.opening])
            for leg in statement.legs:
                move = leg.transfer
                paper = getattr(move, "receipt", None)
                writer.append([move.on, move.get_kind_display(), move.memo, paper.document if paper else "",
                               str(move.actor), leg.amount, leg.held])  # fmt: skip
            if statement.left:
                writer.append(["", _("%(count)s more movements") % {"count": statement.left}])
            writer.append(["", _("Closing balance"), "", "", "", "", statement.closing])
        return workbook(writer, f"fund-{statement.fund.pk}-{since}-{until}.xlsx")


def fund_sheet(fund: Fund) -> str:
    return "".join(letter for letter in fund.pk if letter not in "[]:*?/\\")[:30] or "1"


def span(request) -> tuple[date, date]:
    """From and to, as asked for; this year until today where they are none."""
    today = timezone.localdate()
    until = day(request.GET.get("until")) or today
    since = day(request.GET.get("since")) or until.replace(month=1, day=1)
    return min(since, until), until


class PersonMoney(Printed):
    action = "person.view"
    template_name = "money/person_statement.html"

    def get_context_data(self, **kwargs):
        statement = statements.of_person(get_object_or_404(Person, pk=self.kwargs["pk"]))
        return super().get_context_data(
            statement=statement, place=Area.objects.filter(pk=statement.person.area).first(),
            in_words=capitals.yuan(statement.kept), may_claim=roles.may(self.request.user, "claim.view"),
            printed_at=timezone.now(), printed_by=self.request.user,
            may_batch=roles.may(self.request.user, "batch.view"), **kwargs,
        )  # fmt: skip


class PersonMoneyFile(ActionRequired, View):
    action = "person.view"

    def get(self, request, pk):
        with translation.override("zh-hans"):
            statement = statements.of_person(get_object_or_404(Person, pk=pk))
            columns = [_("Program"), _("Payment period"), _("Amount, yuan"), _("State"), _("Paid on"), _("Payee"),
                       _("Account ends in"), _("Batch"), _("Fund"), pgettext("batch", "Made by"), _("Approved by"),
                       _("Sent by"), _("Set off, yuan"), _("Paid out, yuan")]  # fmt: skip
            title = _("Statement of %(name)s") % {"name": statement.person.name}
            writer = Writer(
                [Column(name, width=16, text=number == 6) for number, name in enumerate(columns)], title=title
            )
            for row in statement.payments:
                batch = row.batch
                writer.append([
                    row.program.name_zh, row.entitlement.period, row.amount, row.get_state_display(), row.paid_on,
                    row.payee, row.account_tail, batch.number, batch.fund.name, str(batch.made_by),
                    str(batch.approved_by or ""), str(batch.sent_by or ""), row.set_off, row.net,
                ])  # fmt: skip
            writer.append([_("Paid in all"), "", statement.paid])
            for one in statement.claims:
                batch = one.payment.batch
                writer.append([
                    one.program.name_zh, one.payment.entitlement.period, -one.back, _("Given back"),
                    timezone.localdate(one.opened_at), one.reason, "", f"{batch.number}-{one.payment.sequence}",
                    batch.fund.name, str(one.opened_by),
                ])  # fmt: skip
            if statement.claims:
                writer.append([_("Paid in all, less what was given back"), "", statement.kept])
        return workbook(writer, f"statement-{pk}.xlsx")


def workbook(writer: Writer, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(writer.save(), content_type=MIME["xlsx"], headers=headers)


def payment_or_404(pk) -> Payment:
    rows = Payment.objects.select_related(
        "batch__fund", "batch__made_by", "batch__approved_by", "batch__sent_by", "person", "program",
        "entitlement__made_by", "rules", "enrolment__rules", "settled_by",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


COMMITS = (TransferKind.COMMITMENT, TransferKind.REISSUE)
RECEIPTS = 5  # of the fund, that a payment's page shows


class PaymentTrail(StaffView):
    """One payment both ways: from the fund's money to it, and from it to what it was paid for and on what evidence."""

    action = "batch.view"
    header_icon = "money"
    template_name = "money/payment.html"

    def find(self, pk):
        self.payment = payment_or_404(pk)

    def get_trail(self):
        batch = self.payment.batch
        return [
            (reverse("money:fund", args=[batch.fund_id]), batch.fund.name),
            (reverse("money:batch", args=[batch.pk]), batch.number),
        ]

    def get_context_data(self, **kwargs):
        payment = self.payment
        self.page_title = _("Payment %(number)s") % {"number": f"{payment.batch.number}-{payment.sequence}"}
        transfers = list(
            Transfer.objects.about(payment.batch_id).select_related("actor").prefetch_related("legs__account")
        )
        for transfer in transfers:
            transfer.called = payment.batch.called(transfer.kind)
        # What the fund had received by the day on which the batch was approved.
        by = next((one.on for one in transfers if one.kind in COMMITS), timezone.localdate())
        received = Transfer.objects.filter(
            kind=TransferKind.RECEIPT, legs__account__fund=payment.batch.fund_id, on__lte=by, reversed_by__isnull=True
        ).annotate(amount=Sum("legs__amount", filter=Q(legs__amount__gt=0)))
        received = received.select_related("receipt", "actor").order_by("-on", "-at")[:RECEIPTS]
        return super().get_context_data(
            payment=payment, tone=TONE.get(payment.state, "idle"), transfers=transfers, received=received,
            decisions=payment.enrolment.decisions.select_related("actor").order_by("at", "id"),
            documents=payment.enrolment.documents.order_by("added_at"),
            place=Area.objects.filter(pk=payment.area).first(),
            may_receipt=payment.state == PaymentState.PAID, thing=paysheet.thing_of(payment),
            handout=Handout.objects.filter(payment=payment).select_related("made_by", "sheet").first(),
            claims=[(one, CLAIM_TONE[one.state]) for one in recovery.with_sums(payment.claims.order_by("opened_at"))],
            may_claim=payment.state == PaymentState.PAID
            and roles.may(self.request.user, "claim.open", program=payment.program_id), **kwargs,
        )  # fmt: skip


class ReceiptPage(Printed):
    """The receipt (收据) of a payment that has arrived, to be signed by whoever got it."""

    action = "batch.view"
    template_name = "money/receipt.html"

    def get_context_data(self, **kwargs):
        payment = payment_or_404(self.kwargs["pk"])
        if payment.state != PaymentState.PAID:
            raise Refusal("not-paid", gettext_lazy("There is a receipt once the money has arrived."))
        return super().get_context_data(
            payment=payment, in_words=capitals.yuan(payment.net), place=Area.objects.filter(pk=payment.area).first(),
            thing=paysheet.thing_of(payment), handout=Handout.objects.filter(payment=payment).first(), **kwargs,
        )  # fmt: skip
