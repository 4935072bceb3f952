"""Batches too big to wait for: the same services, as jobs. All or nothing, so what a killed worker did is undone."""

import uuid
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from programs.payments.models import Answer, Batch, Entitlement, Payment
from programs.payments.models.approval import Step
from programs.payments.services import answers, batches, blockers
from programs.payments.services.entitlements import SMALL
from registry.core import jobs, roles
from registry.core.ids import uuid7
from registry.core.models.job import JobState

STEPS = {
    "check": batches.check,
    "approve": batches.approve,
    "send": batches.send,
    "confirm": batches.confirm,
    "cancel": batches.cancel,
}
ANSWERS = {"look": answers.look_through, "post": answers.post}
SMALL_FILE = 200_000  # bytes of the bank's file that are read while one waits
# The steps before which the batch is looked at, and the part of their time that it takes.
LOOKED_AT, LOOKING = ("approve", "send"), 0.6
# The steps that are signed, by what the signature says.
SIGNED = {"check": Step.CHECK, "approve": Step.APPROVAL}


def make(*, program: str, area: str, period: str, fund: str, actor, note: str = "", method: str = "bank",
         outside_months: str = "", set_off: bool = True) -> Batch | jobs.Job:  # fmt: skip
    """`batches.make`, at once where it is small and as a job where it isn't."""
    roles.require(actor, "batch.make", program=program)
    due = Entitlement.objects.for_period(program, period).within(area).unpaid().count()
    if due < SMALL:
        return batches.make(program=program, area=area, period=period, fund=fund, actor=actor, note=note,
                            method=method, outside_months=outside_months, set_off=set_off)  # fmt: skip
    # The batch's id is made here, so that a job that is run again makes the same batch.
    params = {"id": str(uuid7()), "program": program, "area": area, "period": period, "fund": fund, "note": note,
              "method": method, "outside_months": outside_months, "set_off": set_off}  # fmt: skip
    with transaction.atomic():
        return jobs.enqueue(kind="payments.make", account=actor, params=params, total=due)


def step(name: str, *, batch: Batch, actor, **params) -> Batch | jobs.Job:
    """Approve, send, confirm or cancel, at once where the batch is small and as a job where it isn't."""
    action = f"batch.{name}"
    roles.require(actor, action, program=batch.program_id)
    if batch.count < SMALL:
        return STEPS[name](batch=batch, actor=actor, **params)
    with transaction.atomic():
        return jobs.enqueue(
            kind=f"payments.{name}",
            account=actor,
            params={"batch": str(batch.pk), **written(params)},
            total=batch.count,
        )


def written(params: dict) -> dict:
    """The parameters of a step as the row of a job keeps them: a day as text, payments by their ids."""
    kept = dict(params)
    if kept.get("on"):
        kept["on"] = kept["on"].isoformat()
    if kept.get("payments") is not None:
        kept["payments"] = [str(payment.pk) for payment in kept["payments"]]
    if kept.get("serials"):
        kept["serials"] = {str(pk): serial for pk, serial in kept["serials"].items()}
    return kept


def read(params: dict) -> dict:
    """The other way round, but for the batch."""
    found = {key: value for key, value in params.items() if key != "batch"}
    if found.get("on"):
        found["on"] = date.fromisoformat(found["on"])
    if found.get("payments") is not None:
        found["payments"] = [Payment(pk=uuid.UUID(pk)) for pk in found["payments"]]
    if found.get("serials"):
        found["serials"] = {uuid.UUID(pk): serial for pk, serial in found["serials"].items()}
    return found


@jobs.kind("payments.make", _("Make a batch"))
def _make(run: jobs.Run) -> dict:
    params = dict(run.params)
    batch_id = uuid.UUID(params.pop("id"))
    with run.commit(batch=str(batch_id)):
        batch = batches.make(id=batch_id, actor=run.job.account, progress=run.progress, **params)
    return {"batch": batch.number, "count": batch.count, "left_out": batch.omissions.count()}


def _step(run: jobs.Run, name: str, state: str, **more) -> dict:
    batch = Batch.objects.get(pk=run.params["batch"])
    # A worker that was killed after its commit left the batch where it was to go, or signed, in this account's name.
    if not _done(batch, name, state, run.job.account_id):
        act = STEPS[name]
        if name in LOOKED_AT:
            # In transactions of its own, once: what stands in the way stays known when the step is refused.
            blockers.look(batch, run.job.account, lambda share: run.progress(int(batch.count * LOOKING * share)))
            act = act.__wrapped__
        with run.commit():
            batch = act(batch=batch, actor=run.job.account, **read(run.params), **more)
    run.progress(batch.count, batch.count)
    return {"batch": batch.number, "count": batch.count, "total": str(batch.total)}


def _done(batch: Batch, name: str, state: str, account: int) -> bool:
    if name in SIGNED:
        return batch.approvals.filter(round=batch.round, step=SIGNED[name], account=account).exists()
    return batch.state == state and getattr(batch, f"{state}_by_id") == account


@jobs.kind("payments.check", _("Check a batch"))
def _check(run: jobs.Run) -> dict:
    return _step(run, "check", "checked")


@jobs.kind("payments.approve", _("Approve a batch"))
def _approve(run: jobs.Run) -> dict:
    return _step(run, "approve", "approved")


@jobs.kind("payments.send", _("Send a batch to the bank"))
def _send(run: jobs.Run) -> dict:
    return _step(run, "send", "sent")


@jobs.kind("payments.confirm", _("Confirm a batch"))
def _confirm(run: jobs.Run) -> dict:
    return _step(run, "confirm", "closed", progress=run.progress)


@jobs.kind("payments.cancel", _("Cancel a batch"))
def _cancel(run: jobs.Run) -> dict:
    return _step(run, "cancel", "cancelled")


def answer(name: str, *, answer: Answer, actor, link: str = "", **said) -> Answer | jobs.Job:
    """Look through the bank's file (as a person `said`: columns, words) or take it over, at once where it is small and
    as a job where it isn't."""
    roles.require(actor, "batch.confirm", program=answer.program_id)
    if answer.size < SMALL_FILE:
        return ANSWERS[name](answer=answer, actor=actor, **said)
    with transaction.atomic():
        if under_way(answer) and answer.job.kind == f"payments.answer_{name}":
            return answer.job
        job = jobs.enqueue(
            kind=f"payments.answer_{name}", account=actor, params={"answer": str(answer.pk), **said}, link=link,
            total=answer.counts.get("rows", 0),
        )  # fmt: skip
        Answer.objects.filter(pk=answer.pk).update(job=job)
    return job


def under_way(answer: Answer) -> bool:
    """Whether a job of the reader's own is at it."""
    return bool(answer.job) and answer.job.state in (JobState.QUEUED, JobState.RUNNING)


@jobs.kind("payments.answer_look", _("Look through the bank's answer"))
def _look(run: jobs.Run) -> dict:
    said = dict(run.params)
    found = Answer.objects.get(pk=said.pop("answer"))
    with run.commit():
        found = answers.look_through(answer=found, actor=run.job.account, progress=run.progress, **said)
    return dict(found.counts)


@jobs.kind("payments.answer_post", _("Take over the bank's answer"))
def _post(run: jobs.Run) -> dict:
    found = Answer.objects.get(pk=run.params["answer"])
    with run.commit():
        found = answers.post(answer=found, actor=run.job.account, progress=run.progress)
    run.progress(found.counts.get("rows", 0), found.counts.get("rows", 0))
    return dict(found.counts)
