"""What a person's death, leaving the city, or becoming one with another record does to her enrolments, in the same
transaction."""

from beneficiaries import signals
from programs.enrolment.flows import OPEN, State
from programs.enrolment.models import Enrolment
from programs.enrolment.services import lifecycle, merges, review
from registry.core import roles

DIED, MOVED = "died", "moved"
SAID = {DIED: "申请人死亡", MOVED: "申请人迁出本市"}


def end_all(*, person, actor, on, reason: str) -> None:
    """End what runs with that exit reason, where the definition has it, and withdraw what is on its way.

    What the account may not change, or a definition doesn't foresee, stays for the program's manager.
    """
    for enrolment in Enrolment.objects.filter(person=person, state__in=OPEN).select_related("rules"):
        code = enrolment.program_id
        if enrolment.state in (State.ACTIVE, State.SUSPENDED):
            known = {exit_reason.code for exit_reason in enrolment.rules.parsed.exit_reasons}
            if reason in known and roles.may(actor, "enrolment.exit", program=code):
                last = max(on, enrolment.starts_on) if enrolment.starts_on else on
                lifecycle.exit_(enrolment=enrolment, actor=actor, on=last, reason=reason)
        elif roles.may(actor, "enrolment.submit", program=code):
            review.withdraw(enrolment=enrolment, actor=actor, reason=SAID[reason])


def on_death(sender, *, person, actor, on, **kwargs):
    end_all(person=person, actor=actor, on=on, reason=DIED)


def on_move(sender, *, person, actor, on, target, **kwargs):
    if not target:
        end_all(person=person, actor=actor, on=on, reason=MOVED)


signals.died.connect(on_death, dispatch_uid="enrolment.died")
signals.moved.connect(on_move, dispatch_uid="enrolment.moved")


def on_merging(sender, *, kept, merged, **kwargs):
    return merges.conflicts(kept=kept, merged=merged)


def on_merged(sender, *, kept, merged, actor, moved, **kwargs):
    merges.hand_over(kept=kept, merged=merged, actor=actor, moved=moved)


def on_unmerging(sender, *, merge, **kwargs):
    return merges.obstacles(merge=merge)


def on_unmerged(sender, *, merge, kept, merged, actor, **kwargs):
    merges.hand_back(merge=merge, kept=kept, merged=merged, actor=actor)


signals.merging.connect(on_merging, dispatch_uid="enrolment.merging")
signals.merged.connect(on_merged, dispatch_uid="enrolment.merged")
signals.unmerging.connect(on_unmerging, dispatch_uid="enrolment.unmerging")
signals.unmerged.connect(on_unmerged, dispatch_uid="enrolment.unmerged")
