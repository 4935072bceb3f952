"""Jobs: asked for in a transaction, carried by Celery, and true in their row alone.

A kind is registered with `@kind("payments.post")`; its function gets a `Run` and returns the
result. It must be idempotent or keep a checkpoint: it may be started again after a kill at any
moment. What it commits, it commits through `Run.commit`, which fails when the job was given to
another worker meanwhile, so that a worker that was thought lost can't write any more.
"""

import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pghistory
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from registry.core import scope
from registry.core.ahead import collecting_seldom
from registry.core.errors import Refusal, refusal_from
from registry.core.models.job import JOB_STATES, Job, JobState

log = logging.getLogger(__name__)

BEAT = 2.0  # seconds between heartbeats
LOST_AFTER = timedelta(seconds=20)  # without a heartbeat, a worker counts as lost
RESEND_AFTER = timedelta(seconds=15)  # without a start, a message counts as lost
MAX_ATTEMPTS = 5

KINDS: dict[str, tuple[Callable, object]] = {}
FIGURES: dict[str, dict[str, object]] = {}


class Cancelled(Exception):
    """Someone asked for the job to stop."""


class Lost(Exception):
    """The job was given to another worker; this one must stop without a trace."""


def kind(name: str, label, *, figures: dict[str, object] | None = None):
    """Register a function as the work of a kind of job. `label` is what people call it, `figures` what they call the
    entries of its result; where it is given, the others are for programs alone."""

    def register(function):
        KINDS[name] = (function, label)
        if figures is not None:
            FIGURES[name] = figures
        return function

    return register


def label_of(name: str) -> str:
    return str(KINDS[name][1]) if name in KINDS else name


def figures_of(job: Job) -> list[tuple[str, object]]:
    """The result of a job as people read it: (what, how much)."""
    named = FIGURES.get(job.kind)
    if named is None:
        return list(job.result.items())
    return [(str(label), job.result[key]) for key, label in named.items() if key in job.result]


def enqueue(*, kind: str, account, params: dict, link: str = "", total: int = 0) -> Job:
    """Ask for a job, in the caller's transaction; it is sent when that commits. A lost message is sent again."""
    if kind not in KINDS:
        raise LookupError(kind)
    job = Job.objects.create(kind=kind, account=account, params=params, link=link, total=total, sent_at=timezone.now())
    transaction.on_commit(partial(send, job.pk))
    return job


def send(job_id) -> None:
    """Hand the id to the broker. A broker that is away is no error: the sweep sends it again."""
    from registry.core.tasks import run_job

    try:
        run_job.delay(str(job_id))
    except Exception as error:  # any transport's own error class
        log.warning("job %s not sent, the sweep will: %s", job_id, type(error).__name__)


def cancel(*, job: Job) -> None:
    """Stop a job: at once if it waits, at its next step if it runs."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        if job.state == JobState.QUEUED:
            Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED, finished_at=timezone.now())
        elif job.state == JobState.RUNNING:
            Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        else:
            JOB_STATES.check(job.state, JobState.CANCELLED)


def retry(*, job: Job) -> None:
    """Queue a failed or cancelled job again; it goes on from its checkpoint."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        JOB_STATES.check(JobState(job.state), JobState.QUEUED)
        if job.state == JobState.RUNNING:
            raise Refusal("state", _("This job is still running."))
        Job.objects.filter(pk=job.pk).update(
            state=JobState.QUEUED,
            error="",
            cancel_requested=False,
            attempt=0,
            finished_at=None,
            sent_at=timezone.now(),
        )
        transaction.on_commit(partial(send, job.pk))


