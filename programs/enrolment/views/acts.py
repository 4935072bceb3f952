"""The acts on an enrolment: which are open to an account now, and doing one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment
from programs.enrolment.services import application, chain, lifecycle, review
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.staff.views import StaffAct


@dataclass(frozen=True)
class Button:
    """`reason`: "" for none, "optional", "needed", or "exit" for a code of the definition and a day."""

    code: str
    label: object
    done: object
    reason: str = ""
    tone: str = ""
    help: object = ""


SUBMIT = Button("submit", _("Submit"), _("Submitted. It is with the first office of the chain."))
PASS = Button("pass", _("Pass on"), _("Passed on to the next office."), "optional")
APPROVE = Button("pass", _("Approve"), _("Approved."), "optional")
RETURN = Button(
    "return",
    _("Send back"),
    _("Sent back for correction."),
    "needed",
    "button-secondary",
    _("It goes back to whoever submitted it, and starts at the first step again."),
)
REFUSE = Button(
    "refuse",
    _("Refuse"),
    _("Refused."),
    "needed",
    "button-secondary no",
    _("This ends the application. The person may apply again."),
)
WITHDRAW = Button(
    "withdraw", _("Withdraw"), _("Withdrawn."), "needed", "button-secondary no", _("At the applicant's wish.")
)
REAPPLY = Button("reapply", _("Apply again"), _("A new draft with the same answers."))
ACTIVATE = Button("activate", _("Make active"), _("Active now."))
SUSPEND = Button(
    "suspend", _("Suspend"), _("Suspended."), "needed", "button-secondary", _("Nothing is due while it is suspended.")
)
RESUME = Button("resume", _("Resume"), _("Active again."), "optional")
EXIT = Button("exit", _("End"), _("Ended."), "exit", "button-secondary no")


def open_to(enrolment: Enrolment, account) -> tuple[list[Button], Refusal | None]:
    """The buttons for this account now; and, where a step waits that it may not decide, why not."""

    def may(action: str) -> bool:
        return roles.may(account, action, program=enrolment.program_id)

    state, buttons, why = enrolment.state, [], None
    if state in (State.DRAFT, State.RETURNED) and may("enrolment.submit"):
        buttons.append(SUBMIT)
    if state == State.SUBMITTED and may("enrolment.review"):
        why = chain.why_not(enrolment, account)
        if why is None:
            last = chain.step_after(enrolment) is None
            buttons += [APPROVE if last else PASS, RETURN, REFUSE]
    if state == State.APPROVED and may("enrolment.review") and lifecycle.cleared(enrolment):
        buttons.append(ACTIVATE)
    if state == State.ACTIVE and may("enrolment.suspend"):
        buttons.append(SUSPEND)
    if state == State.SUSPENDED and may("enrolment.suspend"):
        buttons.append(RESUME)
    if state in (State.ACTIVE, State.SUSPENDED) and may("enrolment.exit"):
        buttons.append(EXIT)
    if state in (State.REFUSED, State.WITHDRAWN) and may("enrolment.apply"):
        buttons.append(REAPPLY)
    if state in (State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED) and may("enrolment.submit"):
        buttons.append(WITHDRAW)
    return buttons, why


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("date", _("Give the day."), field="on") from None


def end(*, enrolment, actor, data):
    return lifecycle.exit_(
        enrolment=enrolment, actor=actor, on=day_of(data.get("on", "")), reason=data.get("code", ""),
        note=data.get("reason", ""),
    )  # fmt: skip


def with_reason(service: Callable) -> Callable:
    return lambda *, enrolment, actor, data: service(enrolment=enrolment, actor=actor, reason=data.get("reason", ""))


def plain(service: Callable) -> Callable:
    return lambda *, enrolment, actor, data: service(enrolment=enrolment, actor=actor)


ACTS: dict[str, tuple[Button, Callable]] = {
    "submit": (SUBMIT, plain(application.submit)),
    "pass": (PASS, with_reason(review.pass_on)),
    "return": (RETURN, with_reason(review.send_back)),
    "refuse": (REFUSE, with_reason(review.refuse)),
    "withdraw": (WITHDRAW, with_reason(review.withdraw)),
    "reapply": (REAPPLY, plain(application.reapply)),
    "activate": (ACTIVATE, plain(lifecycle.activate)),
    "suspend": (SUSPEND, with_reason(lifecycle.suspend)),
    "resume": (RESUME, with_reason(lifecycle.resume)),
    "exit": (EXIT, end),
}


class Act(StaffAct):
    """One act. What the account may do is the service's to say."""

    action = "enrolment.view"

    def post(self, request, pk, act):
        if act not in ACTS:
            raise Http404
        enrolment = get_object_or_404(Enrolment, pk=pk)
        button, service = ACTS[act]
        done = service(enrolment=enrolment, actor=request.user, data=request.POST)
        said = button.done
        if act == "pass" and done.state != State.SUBMITTED:
            said = APPROVE.done
        messages.success(request, said)
        return redirect("enrolments:detail", pk=done.pk)


def today_iso() -> str:
    return timezone.localdate().isoformat()
