"""The rows of a record that go over to another, and back."""

from django.db import connection

from beneficiaries.models import Merge, Person

# The rows that go over, and which of them stay behind because the kept record says the same already. `m` is a row of
# the merged record, `k` one of the kept. Moves and payments are about the record that they were written for, and stay.
SAME: dict[str, str] = {
    "phone": "k.number_index = m.number_index AND k.closed_on IS NULL AND m.closed_on IS NULL",
    "payaccount": "k.number_index = m.number_index AND k.closed_on IS NULL AND m.closed_on IS NULL",
    "relation": (
        "k.kind = m.kind AND k.name = m.name AND k.until IS NULL AND m.until IS NULL "
        "AND coalesce(m.id_number_index = k.id_number_index, m.id_number_index IS NULL) "
        "AND coalesce(m.phone_index = k.phone_index, m.phone_index IS NULL) "
        "AND m.guardian <= k.guardian AND m.entrusted <= k.entrusted AND m.situation IN ('', k.situation)"
    ),
    "hardship": (
        "k.category = m.category AND k.since <= coalesce(m.until, 'infinity') "
        "AND m.since <= coalesce(k.until, 'infinity')"
    ),
    "disability": "(k.kind, k.level, k.since) = (m.kind, m.level, m.since)",
    "consent": (
        "(k.kind, k.by_guardian) = (m.kind, m.by_guardian) AND k.withdrawn_on IS NULL AND m.withdrawn_on IS NULL"
    ),
}
# A relation to the record itself says nothing of anyone.
KEPT_OUT = {"relation": "m.other_id = %(target)s"}


def move_rows(*, source: Person, target: Person) -> dict[str, list[str]]:
    """Hand the rows of `source` over to `target`: {table: [ids]} of those that went."""
    moved = {}
    for child, same in SAME.items():
        table = f"beneficiaries_{child}"
        moved[table] = _ids(
            f"UPDATE {table} m SET person_id = %(target)s, area = %(area)s WHERE m.person_id = %(source)s "  # noqa: S608
            f"AND NOT EXISTS (SELECT 1 FROM {table} k WHERE k.person_id = %(target)s AND {same}) "
            f"AND ({KEPT_OUT.get(child, 'false')}) IS NOT TRUE RETURNING m.id",
            source=source.pk, target=target.pk, area=target.area,
        )  # fmt: skip
    return {table: ids for table, ids in moved.items() if ids}


def move_back(merge: Merge, *, source: Person, target: Person) -> None:
    """Hand back to `target` what the merge took from it to `source`."""
    for child in SAME:
        table = f"beneficiaries_{child}"
        if ids := merge.moved.get(table):
            _ids(
                f"UPDATE {table} m SET person_id = %(target)s, area = %(area)s "  # noqa: S608
                "WHERE m.id = ANY (%(ids)s::uuid[]) AND m.person_id = %(source)s RETURNING m.id",
                source=source.pk, target=target.pk, area=target.area, ids=ids,
            )  # fmt: skip


def flatten(kept: Person, merged: Person) -> list[str]:
    """Records that were merged into `merged` before are merged into `kept` from now on: their ids."""
    return _ids(
        "UPDATE beneficiaries_person SET merged_into_id = %(kept)s "
        "WHERE merged_into_id = %(merged)s AND id <> %(merged)s RETURNING id",
        kept=kept.pk, merged=merged.pk,
    )  # fmt: skip


def unflatten(merge: Merge) -> None:
    """Those again into the merged record, once it stands for itself."""
    Person.objects.filter(pk__in=merge.moved.get("beneficiaries_person", [])).update(merged_into=merge.merged_id)


def changed_since(merge: Merge, child: str) -> int:
    """How many of the rows that went over were changed after the merge."""
    ids = merge.moved.get(f"beneficiaries_{child}", [])
    if not ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(DISTINCT pgh_obj_id) FROM beneficiaries_{child}historyrow "  # noqa: S608
            "WHERE pgh_obj_id = ANY (%s::uuid[]) AND pgh_created_at > %s",
            [ids, merge.made_at],
        )
        [changed] = cursor.fetchone()
    return changed


def _ids(sql: str, **params) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [str(pk) for (pk,) in cursor.fetchall()]
