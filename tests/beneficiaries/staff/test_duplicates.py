"""The queue of pairs, the merge and its undoing, as screens."""

from datetime import date

import pytest
from django.urls import reverse

from beneficiaries.models import Merge, Pair, Person
from beneficiaries.services import finding, merging, pairs
from beneficiaries.services.intake import NewPhone
from registry.core.models import Job
from tests.factories.accounts import entered_as, make_account
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
COUNTY = "341802"


@pytest.fixture
def reviewer(db):
    return make_account("reviewer", COUNTY, programs=("LS",))


@pytest.fixture
def two(reviewer):
    with entered_as(reviewer):
        phone = [NewPhone(number="13812345678")]
        one = make_person(actor=reviewer, phones=phone)
        other = make_person(
            actor=reviewer, name="王秀瑛", id_type="none", no_id_reason="遗失", area="341802001002", phones=phone
        )
        first, second = sorted((one, other), key=lambda person: person.pk)
        evidence = [["name-sounds-same", 7.0], ["birth-same", 12.0], ["no-longer-known", 1.0]]
        Pair.objects.create(first=first, second=second, weight=11.5, evidence=evidence)
    return one, other


def sign_in(client, account):
    client.force_login(account, backend="registry.core.backend.RoleBackend")
    return client


def test_pairs_stand_side_by_side_in_words(client, reviewer, two):
    one, other = two
    page = sign_in(client, reviewer).get(reverse("people:duplicates"))
    text = page.content.decode()
    assert "王秀英" in text and "王秀瑛" in text and "138****5678" in text
    assert "姓名同音" in text and "同名的人很多，只略微增加可能" in text and "几乎可以确定" in text
    assert "name-sounds" not in text
    assert reverse("people:merge", args=[one.pk, other.pk]) in text, "the one with a number is kept"
    assert "可能是同一人" in client.get(reverse("people:detail", args=[one.pk])).content.decode()
    assert "疑似重复 (1)" in client.get(reverse("people:index")).content.decode()


def test_filter_empty_state_and_an_address_that_nobody_made(client, reviewer, two):
    sign_in(client, reviewer)
    elsewhere = client.get(reverse("people:duplicates"), {"area": "341802002"}).content.decode()
    assert "这里没有待处理的疑似重复" in elsewhere
    for address in ("?after=x", "?after=nan~y", "?area=%27", "?area=" + "9" * 40, "?decided&after=1~1"):
        assert client.get(reverse("people:duplicates") + address).status_code == 200


def test_pages_by_keyset(client, reviewer, monkeypatch):
    from beneficiaries.staff import duplicates

    monkeypatch.setattr(duplicates, "SIZE", 2)
    with entered_as(reviewer):
        people = [
            make_person(actor=reviewer, id_type="none", no_id_reason="遗失", birth_date=date(1980, 1, 1 + n))
            for n in range(4)
        ]
        for n, one in enumerate(people):
            for other in people[:n]:
                first, second = sorted((one, other), key=lambda person: person.pk)
                Pair.objects.create(first=first, second=second, weight=5.0 if n < 3 else 2.0)
    sign_in(client, reviewer)
    seen, address = [], reverse("people:duplicates")
    for _page in range(3):
        answer = client.get(address)
        seen += [pair.pk for pair in answer.context["pairs"]]
        address = reverse("people:duplicates") + f"?after={answer.context['next']}"
    assert len(seen) == len(set(seen)) == 6 and answer.context["next"] is None


def test_not_the_same_person_and_back(client, reviewer, two):
    with entered_as(reviewer):
        pair = Pair.objects.get()
    sign_in(client, reviewer).post(reverse("people:decide-pair", args=[pair.pk, "apart"]), {"reason": "同村两人"})
    with entered_as(reviewer):
        pair.refresh_from_db()
        assert (pair.state, pair.decided_by, pair.reason) == ("different", reviewer, "同村两人")
    assert "同村两人" in client.get(reverse("people:duplicates") + "?decided").content.decode()
    # Decided meanwhile: said, and not a server error.
    again = client.post(reverse("people:decide-pair", args=[pair.pk, "apart"]))
    assert again.status_code == 409
    client.post(reverse("people:decide-pair", args=[pair.pk, "again"]))
    with entered_as(reviewer):
        pair.refresh_from_db()
        assert pair.state == "open" and pair.decided_by is None


