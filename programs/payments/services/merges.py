"""Two records that were due, or were paid, money of one program for the same period."""

from collections import defaultdict

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beneficiaries.models.duplicates import ConflictKind
from beneficiaries.services.conflicts import Conflict
from programs.enrolment.models import Enrolment
from programs.payments.flows import PaymentState
from programs.payments.models import Entitlement, Payment

MOST = 20  # conflicts that are listed one by one


def conflicts(*, kept, merged) -> list[Conflict]:
    """For each program and period that both were due money for: what each was due, and what was paid of it."""
    due: dict[tuple[str, str], dict] = defaultdict(dict)
    owners = {pk: owner.pk for owner in (kept, merged) for pk in owner.records.values_list("pk", flat=True)}
    rows = Entitlement.objects.filter(person__in=owners).values("program_id", "period", "person_id")
    for row in rows.annotate(yuan=Sum("amount")).order_by("program_id", "period"):
        of_period = due[row["program_id"], row["period"]]
        owner = owners[row["person_id"]]
        of_period[owner] = of_period.get(owner, 0) + row["yuan"]
    twice = {key: yuan for key, yuan in due.items() if len(yuan) == 2}
    return [_conflict(key, yuan, kept, merged, list(owners)) for key, yuan in list(twice.items())[:MOST]]


def _conflict(key: tuple[str, str], yuan: dict, kept, merged, people: list) -> Conflict:
    program, period = key
    paid = Payment.objects.filter(
        person__in=people, program=program, entitlement__period=period, state=PaymentState.PAID
    ).aggregate(yuan=Sum("amount"))["yuan"]
    return Conflict(
        ConflictKind.PAID_TWICE,
        _("Both were due money of %(program)s for %(period)s: %(kept)s and %(merged)s yuan, of which %(paid)s yuan are "
          "paid.") % {
            "program": program, "period": period, "kept": f"{yuan[kept.pk]:,.2f}",
            "merged": f"{yuan[merged.pk]:,.2f}", "paid": f"{paid or 0:,.2f}",
        },
        then=_("What was paid stays as it is, for the auditors. What isn't paid yet is paid once."),
        program=program,
        detail={"period": period, "people": [str(kept.pk), str(merged.pk)]},
    )  # fmt: skip


def obstacles(*, merge) -> list[str]:
    """What was worked out or paid since under enrolments that went over."""
    ids = merge.moved.get(Enrolment._meta.db_table, [])
    due = Entitlement.objects.filter(enrolment__in=ids, created_at__gt=merge.made_at).count()
    paid = Payment.objects.filter(enrolment__in=ids, batch__made_at__gt=merge.made_at).kept().count()
    found = []
    if due:
        found.append(
            ngettext(
                "%(count)s amount was worked out since under an enrolment that went over.",
                "%(count)s amounts were worked out since under enrolments that went over.",
                due,
            )
            % {"count": due}
        )
    if paid:
        found.append(
            ngettext(
                "%(count)s payment was made since under an enrolment that went over.",
                "%(count)s payments were made since under enrolments that went over.",
                paid,
            )
            % {"count": paid}
        )
    return found
