"""The staff screens of programs: who may open them, what they show, and a new version made on them."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import Hardship, Person, Relation
from programs.catalogue.models import Rules
from programs.catalogue.services import rules
from tests.factories.accounts import entered_as, make_account

pytestmark = pytest.mark.django_db


def logged_in(client, role="manager", **kw):
    account = make_account(role, **kw)
    client.force_login(account, backend="registry.core.backend.RoleBackend")
    return account


@pytest.mark.parametrize("code", ["LQJZ", "CL", "AX", "XJ", "LS", "SW", "GE"])
def test_every_program_has_its_page(client, code):
    logged_in(client, "caseworker")
    page = client.get(reverse("programs:detail", args=[code]))
    assert page.status_code == 200
    text = page.content.decode()
    for criterion in rules.in_force(program=code, on=timezone.localdate()).parsed.criteria:
        assert criterion.label.zh in text
    assert reverse("programs:edit", args=[code]) not in text


def test_the_list_shows_the_version_in_force(client):
    logged_in(client, "auditor")
    text = client.get(reverse("programs:index")).content.decode()
    assert "两癌救助" in text and reverse("programs:detail", args=["GE"]) in text


@pytest.mark.parametrize("name", ["edit", "advanced"])
def test_only_a_manager_of_the_program_may_change_it(client, name):
    logged_in(client, "caseworker")
    assert client.get(reverse(f"programs:{name}", args=["CL"])).status_code in (302, 403)
    logged_in(client, "manager", programs=("SW",))
    assert client.get(reverse(f"programs:{name}", args=["CL"])).status_code == 403
    assert client.post(reverse(f"programs:{name}", args=["CL"]), form_data(client, "SW")).status_code in (302, 403)
    assert not Rules.objects.filter(program="CL", made_by__isnull=False).exists()


def form_data(client, code: str, name: str = "edit") -> dict:
    form = client.get(reverse(f"programs:{name}", args=[code])).context["form"]
    data = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    return data | {"note": "提高标准，依据捐赠协议"}


def test_an_amount_is_changed_on_the_form(client):
    manager = logged_in(client)
    data = form_data(client, "CL") | {
        "amount_primary": "450",
        "step_village": "3",
        "new_zh": "成绩单",
        "new_en": "Marks",
    }
    page = client.post(reverse("programs:edit", args=["CL"]), data)
    assert page.status_code == 302, page.context["form"].errors
    saved = Rules.objects.filter(program="CL").order_by("version").last()
    assert saved.made_by == manager and saved.valid_from == timezone.localdate()
    assert saved.parsed.benefit.amounts["primary"] == 450
    assert saved.parsed.chain[0].working_days == 3
    assert saved.parsed.documents[-1].label.zh == "成绩单"
    text = client.get(page.url).content.decode()
    assert "小学标准（元）由 400 改为 450" in text and "提高标准，依据捐赠协议" in text


def test_a_form_that_changes_nothing_says_so(client):
    logged_in(client)
    page = client.post(reverse("programs:edit", args=["SW"]), form_data(client, "SW"))
    assert page.status_code == 200 and page.context["form"].non_field_errors()


def test_a_threshold_is_changed_on_the_form(client):
    logged_in(client)
    name = next(key for key in form_data(client, "SW") if key.endswith("test_below") or key.endswith("_below"))
    page = client.post(reverse("programs:edit", args=["SW"]), form_data(client, "SW") | {name: "17"})
    assert page.status_code == 302, page.context["form"].errors
    saved = Rules.objects.filter(program="SW").order_by("version").last()
    assert saved.parsed.criteria[0].node.operand == 17


def test_the_file_on_the_screen_says_which_key_is_wrong(client):
    logged_in(client)
    data = form_data(client, "LS", "advanced")
    data["text"] = data["text"].replace("person.hukou_kind", "person.hukou")
    page = client.post(reverse("programs:advanced", args=["LS"]), data)
    assert page.status_code == 200
    assert any("criteria.rural.test" in str(error) for error in page.context["form"].non_field_errors())
    data["text"] = "cutoff = "
    assert client.post(reverse("programs:advanced", args=["LS"]), data).context["form"].errors["text"]


def test_the_eligible_are_counted_and_listed_within_the_scope(client):
    with entered_as(make_account(area="3418")):
        for area in ("341802001001", "341802001002", "341881001001"):
            child = Person.objects.create(
                name="某童", sex="2", birth_date=date(2005, 1, 1), id_type="none", no_id_reason="测试",
                hukou_kind="rural", area=area,
            )  # fmt: skip
            for kind in ("51", "52"):
                Relation.objects.create(
                    person=child, area=area, kind=kind, name="某亲", situation="away", since=date(2005, 1, 1)
                )
            Hardship.objects.create(person=child, area=area, category="dibao", since=date(2012, 1, 1))
    logged_in(client, "caseworker", area="341802")
    address = reverse("programs:eligible", args=["LS"]) + "?on=2013-06-01"
    page = client.get(address)
    assert page.status_code == 200
    assert page.context["total"] == 2 and len(page.context["rows"]) == 2
    # A place outside is answered with one's own.
    assert client.get(address + "&area=341881").context["total"] == 2
    assert client.get(address + "&area=341802001001").context["total"] == 1