class Run:
    """A job in the hands of a worker."""

    def __init__(self, job: Job):
        self.job = job
        self.params = job.params
        self.checkpoint = dict(job.checkpoint)
        self.done, self.total = job.done, job.total
        self._stop = threading.Event()
        self._verdict: type[Exception] | None = None

    @property
    def mine(self):
        return Job.objects.filter(pk=self.job.pk, attempt=self.job.attempt, state=JobState.RUNNING)

    def progress(self, done: int, total: int | None = None) -> None:
        """Say how far it is. Raises `Cancelled` or `Lost` when it must stop; call it often, it is cheap."""
        self.done = done
        if total is not None:
            self.total = total
        if self._verdict:
            raise self._verdict

    @contextmanager
    def commit(self, **checkpoint) -> Iterator[None]:
        """A transaction that is kept only while the job is this worker's, together with its checkpoint. What isn't
        kept wasn't done: then the job is as far as it was before."""
        before = self.done
        try:
            with transaction.atomic():
                yield
                self.checkpoint |= checkpoint
                if not self.mine.update(checkpoint=self.checkpoint, done=self.done, total=self.total):
                    raise Lost
        except BaseException:
            self.done = before
            raise
        self.progress(self.done)

    def _beat(self) -> None:
        """In a thread of its own, so that a long statement still shows a living worker, and a cancel is seen."""
        try:
            with scope.entered(scope.SYSTEM):
                while not self._stop.wait(BEAT):
                    if not self.mine.update(heartbeat_at=timezone.now(), done=self.done, total=self.total):
                        self._verdict = Lost
                        return
                    if self.mine.filter(cancel_requested=True).exists():
                        self._verdict = Cancelled
        finally:
            connection.close()

    @contextmanager
    def beating(self) -> Iterator[None]:
        thread = threading.Thread(target=self._beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()


def claim(job_id) -> Job | None:
    """Take a waiting job. None when another worker has it, or it is over."""
    with scope.entered(scope.SYSTEM), transaction.atomic():
        now = timezone.now()
        taken = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
            state=JobState.RUNNING, attempt=F("attempt") + 1, heartbeat_at=now, started_at=now
        )
        return Job.objects.select_related("account").get(pk=job_id) if taken else None


def run(job_id) -> None:
    """Do a job, in the scope that its account has today."""
    scope.clean()
    job = claim(job_id)
    if job is None:
        return
    work, _label = KINDS[job.kind]
    run = Run(job)
    context = {"account": job.account_id, "job": str(job.pk)}
    try:
        inside = scope.entered(scope.of(job.account))
        with run.beating(), inside, pghistory.context(**context), translation.override("zh-hans"), collecting_seldom():
            result = work(run) or {}
        finish(run, JobState.DONE, result=result)
    except Lost:
        log.warning("job %s was given to another worker", job.pk)
    except Cancelled:
        finish(run, JobState.CANCELLED)
    except Refusal as refusal:
        finish(run, JobState.FAILED, error=str(refusal))
    except Exception as error:
        log.exception("job %s failed", job.pk)
        finish(run, JobState.FAILED, error=reason(error))


def reason(error: Exception) -> str:
    """What a person may read of a failure: a rule's sentence, or the kind of error and its place, never data."""
    try:
        return str(refusal_from(error))
    except Exception:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
        return str(
            _("Something went wrong (%(kind)s at %(place)s). Retry; if it happens again, tell the administrator.")
        ) % {
            "kind": type(error).__name__,
            "place": place,
        }


def finish(run: Run, state: JobState, *, result: dict | None = None, error: str = "") -> None:
    with scope.entered(scope.SYSTEM):
        run.mine.update(
            state=state,
            result=result or {},
            error=error,
            done=run.done,
            total=run.total,
            finished_at=timezone.now(),
            cancel_requested=False,
        )


def sweep() -> int:
    """Queue again what lost its worker, send again what lost its message. The number of jobs sent.

    A job that has lost `MAX_ATTEMPTS` workers is given up: whatever kills them is in the job.
    """
    now = timezone.now()
    lost = Q(state=JobState.RUNNING, heartbeat_at__lt=now - LOST_AFTER)
    with scope.entered(scope.SYSTEM):
        Job.objects.filter(lost, attempt__gte=MAX_ATTEMPTS).update(
            state=JobState.FAILED,
            finished_at=now,
            error=str(_("Its worker was lost %(times)s times. Tell the administrator before you retry."))
            % {"times": MAX_ATTEMPTS},
        )
        Job.objects.filter(lost, cancel_requested=True).update(state=JobState.CANCELLED, finished_at=now)
        Job.objects.filter(lost).update(state=JobState.QUEUED, sent_at=now - RESEND_AFTER)
        with transaction.atomic():
            waiting = list(
                Job.objects.select_for_update(skip_locked=True)
                .filter(state=JobState.QUEUED)
                .filter(Q(sent_at__lte=now - RESEND_AFTER) | Q(sent_at=None))
                .values_list("pk", flat=True)
            )
            Job.objects.filter(pk__in=waiting).update(sent_at=now)
    for job_id in waiting:
        send(job_id)
    return len(waiting)
