"""`sql_as` shows what an account's session sees, and leaves nothing behind."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from beneficiaries.models import Household
from tests.factories.accounts import entered_as, make_account

pytestmark = pytest.mark.django_db(transaction=True)


def ask(statement: str, user: str | None = None) -> str:
    out = StringIO()
    call_command("sql_as", statement, user=user, stdout=out)
    return out.getvalue().split()[-1]


def test_it_sees_what_the_account_sees_and_undoes_what_it_did():
    account = make_account("caseworker", "341802001", username="here")
    make_account("caseworker", "341821100", username="there")
    with entered_as(account):
        Household.objects.create(area="341802001001", head_name="王英")
    count = "SELECT count(*) FROM beneficiaries_household"
    assert [ask(count, "here"), ask(count, "there"), ask(count)] == ["1", "0", "0"]
    assert ask("UPDATE beneficiaries_household SET head_name = 'x'", "here") == "rows"
    with entered_as(account):
        assert Household.objects.get().head_name == "王英"


def test_what_is_refused_is_said():
    make_account("caseworker", "341802001", username="here")
    with pytest.raises(CommandError, match="permission denied"):
        ask("DELETE FROM core_accesslog", "here")
    with pytest.raises(CommandError, match="no account"):
        ask("SELECT 1", "nobody")


def test_production_has_no_such_door(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        ask("SELECT 1")
