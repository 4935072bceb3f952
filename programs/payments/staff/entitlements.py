"""What is due for a program and period: worked out, listed, and how much of it is in a batch."""

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.payments.flows import state_label
from programs.payments.models import Entitlement, Payment
from programs.payments.services import entitlements
from programs.payments.staff import choices
from programs.payments.staff.keyset import Keyset
from registry.core import roles
from registry.core.models import Area, Job
from registry.core.staff.views import StaffAct, StaffView


class EntitlementsView(StaffView):
    action = "batch.view"
    page_title = _("What is due")
    header_icon = "calendar-check"
    template_name = "money/entitlements.html"

    def get_trail(self):
        return [(reverse("money:funds"), _("Funds"))]

    def get_context_data(self, **kwargs):
        programs = choices.paying_programs()
        program = next(
            (p for p in programs if p.pk == self.request.GET.get("program")), programs[0] if programs else None
        )
        names = choices.period_names(program.pk) if program else []
        period = self.request.GET.get("period") or (names[0] if names else "")
        if period and period not in names:
            names = [period, *names]
        rows = Entitlement.objects.for_period(program, period) if program else Entitlement.objects.none()
        batch = Payment.objects.filter(entitlement=OuterRef("pk"), binding=True)
        listed = rows.select_related("person").annotate(
            batch_id=Subquery(batch.values("batch_id")[:1]), batch_number=Subquery(batch.values("batch__number")[:1]),
            payment_state=Subquery(batch.values("state")[:1]), method=Subquery(batch.values("batch__method")[:1]),
        )  # fmt: skip
        page = Keyset(self.request).by_id(listed)
        places = Area.objects.in_bulk({row.area for row in page.rows})
        for row in page.rows:
            row.place = places.get(row.area)
            row.state_label = state_label(row.payment_state, row.method) if row.payment_state else ""
        return super().get_context_data(
            programs=programs, program=program, periods=names, period=period, page=page,
            due=sums(rows), unpaid=sums(rows.unpaid()),
            may_generate=program and roles.may(self.request.user, "entitlement.generate", program=program.pk),
            may_make=program and roles.may(self.request.user, "batch.make", program=program.pk), **kwargs,
        )  # fmt: skip


def sums(rows) -> dict:
    """Rows, the people among them (their first rows), and what is due with every correction."""
    return rows.aggregate(count=Count("pk"), people=Count("pk", filter=Q(sequence=0)), total=Sum("amount"))


class Generate(StaffAct):
    action = "entitlement.generate"

    def post(self, request):
        program, period = request.POST.get("program", ""), request.POST.get("period", "").strip()
        done = entitlements.ask(program=program, period=period, actor=request.user)
        if isinstance(done, Job):
            return redirect("jobs:detail", pk=done.pk)
        if done.created:
            messages.success(request, _("%(count)s new entitlements.") % {"count": done.created})
        else:
            messages.info(request, _("Nothing new: %(count)s stood already.") % {"count": done.standing})
        if done.without_amount:
            messages.warning(
                request, _("For %(count)s enrolments the rules give no amount. Look at their answers.")
                % {"count": done.without_amount},
            )  # fmt: skip
        return redirect(f"{reverse('money:entitlements')}?program={program}&period={period}")
