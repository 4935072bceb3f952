"""The database's own rules about pairs and merges, gone at with raw SQL in the app's role."""

import pytest
from django.db import connection

from beneficiaries.models import Merge, Pair, Phone
from beneficiaries.services import merging, pairs
from beneficiaries.services.intake import NewPhone
from registry.core import scope
from registry.core.ids import uuid7
from tests.enrolment.raw import execute, refused_by
from tests.factories.accounts import entered_as, make_account
from tests.factories.people import make_person

COUNTY = "341802"


@pytest.fixture
def reviewer(db):
    account = make_account("reviewer", COUNTY, programs=("LS",))
    with entered_as(account):
        yield account


@pytest.fixture
def two(reviewer):
    one = make_person(actor=reviewer, phones=[NewPhone(number="13812345678")])
    return one, make_person(actor=reviewer, id_type="none", no_id_reason="遗失", area="341802001002")


def at_once():
    execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_nobody_is_merged_without_a_merge(two):
    kept, merged = two
    with refused_by("person_merged_by_record"):
        execute("UPDATE beneficiaries_person SET merged_into_id = %s WHERE id = %s", kept.pk, merged.pk)
        at_once()


def test_nobody_is_born_merged(two):
    kept, _merged = two
    with refused_by("person_merged_by_record"):
        execute(
            "INSERT INTO beneficiaries_person (id, name, pinyin, sex, birth_date, id_type, id_number_tail, no_id_reason, "
            "ethnic_group, hukou_kind, hukou_area, area, address, relation_to_head, public_employee, note, created_at, "
            "merged_into_id) SELECT %s, name, pinyin, sex, birth_date, 'none', '', 'x', ethnic_group, '', '', area, '', "
            "'', false, '', now(), id FROM beneficiaries_person WHERE id = %s",
            uuid7(), kept.pk,
        )  # fmt: skip


INSERT_MERGE = (
    "INSERT INTO beneficiaries_merge (id, person_id, area, merged_id, taken, moved, before_sealed, reason, made_by_id, "
    "undone_reason) SELECT %s, id, area, %s, '[]', '{}', '', '', %s, '' FROM beneficiaries_person WHERE id = %s"
)


def test_a_merge_without_the_merged_record(two, reviewer):
    kept, merged = two
    with refused_by("person_merged_by_record"):
        execute(INSERT_MERGE, uuid7(), merged.pk, reviewer.pk, kept.pk)
        at_once()
    with refused_by("merge_of_two"):
        execute(INSERT_MERGE, uuid7(), kept.pk, reviewer.pk, kept.pk)


def test_a_merge_in_the_name_of_another_or_by_a_caseworker(two, reviewer):
    kept, merged = two
    colleague = make_account("reviewer", COUNTY)
    with refused_by("merge_signed"):
        execute(INSERT_MERGE, uuid7(), merged.pk, colleague.pk, kept.pk)
    caseworker = make_account("caseworker", COUNTY)
    with entered_as(caseworker), refused_by("row-level security"):
        execute(INSERT_MERGE, uuid7(), merged.pk, caseworker.pk, kept.pk)


def test_a_merge_stays_as_it_was_made(two, reviewer):
    kept, merged = two
    record = merging.merge(kept=kept, merged=merged, actor=reviewer)
    for change in (
        "reason = 'x'",
        "moved = '{\"a\": 1}'",
        "merged_id = person_id",
        "made_at = now() + '1 day'",
    ):
        with refused_by("Cannot update", "merge_of_two"):
            execute(f"UPDATE beneficiaries_merge SET {change} WHERE id = %s", record.pk)
    with refused_by("permission denied", "Cannot delete"):
        execute("DELETE FROM beneficiaries_merge")
    colleague = make_account("reviewer", COUNTY)
    with refused_by("merge_signed"):
        execute(
            "UPDATE beneficiaries_merge SET undone_at = now(), undone_by_id = %s, undone_reason = 'x'", colleague.pk
        )
    with refused_by("merge_undone_by_someone"):
        execute("UPDATE beneficiaries_merge SET undone_at = now(), undone_by_id = %s", reviewer.pk)
    # Undone on paper alone, while the record still points at the other.
    with refused_by("person_merged_by_record"):
        execute("UPDATE beneficiaries_merge SET undone_at = now(), undone_by_id = %s, undone_reason = 'x'", reviewer.pk)
        at_once()
    # And the other way round.
    with refused_by("person_merged_by_record"):
        execute("UPDATE beneficiaries_person SET merged_into_id = NULL WHERE id = %s", merged.pk)
        at_once()


