"""What happens by itself each day: lists that stood come down, and what they cleared becomes active."""

from celery import shared_task

from programs.enrolment.services import lifecycle, publicity


@shared_task(name="enrolment.daily")
def daily() -> dict[str, int]:
    """Idempotent, so that it may run as often as one likes; a day that was missed is made up for by the next."""
    return {"taken_down": publicity.take_down_due(), "activated": lifecycle.activate_cleared()}
