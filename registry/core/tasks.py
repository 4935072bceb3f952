"""What Celery carries."""

from celery import shared_task

from registry.core import jobs


@shared_task(name="core.run_job")
def run_job(job_id: str) -> None:
    jobs.run(job_id)


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> int:
    return jobs.sweep()
