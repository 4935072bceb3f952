"""The screens: what each account finds on them, and that their buttons do what the services do."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from programs.enrolment.models import Enrolment, Release
from programs.enrolment.services import review
from registry.core.models import AccessLog
from tests.factories.accounts import make_account
from tests.factories.enrolments import (
    PDF,
    VILLAGE,
    as_,
    hand_in,
    make_approved,
    make_draft,
    make_offices,
    make_program,
    make_submitted,
    make_woman,
    pass_up,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def act(client, enrolment, code, **data):
    return client.post(reverse("enrolments:act", args=[enrolment.pk, code]), data, follow=True)


def page(client, enrolment) -> str:
    return client.get(reverse("enrolments:detail", args=[enrolment.pk])).content.decode()


def test_from_the_form_to_approved_by_clicks_alone(client, offices):
    client.force_login(offices.caseworker)
    with as_(offices.caseworker) as actor:
        person = make_woman(actor)
    url = reverse("enrolments:apply", args=[person.pk, "TA"])
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"cause": "重病", "members": "99"})
    assert wrong.status_code == 200
    assert "members" in wrong.context["form"].errors
    client.post(url, {"cause": "重病", "members": "4"})
    with as_(offices.caseworker):
        enrolment = Enrolment.objects.get()
        assert enrolment.answers == {"cause": "重病", "members": 4}
    client.post(
        reverse("enrolments:add_document", args=[enrolment.pk]),
        {"kind": "form", "file": SimpleUploadedFile("表.pdf", PDF)},
    )
    act(client, enrolment, "submit")
    for level in ("village", "township", "county", "city"):
        client.force_login(offices.reviewers[level])
        queue = client.get(reverse("enrolments:index"))
        assert [e.pk for e in queue.context["enrolments"]] == [enrolment.pk], level
        codes = {
            button.code for button in client.get(reverse("enrolments:detail", args=[enrolment.pk])).context["buttons"]
        }
        assert codes >= {"pass", "return", "refuse"}
        act(client, enrolment, "pass", reason="属实")
        assert not client.get(reverse("enrolments:index")).context["enrolments"]
    with as_(offices.manager):
        enrolment.refresh_from_db()
        assert enrolment.state == "approved"


def test_buttons_are_those_that_work(client, offices):
    enrolment = pass_up(make_submitted(offices), offices, until="county")
    for account in (offices.caseworker, offices.reviewers["village"], offices.manager, make_account("auditor", "3418")):
        client.force_login(account)
        response = client.get(reverse("enrolments:detail", args=[enrolment.pk]))
        assert not {b.code for b in response.context["buttons"]} & {"pass", "return", "refuse"}
        # And a POST that makes itself up is refused with a sentence, and changes nothing.
        act(client, enrolment, "pass")
        with as_(offices.manager):
            enrolment.refresh_from_db()
            assert (enrolment.state, enrolment.level) == ("submitted", "county")


def test_a_criterion_is_shown_with_its_reason_and_rules(client, offices):
    with as_(offices.caseworker) as actor:
        man = make_woman(actor, sex="1", name="王刚")
    enrolment = make_submitted(offices, person=man)
    client.force_login(offices.reviewers["village"])
    shown = page(client, enrolment)
    assert "✘" in shown
    assert "只面向妇女" in shown
    assert "测试文件1号" in shown


def test_the_course_speaks_the_readers_language(client, offices):
    with as_(offices.caseworker) as actor:
        man = make_woman(actor, sex="1", name="王刚")
    enrolment = make_submitted(offices, person=man)
    with as_(offices.reviewers["village"]) as actor:
        review.refuse(enrolment=enrolment, actor=actor, reason="不符合条件")
    client.force_login(offices.caseworker)
    course = page(client, enrolment).split('id="decisions"')[1]
    assert "妇女" in course
    assert "A woman" not in course
    offices.caseworker.wagtail_userprofile = UserProfile.objects.create(
        user=offices.caseworker, preferred_language="en"
    )
    course = page(client, enrolment).split('id="decisions"')[1]
    assert "A woman" in course
    assert "✘ 妇女" not in course


@pytest.mark.parametrize(
    ("role", "status"), [("caseworker", 404), ("reviewer", 404), ("editor", 403), ("administrator", 403)]
)
def test_elsewhere_and_other_roles_find_nothing(client, offices, role, status):
    enrolment = make_submitted(offices)
    client.force_login(make_account(role, "341821"))
    response = client.get(reverse("enrolments:detail", args=[enrolment.pk]))
    assert response.status_code in (status, 302)
    assert enrolment.person.name not in response.content.decode()
    queue = client.get(reverse("enrolments:index") + "?tab=all")
    assert enrolment.person.code not in queue.content.decode()


def test_overdue_first_and_one_page_after_the_other(client, offices, monkeypatch):
    from programs.enrolment.views import queue

    monkeypatch.setattr(queue, "SIZE", 2)
    late = make_submitted(offices, on=TODAY - timedelta(days=60))
    rest = [make_submitted(offices) for _ in range(4)]
    client.force_login(offices.reviewers["village"])
    seen, address = [], reverse("enrolments:index")
    while True:
        response = client.get(address)
        seen += [e.pk for e in response.context["enrolments"]]
        if not response.context["following"]:
            break
        address = reverse("enrolments:index") + response.context["following"]
    assert seen == [late.pk, *(e.pk for e in rest)]
    assert client.get(reverse("enrolments:index") + "?after=rubbish&area=x&program=%00").status_code in (200, 400)


def test_a_secret_answer_is_shown_for_a_purpose(client, db):
    make_program("TA", fields=[{"code": "card", "zh": "卡号", "en": "Card", "kind": "account"}])
    offices = make_offices()
    enrolment = make_draft(offices, answers={"card": "6228480402564890018"})
    client.force_login(offices.caseworker)
    assert "6228480402564890018" not in page(client, enrolment)
    url = reverse("enrolments:reveal", args=[enrolment.pk, "card"])
    assert client.get(url).status_code == 405
    assert client.post(url, {"purpose": "核对银行卡"}).json() == {"value": "6228480402564890018"}
    with as_(offices.caseworker):
        assert AccessLog.objects.count() == 1
    # An empty field keeps what is there.
    client.post(reverse("enrolments:edit", args=[enrolment.pk]), {"card": ""})
    with as_(offices.caseworker):
        enrolment.refresh_from_db()
        assert enrolment.answers["card"]["tail"] == "0018"


def test_publicity_by_clicks(client, db):
    make_program("TA", chain=("city",))
    offices = make_offices()
    enrolment = make_approved(offices)
    client.force_login(offices.manager)
    assert enrolment.person.code in client.get(reverse("publicity:new", args=["TA"])).content.decode()
    url = reverse("publicity:new", args=["TA"])
    preview = client.post(url, {"enrolment": [enrolment.pk], "title": "公示", "preview": ""})
    assert [row.masked_name for row in preview.context["rows"]] == ["王*英"]
    assert not Release.objects.exists()
    unseen = client.post(url, {"enrolment": [enrolment.pk], "title": "公示", "publish": ""})
    assert unseen.context["form"].non_field_errors()
    assert not Release.objects.exists()
    seen = preview.context["seen"]
    client.post(url, {"enrolment": [enrolment.pk], "title": "公示", "publish": "", "seen": seen})
    release = Release.objects.get()
    detail = reverse("publicity:detail", args=[release.pk])
    assert client.get(detail).status_code == 200
    client.post(reverse("publicity:object", args=[release.pk]), {"content": "反映情况", "enrolment": enrolment.pk})
    with as_(offices.manager):
        objection = release.objections.get()
    client.post(reverse("publicity:answer", args=[objection.pk]), {"verdict": "dismissed", "answer": "经查不实"})
    client.post(reverse("publicity:revoke", args=[release.pk]), {"reason": "标题有误"})
    release.refresh_from_db()
    assert release.state == "revoked"
    client.force_login(make_account("caseworker", VILLAGE))
    assert client.get(url).status_code in (302, 403)
    assert client.get(detail).status_code == 200


def test_the_home_page_says_what_waits(client, offices):
    make_submitted(offices, on=TODAY - timedelta(days=60))
    client.force_login(offices.reviewers["village"])
    assert b"enrolments/?tab=waiting" in client.get(reverse("wagtailadmin_home")).content
    client.force_login(make_account("editor", "3418"))
    assert b"enrolments/?tab=waiting" not in client.get(reverse("wagtailadmin_home")).content


def test_a_persons_page_lists_her_programs_and_what_she_may_apply_for(client, offices):
    make_program("TB")
    enrolment = make_draft(offices)
    with as_(offices.caseworker) as actor:
        hand_in(enrolment, actor)
    client.force_login(offices.caseworker)
    shown = client.get(reverse("people:detail", args=[enrolment.person_id])).content.decode()
    assert reverse("enrolments:detail", args=[enrolment.pk]) in shown
    assert reverse("enrolments:apply", args=[enrolment.person_id, "TA"]) not in shown
    # A program that came after the account's scope was read is there in the next request.
    assert reverse("enrolments:apply", args=[enrolment.person_id, "TB"]) in shown
