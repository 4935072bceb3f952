"""The Celery application. It carries job ids; the rows in PostgreSQL are the truth (`core.jobs`)."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
app = Celery("registry")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "ask-the-rules-of-audit": {
        "task": "assurance.nightly", "schedule": crontab(hour=2, minute=30), "options": {"expires": 4 * 3600},
    },
    "sweep-jobs": {"task": "core.sweep_jobs", "schedule": 10.0, "options": {"expires": 10}},
    "lists-and-starts": {"task": "enrolment.daily", "schedule": 1800.0, "options": {"expires": 900}},
    "seal": {"task": "ledger.seal", "schedule": 60.0, "options": {"expires": 60}},
    "expire-rosters": {"task": "rosters.expire", "schedule": 900.0, "options": {"expires": 900}},
    "settle-search-tokens": {
        "task": "beneficiaries.settle_search_tokens", "schedule": 300.0, "options": {"expires": 300},
    },
}  # fmt: skip


@worker_init.connect
def leave_lost_messages_to_the_sweep(**kwargs):
    """When the broker goes, kombu would put unacknowledged messages back through the connection that has just gone, and
    that error ends the worker. `core.jobs.sweep` sends them again in any case."""
    from kombu.transport.redis import Channel

    Channel.do_restore = False


@worker_init.connect
def check_role(**kwargs):
    from registry.core.checks import refuse_dangerous_role

    refuse_dangerous_role()