def test_a_merge_part_by_part_and_its_undoing(client, reviewer, two):
    one, other = two
    address = reverse("people:merge", args=[one.pk, other.pk])
    page = sign_in(client, reviewer).get(address).content.decode()
    assert "保留哪一项" in page and "name-" not in page
    answer = client.post(address, {"part-name": "merged", "part-place": "kept", "reason": "同一人"})
    with entered_as(reviewer):
        record = Merge.objects.get()
        assert record.taken == ["name"] and Person.objects.get(pk=one.pk).name == "王秀瑛"
    assert answer["Location"] == reverse("people:merge-record", args=[record.pk])
    said = client.get(answer["Location"]).content.decode()
    assert "王秀瑛" in said and "撤销合并" in said and "beneficiaries_" not in said
    # Its code leads to the record that is left.
    found = client.get(reverse("people:index"), {"q": other.code}).context["rows"]
    assert [hit.person.pk for hit, *_rest in found] == [one.pk]
    # A second merge of the same: refused in words.
    assert client.post(address, {}).status_code == 409
    undo = reverse("people:undo-merge", args=[record.pk])
    assert client.post(undo, {"reason": ""}).status_code == 409
    client.post(undo, {"reason": "看错了人"})
    with entered_as(reviewer):
        assert Person.objects.get(pk=one.pk).name == "王秀英"
        assert Person.objects.current().filter(pk=other.pk).exists()
    assert "看错了人" in client.get(answer["Location"]).content.decode()


def test_what_doesnt_fit_must_have_been_seen(client, reviewer, two):
    one, _other = two
    with entered_as(reviewer):
        third = make_person(actor=reviewer)
    address = reverse("people:merge", args=[one.pk, third.pk])
    page = sign_in(client, reviewer).get(address)
    [conflict] = page.context["conflicts"]
    assert client.post(address, {"reason": "号码录错"}).status_code == 409
    assert client.post(address, {"seen": conflict.key}).status_code == 409, "it needs a reason"
    assert client.post(address, {"seen": conflict.key, "reason": "号码录错"}).status_code == 302


def test_who_sees_only_one_of_the_two_is_told_nothing(client, two):
    one, other = two
    village = make_account("reviewer", one.area, programs=("LS",))
    sign_in(client, village)
    assert "王秀瑛" not in client.get(reverse("people:duplicates")).content.decode()
    assert client.get(reverse("people:merge", args=[one.pk, other.pk])).status_code == 404
    with entered_as(make_account("reviewer", COUNTY, programs=("LS",))):
        pair = Pair.objects.get()
    assert client.post(reverse("people:decide-pair", args=[pair.pk, "apart"])).status_code == 404


def test_the_search_is_asked_for_as_a_job(client, two):
    manager = make_account("manager", COUNTY, programs=("LS",))
    answer = sign_in(client, manager).post(reverse("people:find-duplicates"))
    with entered_as(manager):
        job = Job.objects.get()
        assert job.kind == finding.KIND and answer["Location"] == reverse("jobs:detail", args=[job.pk])
    assert "上次查找" in client.get(reverse("people:duplicates")).content.decode()


def test_a_merge_is_seen_from_both_records(client, reviewer, two):
    one, other = two
    with entered_as(reviewer):
        record = merging.merge(kept=one, merged=other, actor=reviewer)
        assert not pairs.strangers_of(one.pk, [other.pk])
    sign_in(client, reviewer)
    for person in two:
        page = client.get(reverse("people:detail", args=[person.pk])).content.decode()
        assert reverse("people:merge-record", args=[record.pk]) in page