def test_no_chain(two, reviewer):
    kept, merged = two
    third = make_person(actor=reviewer, id_type="none", no_id_reason="遗失")
    merging.merge(kept=kept, merged=merged, actor=reviewer)
    with refused_by("person_merge_is_flat"):
        execute(INSERT_MERGE, uuid7(), third.pk, reviewer.pk, merged.pk)
        execute("UPDATE beneficiaries_person SET merged_into_id = %s WHERE id = %s", merged.pk, third.pk)
        at_once()
    with refused_by("person_merge_is_flat"):
        execute(INSERT_MERGE, uuid7(), kept.pk, reviewer.pk, third.pk)
        execute("UPDATE beneficiaries_person SET merged_into_id = %s WHERE id = %s", third.pk, kept.pk)
        at_once()


def test_a_merged_record_gets_nothing_new(two, reviewer):
    kept, merged = two
    merging.merge(kept=kept, merged=merged, actor=reviewer)
    with refused_by("row_of_merged_record"):
        execute(
            "INSERT INTO beneficiaries_phone (id, person_id, area, number_sealed, number_index, masked, holder, preferred) "
            "SELECT %s, %s, %s, number_sealed, number_index, masked, '', false FROM beneficiaries_phone LIMIT 1",
            uuid7(), merged.pk, merged.area,
        )  # fmt: skip
    with refused_by("row_of_merged_record"):
        execute(
            "INSERT INTO beneficiaries_hardship (id, person_id, area, category, evidence, issuer, since) "
            "VALUES (%s, %s, %s, 'dibao', '', '', '2020-01-01')",
            uuid7(), merged.pk, merged.area,
        )  # fmt: skip


def test_rows_go_to_another_person_only_with_a_merge(two):
    one, other = two
    with refused_by("row_follows_merge"):
        execute(
            "UPDATE beneficiaries_phone SET person_id = %s, area = %s WHERE person_id = %s",
            other.pk,
            other.area,
            one.pk,
        )
    assert Phone.objects.get().person_id == one.pk


def test_a_pair_has_the_areas_of_its_records_and_is_seen_by_who_sees_both(two, reviewer):
    one, other = sorted(two, key=lambda person: person.pk)
    pair = Pair.objects.create(first=one, second=other, first_area="341821", second_area="341821")
    pair.refresh_from_db()
    assert (pair.first_area, pair.second_area) == (one.area, other.area)
    with refused_by("pair_ordered"):
        Pair.objects.create(first=other, second=one)
    with refused_by("pair_once"):
        Pair.objects.create(first=one, second=other)
    for area, seen in ((one.area, False), (other.area, False), ("341802001", True), ("341821", False)):
        with entered_as(make_account("reviewer", area)):
            assert Pair.objects.exists() == seen
    with scope.entered(scope.EMPTY):
        assert not Pair.objects.exists() and not Merge.objects.exists()
    execute("UPDATE beneficiaries_person SET area = '341802001003' WHERE id = %s", one.pk)
    pair.refresh_from_db()
    assert pair.first_area == "341802001003"


def test_a_decision_about_a_pair_stays_and_is_signed(two, reviewer):
    one, other = sorted(two, key=lambda person: person.pk)
    pair = Pair.objects.create(first=one, second=other)
    colleague = make_account("reviewer", COUNTY)
    with refused_by("pair_signed"):
        execute(
            "UPDATE beneficiaries_pair SET state = 'different', decided_by_id = %s, decided_at = now()", colleague.pk
        )
    with refused_by("pair_decided_by_someone"):
        execute("UPDATE beneficiaries_pair SET state = 'different'")
    pairs.keep_apart(pair=pair, actor=reviewer)
    with refused_by("Cannot delete"):
        execute("DELETE FROM beneficiaries_pair")
    with refused_by("beneficiaries_pair_states"):
        execute("UPDATE beneficiaries_pair SET state = 'merged'")
    assert pairs.strangers_of(one.pk, [other.pk]) == {other.pk}


def test_the_rules_hold_the_locks(two, reviewer):
    """Whoever merges by raw SQL holds both records so hard that a foreign key waits."""
    kept, merged = two
    execute("UPDATE beneficiaries_person SET merged_into_id = %s WHERE id = %s", kept.pk, merged.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname = 'person_merge_locks'")
        assert cursor.fetchone()
    execute("UPDATE beneficiaries_person SET merged_into_id = NULL WHERE id = %s", merged.pk)
