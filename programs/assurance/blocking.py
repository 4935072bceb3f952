"""What keeps a batch from going out: asked by `payments` before it is approved and before it is sent."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.assurance import checks
from programs.assurance.models import Finding
from programs.assurance.services import looking
from programs.payments.services import blockers


def reasons(batch, actor) -> list[blockers.Reason]:
    """The findings that hold `batch`, as a sentence each rule; those that the account may not see are counted too."""
    held = {}
    for finding in Finding.objects.holding(batch).only("rule"):
        held[finding.rule] = held.get(finding.rule, 0) + 1
    return [
        blockers.Reason(
            _("%(count)s findings of rule %(rule)s hold this batch: have them explained or put right first.")
            % {"count": count, "rule": f"{rule} {checks.CHECKS[rule].name}" if rule in checks.CHECKS else rule},
            f"{reverse('assurance:findings')}?{urlencode({'rule': rule, 'batch': batch.pk})}",
        )
        for rule, count in sorted(held.items())
    ]


def look(batch, actor, progress) -> None:
    looking.batch(batch=batch, actor=actor, on=timezone.localdate(), progress=progress)


blockers.register(look=look, reasons=reasons)
