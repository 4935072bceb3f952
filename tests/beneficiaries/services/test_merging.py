"""Two records become one, and two again."""

from datetime import date

import pytest

from beneficiaries.models import Hardship, Merge, MergeConflict, Pair, Person, Phone, Relation
from beneficiaries.models.duplicates import PairState
from beneficiaries.services import contact, merging, pairs, unmerging
from beneficiaries.services.change import change_person
from beneficiaries.services.conflicts import conflicts_of
from beneficiaries.services.family import add_relation, end_relation
from beneficiaries.services.intake import NewAccount, NewHardship, NewPhone, NewRelation
from beneficiaries.services.merging import merge
from registry.core import vault
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.people import id_number, make_person

COUNTY = "341802"
OTHER_VILLAGE = "341802001002"


@pytest.fixture
def reviewer(db):
    account = make_account("reviewer", COUNTY, programs=("LS",))
    with entered_as(account):
        yield account


@pytest.fixture
def two(reviewer):
    """One woman, registered twice: with her number, and without it in the next village."""
    kept = make_person(
        actor=reviewer,
        phones=[NewPhone(number="13812345678")],
        hardships=[NewHardship(category="dibao", since=date(2020, 1, 1))],
    )
    merged = make_person(
        actor=reviewer, name="王秀瑛", area=OTHER_VILLAGE, id_type="none", no_id_reason="遗失", address="三组",
        phones=[NewPhone(number="13812345678"), NewPhone(number="13912345678")],
        accounts=[NewAccount(number="6228480402564890018")],
        hardships=[
            NewHardship(category="dibao", since=date(2020, 3, 1)), NewHardship(category="tekun", since=date(2021, 1, 1)),
        ],
        relations=[NewRelation(kind="51", name="王大山", since=date(1980, 3, 7), id_number=id_number(sex="1"))],
    )  # fmt: skip
    return kept, merged


def test_what_she_has_goes_over_and_what_she_has_already_stays_behind(reviewer, two):
    kept, merged = two
    record = merge(kept=kept, merged=merged, actor=reviewer, reason="同一人")
    merged.refresh_from_db()
    assert merged.merged_into_id == kept.pk
    assert sorted(kept.phones.values_list("masked", flat=True)) == ["138****5678", "139****5678"]
    assert set(kept.hardships.values_list("category", flat=True)) == {"dibao", "tekun"}
    assert kept.payaccounts.count() == kept.relations.count() == 1
    assert set(Phone.objects.filter(person=kept).values_list("area", flat=True)) == {kept.area}
    # Said by the kept record already.
    assert merged.phones.get().masked == "138****5678"
    assert merged.hardships.get().category == "dibao"
    assert list(Person.objects.current().filter(pk__in=[kept.pk, merged.pk])) == [kept]
    assert record.made_by == reviewer and record.moved.keys() >= {"beneficiaries_phone", "beneficiaries_payaccount"}
    assert not MergeConflict.objects.exists()


def test_field_by_field(reviewer, two):
    kept, merged = two
    merge(kept=kept, merged=merged, actor=reviewer, taken=["name", "place"])
    kept.refresh_from_db()
    assert (kept.name, kept.area, kept.address) == ("王秀瑛", OTHER_VILLAGE, "三组")
    assert kept.pinyin == merged.pinyin
    assert set(kept.phones.values_list("area", flat=True)) == {OTHER_VILLAGE}
    assert kept.id_number_index is not None
    with pytest.raises(TypeError):
        merge(kept=kept, merged=merged, actor=reviewer, taken=["phones"])


def test_the_number_of_the_merged_record_is_sealed_for_the_kept_one_and_blocks_nothing(reviewer, two):
    merged, kept = two  # the one without a number is kept
    number = vault.open_sealed(merged.id_number_sealed, row=merged.pk, field="id_number")
    record = merge(kept=kept, merged=merged, actor=reviewer, taken=["paper"])
    kept.refresh_from_db()
    assert vault.open_sealed(kept.id_number_sealed, row=kept.pk, field="id_number") == number
    assert number not in str(record.moved) + str(record.taken)
    unmerging.undo(merge=record, actor=reviewer, reason="看错了人")
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.id_type, kept.id_number_index, kept.no_id_reason) == ("none", None, "遗失")
    assert vault.open_sealed(merged.id_number_sealed, row=merged.pk, field="id_number") == number


def test_undone_it_is_as_it_was(reviewer, two):
    def state():
        return [
            sorted(map(str, model.objects.order_by("pk").values_list(*columns)))
            for model, *columns in (
                (Person, "pk", "name", "area", "address", "merged_into", "id_number_tail", "birth_date"),
                (Phone, "pk", "person", "area", "closed_on"), (Hardship, "pk", "person", "area"),
                (Relation, "pk", "person", "area"),
            )
        ]  # fmt: skip

    kept, merged = two
    before = state()
    record = merge(kept=kept, merged=merged, actor=reviewer, taken=["name", "place"], reason="同一人")
    assert state() != before
    assert unmerging.obstacles(merge=record) == []
    undone = unmerging.undo(merge=record, actor=reviewer, reason="看错了人")
    assert state() == before
    assert undone.undone_by == reviewer and undone.undone_at
    with refused("undone"):
        unmerging.undo(merge=record, actor=reviewer, reason="再撤一次")
    # And once more: an undone merge stands in nobody's way.
    merge(kept=kept, merged=merged, actor=reviewer)


