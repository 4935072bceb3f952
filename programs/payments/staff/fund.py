"""One fund: what it is, where its money is, and every movement with its legs."""

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.staff.fields import DayField, YuanField
from programs.catalogue.models import Fund, Program
from programs.catalogue.services import funds as fund_service
from programs.ledger.models import AccountKind, LedgerAccount, Leg, Transfer, TransferKind
from programs.payments.models import Allotment, Batch, Claim
from programs.payments.services import funds, overview
from programs.payments.staff.funds import bar, day
from programs.payments.staff.keyset import Keyset, is_uuid
from registry.core import roles, scope
from registry.core.errors import Refusal
from registry.core.ids import uuid7
from registry.core.models.area import Area, Level
from registry.core.staff.views import StaffAct, StaffView


def trail():
    return [(reverse("money:funds"), _("Funds"))]


class ReceiveForm(forms.Form):
    amount = YuanField(label=_("Amount, yuan"))
    on = DayField(label=_("Received on"), initial=timezone.localdate)
    payer = forms.CharField(label=_("Paid in by"), max_length=100, required=False)
    document = forms.CharField(label=_("Document number"), max_length=100, required=False)
    memo = forms.CharField(label=_("Memo"), max_length=200, required=False)
    # Made with the form, so that a form that is sent twice is one receipt.
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class FundDetail(StaffView):
    action = "fund.view"
    header_icon = "money"
    template_name = "money/fund.html"

    def get_trail(self):
        return trail()

    def get_context_data(self, **kwargs):
        fund = get_object_or_404(Fund.objects.prefetch_related("programs", "places__area"), pk=self.kwargs["code"])
        self.page_title = fund.name
        kind = self.request.GET.get("kind", "")
        accounts = LedgerAccount.objects.of_fund(fund).order_by("program", "period")
        chosen = accounts.filter(kind=kind) if kind in AccountKind.values else accounts
        if account := self.request.GET.get("account"):
            chosen = chosen.filter(pk=account) if is_uuid(account) else chosen.none()
        on = day(self.request.GET.get("on"))
        behind = Leg.objects.behind(chosen)
        page = Keyset(self.request).page(behind.until(on) if on else behind, "transfer__at", "pk")
        describe(page.rows)
        standing = overview.standings([fund], on=on)[0]
        held = accounts.held_on(on) if on else {row.pk: row.balance for row in accounts}
        kind = kind if kind in AccountKind.values else ""
        return super().get_context_data(
            fund=fund, standing=standing, bar=bar(standing), on=on,
            months=overview.months(fund=fund.pk, until=on)[::-1],
            accounts=[(row, held[row.pk]) for row in accounts if held.get(row.pk)],
            kind=kind, kind_label=AccountKind(kind).label if kind else "", account=chosen.first() if account else None,
            legs=page, names=program_names(), today=timezone.localdate(),
            form=kwargs.pop("form", None) or ReceiveForm(),
            may_receive=may_receive(self.request.user, fund), **kwargs,
        )  # fmt: skip


def program_names() -> dict[str, str]:
    return {program.pk: program.name for program in Program.objects.all()}


def may_receive(account, fund: Fund) -> bool:
    codes = [program.pk for program in fund.programs.all()]
    return any(roles.may(account, "fund.receive", program=code) for code in codes or [None])


def subjects(transfers) -> dict:
    """What transfers are about, by their cause; what lies in other places isn't there."""
    causes = {transfer.cause for transfer in transfers if transfer.cause}
    return {pk: row for model in (Batch, Claim, Allotment) for pk, row in model.objects.in_bulk(causes).items()}


def describe(legs) -> None:
    """Say of each leg what its transfer is called, and where what it is about stands."""
    about = subjects(leg.transfer for leg in legs)
    for leg in legs:
        what = about.get(leg.transfer.cause)
        leg.about, leg.called = page_of(what), called(leg.transfer, what)


def page_of(what: Batch | Claim | Allotment | None) -> str:
    if isinstance(what, Allotment):
        return reverse("money:allotments")
    return reverse(f"money:{what._meta.model_name}", args=[what.pk]) if what else ""


def called(transfer: Transfer, what: Batch | Claim | Allotment | None):
    """What a movement is called: of a batch as it is paid."""
    return what.called(transfer.kind) if isinstance(what, Batch) else transfer.get_kind_display()


# What the columns of the months are called.
FLOWS = {"received": _("Received"), "paid": _("Paid"), "returned": _("Returned"), "recovered": _("Recovered")}


class Movements(StaffView):
    """The legs behind a figure of a month: `flow` in `month`, until the day `on` in it, of `fund` or of all funds."""

    action = "fund.view"
    header_icon = "list-ul"
    template_name = "money/movements.html"

    def get_trail(self):
        return [*trail(), *([(reverse("money:fund", args=[self.fund.pk]), self.fund.name)] if self.fund else [])]

    def find(self, **kwargs):
        asked = self.request.GET
        self.flow, self.month = asked.get("flow", ""), day(f"{asked.get('month', '')}-01")
        if self.flow not in FLOWS or self.month is None or self.month > timezone.localdate():
            raise Http404
        self.fund = get_object_or_404(Fund, pk=asked["fund"]) if asked.get("fund") else None

    def get_context_data(self, **kwargs):
        self.page_title = f"{FLOWS[self.flow]} {self.month:%Y-%m}"
        on = day(self.request.GET.get("on"))
        rows = overview.movements(self.flow, month=self.month, until=on, fund=self.fund and self.fund.pk)
        page = Keyset(self.request).page(rows, "transfer__at", "pk")
        describe(page.rows)
        return super().get_context_data(
            fund=self.fund, legs=page, total=rows.total(), names=program_names(), every_fund=self.fund is None, on=on,
            **kwargs,
        )  # fmt: skip


