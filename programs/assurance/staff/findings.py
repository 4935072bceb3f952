"""The list of findings, with the most money first; by keyset, so that the thousandth page costs what the first does."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View

from programs.assurance import checks
from programs.assurance.checks.shape import SEVERITY_TONE, Severity
from programs.assurance.flows import STANDING, TONE, FindingState
from programs.assurance.models import Finding
from programs.assurance.staff import exporting
from programs.catalogue.models import Program
from programs.payments.models import Batch
from programs.payments.staff.keyset import is_uuid
from registry.core import scope
from registry.core.models import Area
from registry.core.models.area import upper_bound
from registry.core.staff.views import ActionRequired, StaffView

SIZE = 50
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Filters:
    """What the address asks for; what is malformed is not asked for."""

    def __init__(self, request):
        asked = request.GET
        self.rule = asked.get("rule", "") if asked.get("rule") in checks.CHECKS else ""
        self.state = asked.get("state", "standing")
        self.severity = asked.get("severity", "") if asked.get("severity") in Severity.values else ""
        self.program = asked.get("program", "")
        self.area = asked.get("area", "") if asked.get("area", "").isdigit() else ""
        self.owner = asked.get("owner", "")
        self.batch = asked.get("batch", "") if is_uuid(asked.get("batch", "")) else ""
        self.account = request.user

    def rows(self):
        rows = Finding.objects.all()
        if self.rule:
            rows = rows.filter(rule=self.rule)
        if self.state == "standing":
            rows = rows.filter(state__in=STANDING)
        elif self.state in FindingState.values:
            rows = rows.filter(state=self.state)
        if self.severity:
            rows = rows.filter(rule__in=[c.code for c in checks.CHECKS.values() if c.severity == self.severity])
        if self.program:
            rows = rows.filter(program=self.program)
        if self.batch:
            rows = rows.filter(holds__contains=[self.batch])
        if self.area:
            rows = rows.filter(area__gte=self.area, area__lt=upper_bound(self.area))
        if self.owner == "me":
            rows = rows.filter(owner=self.account)
        elif self.owner == "nobody":
            rows = rows.filter(owner__isnull=True)
        elif self.owner == "late":
            rows = rows.filter(due_on__lt=timezone.localdate(), state__in=STANDING)
        return rows

    @property
    def any(self) -> bool:
        asked = (self.batch, self.rule, self.severity, self.program, self.area, self.owner)
        return any(asked) or self.state != "standing"


class FindingList(StaffView):
    action = "finding.view"
    page_title = _("Findings")
    header_icon = "glasses"
    template_name = "assurance/findings.html"

    def get_trail(self):
        return above(self.request)

    def get_context_data(self, **kwargs):
        filters = Filters(self.request)
        rows, following = page(filters.rows().select_related("program", "owner"), self.request.GET.get("after", ""))
        places = Area.objects.in_bulk({row.area for row in rows})
        for row in rows:
            described(row).place = places.get(row.area)
        home = scope.current().area
        return super().get_context_data(
            rows=rows, filters=filters, batch=Batch.objects.filter(pk=filters.batch or None).first(),
            checks=checks.CHECKS.values(), states=FindingState.choices,
            severities=Severity.choices, programs=Program.objects.filter(pk__in=scope.current().reads),
            areas=Area.objects.children_of(home) if home and len(home) < 12 else [],
            following=link(self.request, after=following) if following else "",
            first=link(self.request) if self.request.GET.get("after") else "", query=query_of(self.request), **kwargs,
        )  # fmt: skip


def described(finding: Finding) -> Finding:
    """With what a list shows of it."""
    check = finding.of_rule
    finding.name = check.name if check else finding.rule
    finding.severity = check.severity.label if check else ""
    finding.severity_tone = SEVERITY_TONE[check.severity] if check else "idle"
    finding.tone = TONE[finding.state]
    finding.late = bool(finding.due_on and finding.due_on < timezone.localdate() and finding.state in STANDING)
    return finding


def above(request) -> list[tuple]:
    from registry.core import roles

    return [(reverse("assurance:index"), _("Assurance"))] if roles.may(request.user, "assurance.view") else []


def page(rows, after: str) -> tuple[list[Finding], str]:
    """A page and where the next one begins: the most money first, then the newest."""
    rows = rows.order_by("-money", "-id")
    money, _tilde, pk = after.partition("~")
    try:
        last = (Decimal(money), UUID(pk))
    except (InvalidOperation, ValueError):
        last = None
    if last and last[0].is_finite():
        rows = rows.filter(Q(money__lt=last[0]) | Q(money=last[0], id__lt=last[1]))
    found = list(rows[: SIZE + 1])
    end = found[SIZE - 1] if len(found) > SIZE else None
    return found[:SIZE], f"{end.money}~{end.pk}" if end else ""


def query_of(request) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    return query.urlencode()


def link(request, **changes) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


class Export(ActionRequired, View):
    """The findings that the filters leave, as a workbook; names and last digits, never a full number."""

    action = "assurance.export"

    def get(self, request):
        content = exporting.workbook(Filters(request).rows())
        name = f"findings-{timezone.localdate()}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(content, content_type=MIME, headers=headers)
