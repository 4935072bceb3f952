import json
import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from programs.assurance import checks
from programs.assurance.services import looking, rounds
from tests.factories.money import make_batch, make_due

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", list(checks.CHECKS))
def test_each_query_runs(code, desk, fund):
    make_due(desk, 2)
    batch = make_batch(desk, fund=fund)
    account = rounds.night_account()
    check = checks.CHECKS[code]
    with looking.as_the_registry(account):
        look = looking.look(check=check, on=timezone.localdate(), id=uuid.uuid4())
        print(look)
        if check.blocks:
            print(looking.look(check=check, on=timezone.localdate(), id=uuid.uuid4(), batch=batch.pk))


def test_the_command():
    out = StringIO()
    call_command("run_assurance", "--json", stdout=out)
    print(json.loads(out.getvalue()))