class Receive(FundDetail):
    action = "fund.receive"
    http_method_names = ["post"]

    def post(self, request, code):
        fund = get_object_or_404(Fund, pk=code)
        form = ReceiveForm(request.POST)
        if form.is_valid():
            try:
                funds.receive(fund=fund, actor=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(
                    request, _("%(amount)s yuan received.") % {"amount": f"{form.cleaned_data['amount']:,.2f}"}
                )
                return redirect("money:fund", code=code)
        return self.render_to_response(self.get_context_data(form=form))


# The transfers that move some payments of a batch, and where those cite it; the others move all of it.
MOVES_SOME = {
    TransferKind.CONFIRMATION: "settled_by", TransferKind.RETURN: "returned_by",
    TransferKind.LATE_RETURN: "returned_by", TransferKind.RESTITUTION: "released_by",
}  # fmt: skip


class TransferDetail(StaffView):
    action = "ledger.view"
    header_icon = "list-ul"
    template_name = "money/transfer.html"

    def get_trail(self):
        return trail()

    def get_context_data(self, **kwargs):
        transfer = get_object_or_404(
            Transfer.objects.select_related("actor", "reverses", "receipt"), pk=self.kwargs["pk"]
        )
        legs = transfer.legs.select_related("account__fund").order_by("amount")
        what = subjects([transfer]).get(transfer.cause)
        self.page_title = called(transfer, what)
        batch = what if isinstance(what, Batch) else None
        allotment = what if isinstance(what, Allotment) else None
        claim = what if isinstance(what, Claim) else None
        payments = batch.payments.order_by("sequence") if batch else None
        if payments is not None and transfer.kind in MOVES_SOME:
            payments = payments.filter(**{MOVES_SOME[transfer.kind]: transfer})
        fund = legs[0].account.fund
        reversed_by = Transfer.objects.filter(reverses=transfer).first()
        return super().get_context_data(
            transfer=transfer, legs=legs, names=program_names(), batch=batch, allotment=allotment, claim=claim,
            receipt=getattr(transfer, "receipt", None), payments=payments[:50] if payments is not None else None,
            paid=payments.sums() if payments is not None else None, fund=fund, reversed_by=reversed_by,
            may_take_back=transfer.kind == TransferKind.RECEIPT and reversed_by is None
            and may_receive(self.request.user, fund), **kwargs,
        )  # fmt: skip


class TakeBack(StaffAct):
    action = "fund.receive"

    def post(self, request, pk):
        transfer = get_object_or_404(Transfer, pk=pk)
        fund = transfer.legs.select_related("account__fund").first().account.fund
        funds.take_back(fund=fund, transfer=transfer, actor=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, _("The receipt is taken back. Both entries stay in the books."))
        return redirect("money:fund", code=fund.pk)


class FundEditForm(forms.Form):
    code = forms.RegexField(
        r"^[A-Za-z0-9-]{2,20}$", label=_("Fund code"), help_text=_("Letters and digits; it can't be changed later.")
    )
    name = forms.CharField(label=_("Name of the fund"), max_length=100)
    source = forms.CharField(label=_("Source"), max_length=100)
    purpose = forms.CharField(label=_("Purpose"), max_length=300, required=False)
    programs = forms.ModelMultipleChoiceField(
        Program.objects.filter(active=True), label=_("Programs that it pays for"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(), label=_("Places where it may be spent"), required=False,
        help_text=_("None means everywhere. A place holds everything below it."),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    restrictions = forms.CharField(
        label=_("Conditions of the donor"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    starts_on = DayField(label=_("May be spent from"), required=False)
    ends_on = DayField(label=_("May be spent until"), required=False)


class FundForm(StaffView):
    """A new fund, or a change of one."""

    action = "fund.change"
    header_icon = "money"
    template_name = "money/form.html"

    def get_trail(self):
        return trail()

    @property
    def fund(self) -> Fund | None:
        code = self.kwargs.get("code")
        return get_object_or_404(Fund, pk=code) if code else None

    def form(self, data=None) -> forms.Form:
        fund = self.fund
        initial = {name: getattr(fund, name) for name in ("code", *fund_service.FIELDS)} if fund else None
        if fund:
            initial["programs"] = list(fund.programs.all())
            initial["areas"] = [place.area_id for place in fund.places.all()]
        form = FundEditForm(data, initial=initial)
        # A program that was closed since stays the fund's.
        form.fields["programs"].queryset = Program.objects.filter(Q(active=True) | Q(funds=fund)).distinct()
        # The counties, and whatever else the fund has already.
        places = Q(level=Level.COUNTY) | Q(pk__in=initial["areas"] if initial else [])
        own = scope.current().area
        form.fields["areas"].queryset = Area.objects.filter(places, code__startswith=own).order_by("code")
        form.fields["areas"].label_from_instance = lambda area: area.full_name
        if fund:
            del form.fields["code"]
        return form

    def get_context_data(self, **kwargs):
        fund = self.fund
        self.page_title = _("Change the fund") if fund else _("A new fund")
        back = reverse("money:fund", args=[fund.pk]) if fund else reverse("money:funds")
        return super().get_context_data(form=kwargs.pop("form", None) or self.form(), back=back, **kwargs)

    def post(self, request, **kwargs):
        form, fund = self.form(request.POST), self.fund
        if form.is_valid():
            try:
                if fund:
                    fund = fund_service.change(fund=fund, actor=request.user, **form.cleaned_data)
                else:
                    fund = fund_service.create(actor=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Saved."))
                return redirect("money:fund", code=fund.pk)
        return self.render_to_response(self.get_context_data(form=form))
