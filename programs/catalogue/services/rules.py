"""The dated rules of a program: which are in force, and a new version of them. Versions are only ever added."""

import hashlib
import json
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from programs.catalogue.definition import DefinitionError, parse_version
from programs.catalogue.models import Program, Rules
from registry.core import roles
from registry.core.errors import Refusal


def in_force(*, program: str, on: date) -> Rules:
    """The rules of `program` on the day `on`. Of versions with the same date the newest edit holds.

    Raises:
        Refusal: `no-rules` where none is in force yet.
    """
    code = getattr(program, "pk", program)
    found = Rules.objects.filter(program_id=code, valid_from__lte=on).order_by("valid_from", "version").last()
    if found is None:
        raise Refusal(
            "no-rules",
            _("Program %(program)s has no rules for %(on)s. Choose a later date, or add the rules of that time."),
            params={"program": code, "on": on},
        )
    return found


@transaction.atomic
def save_version(*, program, definition: dict, valid_from: date, actor, note: str, document: str = "") -> Rules:
    """A new dated version of the rules, checked like a file. What was decided before keeps its own version.

    Raises:
        Refusal: `not-allowed`; `note` where none is given; `definition` with every fault, naming its key;
            `rules-too-early` where the version would begin before the oldest one; `rules-unchanged`.
    """
    code = getattr(program, "pk", program)
    roles.require(actor, "program.change", program=code)
    # The lock keeps two managers from taking the same version number.
    program = Program.objects.select_for_update().get(pk=code)
    note = note.strip()
    if len(note) < 4:
        raise Refusal("note", _("Say what changes and why (at least four characters)."), field="note")
    oldest = program.rules.order_by("valid_from").first()
    if oldest is not None and valid_from < oldest.valid_from:
        raise Refusal(
            "rules-too-early",
            _("The oldest rules begin on %(oldest)s. A new version can't begin before them."),
            field="valid_from",
            params={"oldest": oldest.valid_from},
        )
    holding = program.rules.filter(valid_from__lte=valid_from).order_by("valid_from", "version").last()
    if holding is not None and holding.definition == definition and holding.document == document:
        raise Refusal("rules-unchanged", _("Nothing was changed: the rules of that day say the same."))
    return add_version(
        program=program, definition=definition, valid_from=valid_from, document=document, note=note, actor=actor
    )


def add_version(*, program, definition, valid_from, document, note, actor) -> Rules:
    """Check and insert; `actor` is None for what comes from the shipped file."""
    number = (program.rules.order_by("version").values_list("version", flat=True).last() or 0) + 1
    try:
        parse_version(
            definition, source=program.pk, program=program.pk, unit=program.unit, public_form=program.public_form,
            valid_from=valid_from, document=document, note=note, version=number,
        )  # fmt: skip
    except DefinitionError as error:
        raise Refusal(
            "definition",
            _("These rules can't be used:\n%(problems)s"),
            field="definition",
            params={"problems": str(error)},
        ) from error
    return Rules.objects.create(
        program=program, version=number, valid_from=valid_from, document=document, definition=definition,
        digest=digest(definition, document, note), made_by=actor, note=note,
    )  # fmt: skip


def digest(definition: dict, document: str, note: str) -> str:
    """What tells two versions apart: everything that they say."""
    text = json.dumps([definition, document, note], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
