"""What the public reads of a batch that was paid: a frozen snapshot in the program's form, or nothing."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import PublicForm
from programs.catalogue.services import rules as catalogue
from programs.enrolment.flows import ReleaseState
from programs.enrolment.models import Release
from programs.enrolment.models.release import ReleaseKind
from programs.enrolment.services import publicity
from programs.enrolment.services.snapshot import Subject
from programs.payments.flows import BatchState, PaymentState
from programs.payments.models import Batch
from registry.core import roles
from registry.core.errors import Refusal

CHILD = 18
STRICTEST_FIRST = [PublicForm.NEVER, PublicForm.TOTALS, PublicForm.LIST]


def of(batch: Batch) -> Release | None:
    """The disclosure of a batch that stands or stood, if there is one."""
    found = Release.objects.filter(cause=batch.pk, kind=ReleaseKind.DISCLOSURE)
    return found.exclude(state=ReleaseState.REVOKED).first()


def form_of(batch: Batch) -> str:
    """The strictest of what the program and its rules in force allow."""
    rules = catalogue.in_force(program=batch.program_id, on=timezone.localdate())
    return min(batch.program.public_form, rules.parsed.publicity.form, key=STRICTEST_FIRST.index)


@transaction.atomic
def publish(*, batch: Batch, actor) -> Release:
    """Show the public what was paid: a masked list without children, or totals per township.

    Raises:
        Refusal: `not-allowed`; `not-paid` before the batch is closed; `disclosed` where it was published before;
            `never-public`; `release-small`; and the database's rules about releases.
    """
    roles.require(actor, "publicity.publish", program=batch.program_id)
    batch = _held(batch)
    if batch.state != BatchState.CLOSED:
        raise Refusal("not-paid", _("The public reads of a batch when all of it is paid."))
    if of(batch) is not None:
        raise Refusal("disclosed", _("This batch has been published already."))
    form = form_of(batch)
    if form == PublicForm.NEVER:
        raise Refusal("never-public", _("This program may never be published."))
    today = timezone.localdate()
    with translation.override("zh-hans"):
        title = gettext("%(program)s: payments made, %(period)s") % {
            "program": batch.program.name_zh, "period": batch.period
        }  # fmt: skip
    rules = catalogue.in_force(program=batch.program_id, on=today).parsed
    return publicity.release_snapshot(
        kind=ReleaseKind.DISCLOSURE, program=batch.program_id, form=form, subjects=_subjects(batch, form), actor=actor,
        title=title, area=batch.area, opens_on=today, closes_on=today + timedelta(days=settings.DISCLOSURE_DAYS),
        phone=rules.publicity.phone or actor.phone, cause=batch.pk,
    )  # fmt: skip


def _held(batch: Batch) -> Batch:
    """The batch as it is now. Who publishes it waits for whoever else does; a lock on the row would ask for the
    right to change a closed batch, which managers don't have.

    Raises:
        Refusal: `out-of-scope`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('payments.disclose ' || %s, 0))", [str(batch.pk)])
    found = Batch.objects.select_related("program", "fund").filter(pk=batch.pk).first()
    if found is None:
        raise Refusal("out-of-scope", _("This batch isn't in your area or programs, or may only be read."))
    return found


def _subjects(batch: Batch, form: str) -> list[Subject]:
    """One for each enrolment, with all that it got in the batch. No child stands on a list."""
    paid = batch.payments.filter(state=PaymentState.PAID).select_related("enrolment", "person").order_by("sequence")
    sums: dict = {}
    for payment in paid:
        if form == PublicForm.LIST and _age(payment.person.birth_date, payment.paid_on) < CHILD:
            continue
        before = sums.get(payment.enrolment_id)
        amount = payment.amount + (before.amount if before else Decimal(0))
        sums[payment.enrolment_id] = Subject(
            enrolment=payment.enrolment, area=payment.area, name=payment.name, amount=amount, detail=batch.period
        )
    return list(sums.values())


def _age(born, on) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
