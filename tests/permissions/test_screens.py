"""Who may open which staff screen: one table, which must name every screen there is.

C caseworker, R reviewer, M manager, F finance, A auditor, E editor, X administrator. What a screen then shows
is the database's business; what an act on it may do is the service's, and tested there.
"""

from uuid import UUID

import pytest
from django.urls import get_resolver, reverse

from registry.core import scope
from registry.core.roles import Role
from tests.factories.accounts import make_account

pytestmark = pytest.mark.django_db

LETTERS = dict(zip("CRMFAEX", Role, strict=True))
NOBODY = UUID(int=7)
SOME = {"pk": NOBODY}
LQJZ = {"code": "LQJZ"}
GET, POST = "get", "post"

SCREENS = [
    # name, arguments, method, who
    ("jobs:index", {}, GET, "CRMFAEX"),
    ("jobs:detail", SOME, GET, "CRMFAEX"),
    ("jobs:progress", SOME, GET, "CRMFAEX"),
    ("jobs:act", {"pk": NOBODY, "act": "cancel"}, POST, "CRMFAEX"),
    ("accounts:index", {}, GET, "X"),
    ("accounts:add", {}, GET, "X"),
    ("accounts:edit", {"pk": 10**9}, GET, "X"),
    ("reveals", {}, GET, "A"),
    ("people:index", {}, GET, "CRMFA"),
    ("people:add", {}, GET, "CR"),
    ("people:check", {}, POST, "CR"),
    ("people:detail", SOME, GET, "CRMFA"),
    ("people:change", SOME, GET, "CR"),
    ("people:reveal", {"pk": NOBODY, "what": "id", "row": NOBODY}, POST, "CRMFA"),
    ("people:duplicates", {}, GET, "CRMA"),
    ("people:find-duplicates", {}, POST, "M"),
    ("people:decide-pair", {"pk": NOBODY, "act": "apart"}, POST, "RM"),
    ("people:merge", {"kept": NOBODY, "merged": UUID(int=8)}, GET, "RM"),
    ("people:merge-record", SOME, GET, "CRMA"),
    ("people:undo-merge", SOME, POST, "RM"),
    ("people:act", {"pk": NOBODY, "act": "phone"}, GET, "CR"),
    ("programs:index", {}, GET, "CRMFA"),
    ("programs:detail", LQJZ, GET, "CRMFA"),
    ("programs:edit", LQJZ, GET, "M"),
    ("programs:advanced", LQJZ, GET, "M"),
    ("programs:eligible", LQJZ, GET, "CRMFA"),
    ("enrolments:index", {}, GET, "CRMFA"),
    ("enrolments:apply", {"person_pk": NOBODY, "code": "LQJZ"}, GET, "CR"),
    ("enrolments:detail", SOME, GET, "CRMFA"),
    ("enrolments:edit", SOME, GET, "CR"),
    ("enrolments:reveal", {"pk": NOBODY, "code": "guardian_id"}, POST, "CRMFA"),
    ("enrolments:act", {"pk": NOBODY, "act": "submit"}, POST, "CRMFA"),
    ("enrolments:add_document", SOME, POST, "CR"),
    ("enrolments:document", SOME, GET, "CRMFA"),
    ("enrolments:withdraw_document", SOME, POST, "CR"),
    ("publicity:index", {}, GET, "CRMFA"),
    ("publicity:new", LQJZ, GET, "M"),
    ("publicity:detail", SOME, GET, "CRMFA"),
    ("publicity:revoke", SOME, POST, "M"),
    ("publicity:object", SOME, POST, "CRM"),
    ("publicity:answer", SOME, POST, "RM"),
    ("imports:index", {}, GET, "CRMFA"),
    ("imports:export", {}, POST, "CRMFA"),
    ("imports:exported", SOME, GET, "CRMFA"),
    ("imports:blank", {"program": "LQJZ"}, GET, "CRMFA"),
    ("imports:detail", SOME, GET, "CRMFA"),
    ("imports:look", SOME, POST, "CRM"),
    ("imports:columns", SOME, GET, "CRM"),
    ("imports:choose", SOME, POST, "CRM"),
    ("imports:row", {"pk": NOBODY, "number": 1}, GET, "CRM"),
    ("imports:recognise", {"pk": NOBODY, "number": 1}, POST, "CRM"),
    ("imports:undo", SOME, GET, "CRM"),
    ("imports:take_in", SOME, POST, "CRM"),
    ("imports:errors", SOME, POST, "CRM"),
    ("money:funds", {}, GET, "MFA"),
    ("money:fund-add", {}, GET, "F"),
    ("money:fund", {"code": "none"}, GET, "MFA"),
    ("money:fund-change", {"code": "none"}, GET, "F"),
    ("money:receive", {"code": "none"}, POST, "F"),
    ("money:fund-statement", {"code": "none"}, GET, "MFA"),
    ("money:fund-statement-file", {"code": "none"}, GET, "MFA"),
    ("money:movements", {}, GET, "MFA"),
    ("money:chart", {}, GET, "MFA"),
    ("money:program", {"code": "none"}, GET, "MFA"),
    ("money:plan", {"code": "none"}, POST, "F"),
    ("money:person", SOME, GET, "CRMFA"),
    ("money:person-file", SOME, GET, "CRMFA"),
    ("money:payments", {}, GET, "MFA"),
    ("money:payment", SOME, GET, "MFA"),
    ("money:slip", SOME, GET, "MFA"),
    ("money:returned", {}, GET, "CRMFA"),
    ("money:claim-open", SOME, GET, "F"),
    ("money:claims", {}, GET, "MFA"),
    ("money:claim", SOME, GET, "MFA"),
    ("money:claim-act", {"pk": NOBODY, "act": "record"}, POST, "MFA"),
    ("money:recovery-take-back", SOME, POST, "F"),
    ("money:take-back-act", {"pk": NOBODY, "act": "approve"}, POST, "MFA"),
    ("money:write-off-act", {"pk": NOBODY, "act": "approve"}, POST, "MFA"),
    ("money:allotments", {}, GET, "MFA"),
    ("money:allotment-ask", {}, POST, "MF"),
    ("money:allotment-act", {"pk": NOBODY, "act": "approve"}, POST, "MFA"),
    ("money:approvals", {}, GET, "MFA"),
    ("money:approvals-add", {}, POST, "M"),
    ("money:formats", {}, GET, "MFA"),
    ("money:format-add", {}, GET, "F"),
    ("money:format", SOME, GET, "MFA"),
    ("money:format-withdraw", SOME, POST, "F"),
    ("money:handouts", {}, GET, "CRMFA"),
    ("money:handout-lines", {"batch": NOBODY}, GET, "CRMFA"),
    ("money:sheet-hand-in", {"batch": NOBODY}, POST, "CR"),
    ("money:handout-line", SOME, GET, "CR"),
    ("money:sheet", SOME, GET, "CRMFA"),
    ("money:sheet-take-back", SOME, POST, "CR"),
    ("money:sheet-take-over", SOME, POST, "F"),
    ("money:transfer", SOME, GET, "MFA"),
    ("money:take-back", SOME, POST, "F"),
    ("money:entitlements", {}, GET, "MFA"),
    ("money:generate", {}, POST, "MF"),
    ("money:recalculate", {}, GET, "MF"),
    ("money:enrolment", SOME, GET, "CRMFA"),
    ("money:batches", {}, GET, "MFA"),
    ("money:batch-make", {}, GET, "MF"),
    ("money:batch", SOME, GET, "MFA"),
    ("money:batch-file", SOME, POST, "F"),
    ("money:pay-sheet", SOME, GET, "MFA"),
    ("money:pay-sheet-file", SOME, GET, "MFA"),
    ("money:receipt", SOME, POST, "CRMFA"),
    ("assurance:index", {}, GET, "MFA"),
    ("assurance:run", {}, POST, "A"),
    ("assurance:rule", {"code": "A01"}, GET, "MFA"),
    ("assurance:figures", {"code": "A09"}, GET, "M"),
    ("assurance:findings", {}, GET, "CRMFA"),
    ("assurance:export", {}, GET, "MA"),
    ("assurance:finding", SOME, GET, "CRMFA"),
    ("assurance:act", {"pk": NOBODY, "act": "remark"}, POST, "CRMFA"),
    ("assurance:trail", {}, GET, "MFA"),
    ("assurance:trail-batch", SOME, GET, "MFA"),
    ("assurance:trail-payment", SOME, GET, "MFA"),
    ("assurance:trail-person", SOME, GET, "MFA"),
    ("money:answer-upload", SOME, POST, "F"),
    ("money:answer", SOME, GET, "MFA"),
    ("money:answer-act", {"pk": NOBODY, "act": "post"}, POST, "F"),
    ("money:batch-act", {"pk": NOBODY, "act": "approve"}, POST, "MFA"),
]


