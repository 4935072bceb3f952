"""The screens about people, as a caseworker, a neighbour and an auditor find them."""

from datetime import date

import pytest
from django.urls import reverse

from beneficiaries import panels
from beneficiaries.models import Person
from beneficiaries.services.intake import NewPhone
from beneficiaries.services.register import change_person
from registry.core.models import AccessLog
from tests.factories.accounts import entered_as, make_account
from tests.factories.people import VILLAGE, make_person

ID = "342501198003072422"
FORM = {
    "name": "王秀英",
    "id_type": "resident_id",
    "id_number": ID,
    "ethnic_group": "01",
    "area": VILLAGE,
    "account_relation": "01",
}


@pytest.fixture
def staff(client, caseworker):
    client.force_login(caseworker, backend="registry.core.backend.RoleBackend")
    return client


def text(response) -> str:
    assert response.status_code == 200, response
    return response.content.decode()


def as_account(client, account):
    client.force_login(account, backend="registry.core.backend.RoleBackend")
    return client


def test_the_list_and_its_empty_states(staff, caseworker):
    assert 'class="empty"' in text(staff.get(reverse("people:index")))
    person = make_person(actor=caseworker)
    page = text(staff.get(reverse("people:index")))
    assert person.code in page and person.id_number_tail in page
    assert person.code in text(staff.get(reverse("people:index"), {"q": "wxy"}))
    assert person.code not in text(staff.get(reverse("people:index"), {"q": "龘"}))
    part = text(staff.get(reverse("people:index"), {"q": "王", "results": ""}))
    assert person.code in part and "<html" not in part


@pytest.mark.parametrize("after", ["nonsense", "341802001001.x", "'.--"])
def test_a_cursor_that_someone_typed_is_no_error(staff, after):
    assert staff.get(reverse("people:index"), {"after": after}).status_code == 200


def test_badges_and_panels_of_the_apps_above(staff, caseworker, monkeypatch):
    person = make_person(actor=caseworker)
    monkeypatch.setattr(panels, "_badges", [lambda ids: {pk: [panels.Badge("留守儿童", "good")] for pk in ids}])
    assert "留守儿童" in text(staff.get(reverse("people:index")))
    monkeypatch.setattr(panels, "_panels", [])
    panels.register(10, "people/likely.html", lambda request, person: {"likely": []})
    panels.register(5, "people/likely.html", lambda request, person: None)
    assert [panel.order for panel in panels._panels] == [5, 10]
    assert person.name in text(staff.get(reverse("people:detail", args=[person.pk])))


def test_registering_reads_the_number_and_goes_to_the_person(staff):
    response = staff.post(reverse("people:add"), FORM | {"phone": "13812345678", "guardian_name": "李梅"})
    assert "guardian_kind" in text(response)
    assert not Person.objects.exists()

    response = staff.post(
        reverse("people:add"),
        FORM
        | {"phone": "13812345678", "guardian_name": "李梅", "guardian_kind": "52", "guardian_phone": "13912345678"}
        | {"hardship": "dibao", "hardship_since": "2013-1-1", "account_number": "6228480402564890018"},
    )
    person = Person.objects.get()
    assert response.url == reverse("people:detail", args=[person.pk])
    assert (person.sex, person.birth_date) == ("2", date(1980, 3, 7))
    assert person.phones.get().preferred
    assert person.relations.get().guardian
    assert person.hardships.get().since == date(2013, 1, 1)
    assert person.payaccounts.get().payee == "王秀英"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id_number", "342501198003072423"),
        ("name", "王"),
        ("phone", "123"),
        ("area", "341802002"),
        ("area", ""),
        ("account_number", "12"),
        ("hardship", "dibao"),
    ],
)
def test_a_mistake_is_shown_beside_its_field(staff, field, value):
    response = staff.post(reverse("people:add"), FORM | {field: value})
    assert response.context["form"].errors.keys() == {"hardship_since" if field == "hardship" else field}
    assert not Person.objects.exists()


def test_a_likely_duplicate_wants_a_confirmation(staff, caseworker):
    make_person(actor=caseworker, name="王秀颖")
    first = staff.post(reverse("people:add"), FORM)
    assert "confirmed" in text(first) and len(first.context["likely"]) == 1
    assert Person.objects.count() == 1
    staff.post(reverse("people:add"), FORM | {"confirmed": "on"})
    assert Person.objects.count() == 2


def test_the_check_answers_while_one_types(staff, caseworker):
    person = make_person(actor=caseworker, id_number=ID)
    answer = staff.post(reverse("people:check"), {"name": "王", "id_number": ID}).json()
    assert (answer["sex"], answer["birth_date"]) == ("2", "1980-03-07")
    assert person.code in answer["html"] and person.code in answer["refusal"]
    assert staff.post(reverse("people:check"), {"name": "王"}).json()["html"].strip() == ""
    assert staff.get(reverse("people:check")).status_code == 405


def test_a_reveal_asks_why_logs_and_shows_once(staff, caseworker):
    person = make_person(actor=caseworker, id_number=ID, phones=[NewPhone(number="13812345678")])
    detail = reverse("people:detail", args=[person.pk])
    assert ID not in text(staff.get(detail)) and "13812345678" not in text(staff.get(detail))

    address = reverse("people:reveal", args=[person.pk, "id", person.pk])
    assert ID not in text(staff.get(address))
    assert ID not in text(staff.post(address, {"purpose": "看"}))
    assert not AccessLog.objects.exists()
    shown = staff.post(address, {"purpose": "核对申请表"})
    assert ID in text(shown)
    assert "no-store" in shown["Cache-Control"]
    entry = AccessLog.objects.get()
    assert (entry.account, entry.object_id, entry.field, entry.purpose) == (
        caseworker,
        person.pk,
        "id_number",
        "核对申请表",
    )
    assert ID not in text(staff.get(detail))

    phone = reverse("people:reveal", args=[person.pk, "phone", person.phones.get().pk])
    assert "13812345678" in text(staff.post(phone, {"purpose": "电话回访"}))
    wrong = reverse("people:reveal", args=[person.pk, "account", person.phones.get().pk])
    assert staff.post(wrong, {"purpose": "电话回访"}).status_code == 404


