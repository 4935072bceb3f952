"""A person moves: within the scope of whoever confirms it, or out of the city."""

from datetime import date

import pghistory
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries import signals
from beneficiaries.identity.dates import today
from beneficiaries.models import Move, Person
from beneficiaries.services.intake import line
from beneficiaries.services.locking import locked
from beneficiaries.services.places import Places
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.models import Account


@transaction.atomic
def move_person(*, person: Person, actor: Account, to: str, on: date, address: str = "", reason: str = "") -> Move:
    """The person lives in `to` from that day; an empty `to` is outside the city.

    The actor's area must cover both places: between townships the county confirms, between counties the
    city. All rows of the person follow her (composite keys, ON UPDATE CASCADE); the household stays.

    Raises Refusal: not-allowed, gone, date-order, move-same, area-*.
    """
    roles.require(actor, "person.move")
    person = locked(person)
    if not person.birth_date <= on <= today():
        raise Refusal(
            "date-order",
            _("The date of the move must lie between the date of birth and today. Correct it."),
            field="on",
        )
    source = person.area
    with pghistory.context(reason=reason):
        if to:
            target = Places([to]).living(to, field="to")
            if target == source:
                raise Refusal("move-same", _("The person lives there already. Choose another place."), field="to")
            person.area, person.address, person.left_on = target, line(address, 200), None
            person.household, person.relation_to_head = None, ""
            person.save(update_fields=["area", "address", "left_on", "household", "relation_to_head"])
        else:
            target = ""
            person.left_on = on
            person.save(update_fields=["left_on"])
        move = Move.objects.create(
            person=person, area=person.area, source=source, target=target, moved_on=on, reason=line(reason, 200)
        )
        signals.moved.send(sender=Person, person=person, actor=actor, on=on, source=source, target=target)
    return move
