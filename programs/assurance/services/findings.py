"""What people do with a finding: remark, give it to someone, explain, confirm, call it put right, open it again.

Auditors decide what becomes of it; whoever may see it says what they know. Each act is a remark in its maker's name,
and a change of the finding follows from its remark in the same transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.assurance.flows import FINDING, MOVES, STANDING, Act, FindingState
from programs.assurance.models import Finding, Remark
from programs.payments.models import Batch
from registry.core import roles, scope
from registry.core.errors import Refusal, refusal_from
from registry.core.models import Account

LEAST = 2  # characters that a remark has


@contextmanager
def database_rules() -> Iterator[None]:
    """All or nothing; what the database refuses inside is a `Refusal`."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, InternalError) as error:
        raise refusal_from(error) from error


def locked(finding: Finding) -> Finding:
    """The row as it is now, held until the transaction ends. Refusal `out-of-scope` where it isn't the account's."""
    found = Finding.objects.select_for_update(of=("self",)).filter(pk=finding.pk).first()
    if found is None:
        raise Refusal("out-of-scope", _("This finding isn't in your area or programs, or may only be read."))
    return found


@transaction.atomic
def remark(*, finding: Finding, actor, text: str) -> Remark:
    """Say what is known of it.

    Raises:
        Refusal: `not-allowed`, `remark` without a word, `out-of-scope`.
    """
    roles.require(actor, "finding.remark")
    if not Finding.objects.filter(pk=finding.pk).exists():
        raise Refusal("out-of-scope", _("This finding isn't in your area or programs, or may only be read."))
    with database_rules():
        return Remark.objects.create(finding_id=finding.pk, act=Act.REMARK, by=actor, text=worded(text))


@transaction.atomic
def judge(*, finding: Finding, act: str, actor, text: str) -> Finding:
    """An auditor explains, confirms, calls put right or opens again.

    Raises:
        Refusal: `not-allowed`; `remark` without a word; `out-of-scope`; `state`; `finding_not_by_its_own_hands` for
            whoever made, approved or sent a batch that it holds.
    """
    roles.require(actor, "finding.judge")
    text = worded(text)
    finding = locked(finding)
    target = MOVES[Act(act)]
    FINDING.check(FindingState(finding.state), target)
    if Batch.objects.filter(pk__in=finding.holds).filter(hand_of(actor)).exists():
        raise Refusal(
            "finding_not_by_its_own_hands",
            _("You made, approved or sent a batch that this finding is about. Another auditor must decide on it."),
        )
    with database_rules():
        Remark.objects.create(finding=finding, act=act, by=actor, text=text)
        finding.state = target
        finding.save(update_fields=["state"])
    return finding


def hand_of(actor):
    from django.db.models import Q

    return Q(made_by=actor) | Q(approved_by=actor) | Q(sent_by=actor)


@transaction.atomic
def assign(*, finding: Finding, owner: Account | None, due_on: date | None, actor, text: str = "") -> Finding:
    """Give it to someone who answers for it by a day; or take it back (`owner` None).

    Raises:
        Refusal: `not-allowed`, `out-of-scope`; `owner` for an account that can't see it or may not answer; `date` for
            a day that is over.
    """
    roles.require(actor, "finding.assign")
    finding = locked(finding)
    if owner is not None and not answers_for(owner, finding):
        raise Refusal("owner", _("This account doesn't work in the place and program of the finding."), field="owner")
    if due_on is not None and due_on < timezone.localdate():
        raise Refusal("date", _("This day is over. Choose a later one."), field="due_on")
    due_on = due_on if owner is not None else None
    with database_rules():
        Remark.objects.create(
            finding=finding, act=Act.ASSIGNED, by=actor, text=text.strip()[:1000], owner=owner, due_on=due_on
        )
        finding.owner, finding.due_on = owner, due_on
        finding.save(update_fields=["owner", "due_on"])
    return finding


def answers_for(account: Account, finding: Finding) -> bool:
    """Whether the account may see and answer a finding of that place and program."""
    theirs = scope.of(account)
    return (
        roles.may(account, "finding.remark", program=finding.program_id)
        and theirs.covers(finding.area)
        and (finding.program_id is None or finding.program_id in theirs.reads)
    )


def owners(finding: Finding) -> list[Account]:
    """Whom it may be given to: accounts of its place or above that work in its program."""
    places = [finding.area[:length] for length in (4, 6, 9, 12) if length <= len(finding.area)]
    rows = Account.objects.filter(is_active=True, area_id__in=places).prefetch_related("grants").order_by("full_name")
    return [account for account in rows if answers_for(account, finding)]


def worded(text: str) -> str:
    text = text.strip()
    if len(text) < LEAST:
        raise Refusal("remark", _("Say why, in a few words."), field="text")
    return text[:1000]


def standing_of(account: Account) -> dict:
    """For the start page: how many stand that are the account's to answer, how many of them late."""
    rows = Finding.objects.of_owner(account).filter(state__in=STANDING)
    late = rows.filter(due_on__lt=timezone.localdate())
    return {"count": rows.count(), "late": late.count()}
