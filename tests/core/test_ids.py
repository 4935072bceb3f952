from registry.core.ids import uuid7


def test_ids_are_version_7_unique_and_sort_by_age():
    ids = [uuid7() for _ in range(2000)]
    assert len(set(ids)) == 2000
    assert {(i.version, i.variant) for i in ids} == {(7, "specified in RFC 4122")}
    assert [i.int >> 80 for i in ids] == sorted(i.int >> 80 for i in ids)