def test_the_access_log_of_a_person_is_for_auditors(client, staff, caseworker):
    person = make_person(actor=caseworker, id_number=ID)
    staff.post(reverse("people:reveal", args=[person.pk, "id", person.pk]), {"purpose": "核对申请表"})
    assert "核对申请表" not in text(staff.get(reverse("people:detail", args=[person.pk])))
    auditor = make_account("auditor", "3418", programs=("LS",))
    page = as_account(client, auditor).get(reverse("people:detail", args=[person.pk]))
    assert "核对申请表" in text(page)
    assert reverse("people:act", args=[person.pk, "death"]) not in text(page)


@pytest.mark.parametrize("name", ["detail", "change"])
def test_who_is_outside_the_scope_does_not_exist(client, caseworker, name):
    person = make_person(actor=caseworker)
    neighbour = make_account("caseworker", "341821", programs=("LS",))
    address = reverse(f"people:{name}", args=[person.pk])
    assert as_account(client, neighbour).get(address).status_code == 404
    assert client.post(address, {"name": "李四"}).status_code in (404, 405)
    assert client.get(reverse("people:act", args=[person.pk, "death"])).status_code == 404
    assert client.get(reverse("people:reveal", args=[person.pk, "id", person.pk])).status_code == 404


def test_history_in_words_without_sealed_bytes(staff, caseworker):
    person = make_person(actor=caseworker, id_number=ID)
    change_person(person=person, actor=caseworker, reason="户口簿为准", name="汪秀英", ethnic_group="02")
    page = text(staff.get(reverse("people:detail", args=[person.pk])))
    entry = staff.get(reverse("people:detail", args=[person.pk])).context["history"][0]
    assert (entry.reason, entry.who, entry.new) == ("户口簿为准", str(caseworker), False)
    assert ("王秀英", "汪秀英") in [(before, after) for _label, before, after in entry.lines]
    assert ID not in page and "\\x" not in page and bytes(person.id_number_index).hex() not in page


@pytest.mark.parametrize(
    ("act", "data", "check"),
    [
        ("phone", {"number": "13812345678"}, lambda p: p.phones.count() == 1),
        ("account", {"number": "6228480402564890018", "payee_relation": "01"}, lambda p: p.payaccounts.count() == 1),
        ("relation", {"name": "李梅", "kind": "62", "since": "2020-1-1"}, lambda p: p.relations.count() == 1),
        ("hardship", {"category": "dibao", "since": "2020-1-1"}, lambda p: p.hardships.count() == 1),
        ("disability", {"kind": "4", "level": "2", "since": "2020-1-1"}, lambda p: p.disabilitys.count() == 1),
        ("consent", {"kind": "news", "given_by": "本人", "on": "2020-1-1"}, lambda p: p.consents.count() == 1),
        ("death", {"on": "2020-1-1", "reason": "死亡证明"}, lambda p: p.died_on == date(2020, 1, 1)),
        ("move", {"to": "341802001002", "on": "2020-1-1"}, lambda p: p.area == "341802001002"),
        ("move", {"leaves": "on", "on": "2020-1-1"}, lambda p: p.left_on == date(2020, 1, 1)),
    ],
)
def test_each_small_form_does_its_act_and_refuses_an_empty_one(staff, caseworker, act, data, check):
    person = make_person(actor=caseworker)
    address = reverse("people:act", args=[person.pk, act])
    assert "<form" in text(staff.get(address))
    assert text(staff.post(address, {}))
    response = staff.post(address, data)
    assert response.status_code == 302, response.context["form"].errors
    assert check(Person.objects.get(pk=person.pk))
    assert text(staff.get(reverse("people:detail", args=[person.pk])))


def test_a_record_ends_by_its_small_form(staff, caseworker):
    person = make_person(actor=caseworker, phones=[NewPhone(number="13812345678")])
    phone = person.phones.get()
    address = reverse("people:act", args=[person.pk, "close-phone", phone.pk])
    assert staff.post(address, {"on": "2026-01-01", "reason": "换号"}).status_code == 302
    phone.refresh_from_db()
    assert phone.closed_on == date(2026, 1, 1)
    assert staff.get(reverse("people:act", args=[person.pk, "close-phone"])).status_code == 404
    assert staff.get(reverse("people:act", args=[person.pk, "nonsense"])).status_code == 404


@pytest.mark.parametrize(
    ("role", "index", "add", "change"),
    [
        ("caseworker", 200, 200, 200),
        ("reviewer", 200, 200, 200),
        ("manager", 200, 403, 403),
        ("finance", 200, 403, 403),
        ("auditor", 200, 403, 403),
        ("editor", 403, 403, 403),
        ("administrator", 403, 403, 403),
    ],
)
def test_who_may_open_what(client, caseworker, role, index, add, change):
    person = make_person(actor=caseworker)
    account = make_account(role, "3418", programs=("LS",))
    as_account(client, account)

    def status(address: str) -> int:
        response = client.get(address)
        return 403 if response.status_code == 302 else response.status_code

    with entered_as(account):
        assert status(reverse("people:index")) == index
        assert status(reverse("people:add")) == add
        assert status(reverse("people:change", args=[person.pk])) == change
