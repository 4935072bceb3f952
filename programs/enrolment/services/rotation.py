"""The secret answers of enrolments, sealed anew under the current key."""

import base64

from django.db import transaction

from programs.enrolment.models import Enrolment
from registry.core import vault
from registry.core.rotation import CHUNK, rotation


@rotation("enrolment.answers")
def rotate_answers() -> int:
    """Seals the answers that are under an older key; how many."""
    current, last, done = vault.keyring().current, None, 0
    while True:
        with transaction.atomic():
            rows = (
                Enrolment.objects.select_for_update()
                .filter(answers__icontains='"sealed"')
                .order_by("pk")
                .only("answers")
            )
            rows = list((rows.filter(pk__gt=last) if last else rows)[:CHUNK])
            if not rows:
                return done
            last = rows[-1].pk
            for enrolment in rows:
                done += (changed := _reseal(enrolment, current))
                if changed:
                    enrolment.save(update_fields=["answers"])


def _reseal(enrolment: Enrolment, current: str) -> int:
    changed = 0
    for code, answer in enrolment.answers.items():
        if not (isinstance(answer, dict) and "sealed" in answer):
            continue
        sealed = base64.b64decode(answer["sealed"])
        if vault.key_of(sealed) != current:
            where = {"row": enrolment.pk, "field": f"answers.{code}"}
            answer["sealed"] = base64.b64encode(vault.seal(vault.open_sealed(sealed, **where), **where)).decode()
            changed += 1
    return changed
