"""Jobs: work that outlives a request. The row is the truth; Celery only carries its id."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.core.guards import no_delete
from registry.core.ids import uuid7
from registry.core.scope.access import Custom
from registry.core.states import StateMachine, enforce


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


JOB_STATES = StateMachine(
    start={JobState.QUEUED},
    moves={
        JobState.QUEUED: {JobState.RUNNING, JobState.CANCELLED},
        # A lost worker's job goes back in the queue.
        JobState.RUNNING: {JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.QUEUED},
        # Retry.
        JobState.FAILED: {JobState.QUEUED},
        JobState.CANCELLED: {JobState.QUEUED},
        JobState.DONE: set(),
    },
)


class JobQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])


class Job(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    account = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, related_name="jobs", verbose_name=_("account")
    )
    params = models.JSONField(_("parameters"), default=dict)
    # What has been committed so far, for a worker that takes over; written with the work itself.
    checkpoint = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveBigIntegerField(_("done"), default=0)
    total = models.PositiveBigIntegerField(_("of"), default=0)
    # Grows with each worker that takes the job, so that one which was given up for lost can't write any more.
    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    cancel_requested = models.BooleanField(default=False)
    result = models.JSONField(_("result"), default=dict)
    error = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(_("started at"), null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    # Where to go when it is done.
    link = models.CharField(max_length=300, blank=True)

    objects = JobQuerySet.as_manager()
    access = Custom(
        verbs=("SELECT", "INSERT", "UPDATE"),
        read="account_id = (SELECT scope_account()) OR (SELECT scope_system())",
        write="account_id = (SELECT scope_account()) OR (SELECT scope_system())",
    )

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["account", "-created_at"], name="job_account"),
            models.Index(
                fields=["state", "heartbeat_at"],
                name="job_unfinished",
                condition=models.Q(state__in=["queued", "running"]),
            ),
        ]
        triggers = [*enforce(JOB_STATES), *no_delete()]

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0