def test_what_was_built_on_it_stands_in_the_way(reviewer, two):
    kept, merged = two
    record = merge(kept=kept, merged=merged, actor=reviewer, taken=["name"])
    contact.add_phone(person=kept, actor=reviewer, number="13712345678")
    assert unmerging.obstacles(merge=record) == [], "what is only new at the kept record stays there"
    change_person(person=kept, actor=reviewer, reason="更正", name="王秀英")
    [said] = unmerging.obstacles(merge=Merge.objects.get(pk=record.pk))
    with refused("built-on") as caught:
        unmerging.undo(merge=record, actor=reviewer, reason="看错了人")
    assert said in str(caught.value)


def test_two_numbers_are_seen_first_and_recorded(reviewer, two):
    kept, _without = two
    other = make_person(actor=reviewer)
    [conflict] = conflicts_of(kept=kept, merged=other)
    assert conflict.kind == "two-numbers" and not conflict.forbidden
    with refused("merge-conflicts"):
        merge(kept=kept, merged=other, actor=reviewer, reason="同一人，号码录错")
    with refused("reason", field="reason"):
        merge(kept=kept, merged=other, actor=reviewer, acknowledged=[conflict.key])
    record = merge(kept=kept, merged=other, actor=reviewer, acknowledged=[conflict.key], reason="号码录错")
    found = MergeConflict.objects.standing().get()
    assert (found.kind, found.person_id, found.merge_id) == ("two-numbers", kept.pk, record.pk)
    unmerging.undo(merge=record, actor=reviewer, reason="看错了人")
    assert not MergeConflict.objects.standing().exists()


def test_relatives_and_strangers_arent_merged(reviewer, two):
    kept, merged = two
    relation = add_relation(person=merged, actor=reviewer, kind="52", other=kept, since=date(2001, 1, 1))
    with refused("merge-relatives"):
        merge(kept=kept, merged=merged, actor=reviewer)
    end_relation(relation=relation, actor=reviewer, on=date(2020, 1, 1))
    pair = Pair.objects.create(
        first=min(kept, merged, key=lambda p: p.pk), second=max(kept, merged, key=lambda p: p.pk)
    )
    pairs.keep_apart(pair=pair, actor=reviewer)
    with refused("merge-different"):
        merge(kept=kept, merged=merged, actor=reviewer)
    pairs.ask_again(pair=pair, actor=reviewer)
    merge(kept=kept, merged=merged, actor=reviewer)
    pair.refresh_from_db()
    assert pair.state == PairState.MERGED
    # Once she was recorded as her own daughter: that says nothing of the one that is left.
    assert not kept.relations.filter(other=kept).exists()
    with refused("merge-self"):
        merge(kept=kept, merged=kept, actor=reviewer)


def test_nothing_is_written_about_a_merged_record(reviewer, two):
    kept, merged = two
    merge(kept=kept, merged=merged, actor=reviewer)
    with refused("merged"):
        contact.add_phone(person=merged, actor=reviewer, number="13712345678")
    with refused("merged"):
        change_person(person=merged, actor=reviewer, reason="更正", name="王秀英")
    with refused("merged"):
        merge(kept=merged, merged=make_person(actor=reviewer), actor=reviewer)


def test_what_was_merged_before_goes_along_and_back(reviewer, two):
    b, a = two
    c = make_person(actor=reviewer, id_type="none", no_id_reason="遗失")
    first = merge(kept=b, merged=a, actor=reviewer)
    second = merge(kept=c, merged=b, actor=reviewer)
    a.refresh_from_db()
    assert a.merged_into_id == c.pk, "no chains: whoever looks finds the one that is left at once"
    assert set(c.records) == {a, b, c}
    first.refresh_from_db()
    [said] = unmerging.obstacles(merge=first)[:1]
    assert b.code in said
    with refused("built-on"):
        unmerging.undo(merge=first, actor=reviewer, reason="看错了人")
    unmerging.undo(merge=second, actor=reviewer, reason="看错了人")
    a.refresh_from_db()
    assert a.merged_into_id == b.pk
    unmerging.undo(merge=Merge.objects.get(pk=first.pk), actor=reviewer, reason="看错了人")
    a.refresh_from_db()
    assert a.merged_into_id is None and a.payaccounts.count() == 1


def test_who_sees_only_one_of_them_cant(two):
    kept, merged = two
    village = make_account("reviewer", kept.area, programs=("LS",))
    with entered_as(village), refused("gone"):
        merge(kept=kept, merged=merged, actor=village)
    caseworker = make_account("caseworker", COUNTY, programs=("LS",))
    with entered_as(caseworker), refused("not-allowed"):
        merging.merge(kept=kept, merged=merged, actor=caseworker)