def staff_screens(resolver=None, prefix="", names=()) -> set[str]:
    """The name of every screen of ours below /staff/."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            found |= staff_screens(pattern, route, inner)
        else:
            view = getattr(pattern.callback, "view_class", pattern.callback)
            if route.startswith("staff/") and not view.__module__.startswith(("wagtail", "django")):
                found.add(":".join((*names, pattern.name)))
    return found


def test_the_table_names_every_screen():
    assert {name for name, *_ in SCREENS} == staff_screens()


@pytest.fixture(scope="module")
def addresses():
    return [(name, reverse(name, kwargs=kwargs), method, who) for name, kwargs, method, who in SCREENS]


def turned_away(client, address: str, method: str) -> bool:
    """Whether the account was sent back to its start page: that is how Wagtail's admin says no."""
    response = getattr(client, method)(address)
    assert response.status_code != 500
    return response.status_code == 302 and response["Location"] == reverse("wagtailadmin_home")


@pytest.mark.parametrize("letter", LETTERS)
def test_each_role_opens_its_screens_and_no_other(client, addresses, letter):
    client.force_login(make_account(LETTERS[letter], "3418"), backend="registry.core.backend.RoleBackend")
    opened = {name for name, address, method, _who in addresses if not turned_away(client, address, method)}
    assert opened == {name for name, _address, _method, who in addresses if letter in who}


@pytest.mark.parametrize("grants", ["anonymous", "none"])
def test_without_a_grant_nothing_opens(client, addresses, grants):
    if grants == "none":
        account = make_account()
        with scope.entered(scope.ACCOUNT_KEEPER):
            account.grants.all().delete()
        client.force_login(account, backend="registry.core.backend.RoleBackend")
    for name, address, method, _who in addresses:
        response = getattr(client, method)(address)
        assert response.status_code == 302 and response["Location"].startswith(reverse("wagtailadmin_login")), name


def test_no_generic_view_of_wagtail_is_about_people():
    """Wagtail's generic views don't check permissions per object, so none of them has a model under a policy."""
    from wagtail.admin.viewsets import viewsets
    from wagtail.coreutils import resolve_model_string
    from wagtail.snippets.models import get_snippet_models

    from registry.core.scope.install import declared

    scoped = {table for table, access in declared() if access.read not in (None, "true")}
    assert not {model._meta.db_table for model in get_snippet_models()} & scoped
    models = [resolve_model_string(v.model) for v in viewsets.viewsets if getattr(v, "model", None)]
    assert models and not {model._meta.db_table for model in models} & scoped
