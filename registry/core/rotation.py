"""Sealing anew what is under an older key: columns by themselves, the rest by functions that apps register."""

from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import connection, models, transaction

from registry.core import vault

CHUNK = 2_000
ROTATIONS: dict[str, Callable[[], int]] = {}


def rotation(name: str):
    """Register what seals anew values that are kept elsewhere than in a `…_sealed` column; it returns how many."""

    def register(function: Callable[[], int]) -> Callable[[], int]:
        ROTATIONS[name] = function
        return function

    return register


def rotate() -> Iterator[tuple[str, int]]:
    """Bring every sealed value under the current key of `VAULT_KEYS`: (what, how many) one after the other.

    Chunk by chunk, each committed by itself, so that it may be stopped and run again. Where values stay
    under an older key it stops with RuntimeError: a policy passes over in silence what the scope may not write, and the
    old key would be thrown away.
    """
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.BinaryField) and field.name.endswith("_sealed"):
                yield f"{model._meta.label}.{field.name}", _column(model, field.name)
    for name, function in ROTATIONS.items():
        yield name, function()


def _column(model, column: str) -> int:
    name, current = column.removesuffix("_sealed"), vault.keyring().current
    table = connection.ops.quote_name(model._meta.db_table)
    last, done = None, 0
    while True:
        with transaction.atomic():
            rows = model.objects.select_for_update().filter(**{f"{column}__isnull": False}).order_by("pk")
            rows = list((rows.filter(pk__gt=last) if last else rows).values_list("pk", column)[:CHUNK])
            if not rows:
                break
            last = rows[-1][0]
            fresh = [
                (pk, vault.seal(vault.open_sealed(sealed, row=pk, field=name), row=pk, field=name))
                for pk, sealed in rows
                if vault.key_of(sealed) != current
            ]
            if fresh:
                with connection.cursor() as cursor:
                    cursor.execute(
                        f"UPDATE {table} t SET {column} = v.sealed "  # noqa: S608  (the names are our models')
                        "FROM unnest(%s::uuid[], %s::bytea[]) AS v(id, sealed) WHERE t.id = v.id",
                        [[pk for pk, _ in fresh], [sealed for _, sealed in fresh]],
                    )
                done += len(fresh)
    none_left(table, column)
    return done


def none_left(table: str, column: str) -> None:
    """Raises RuntimeError where the scope reads values that aren't under the current key."""
    current = vault.keyring().current.encode()
    head = bytes([len(current)]) + current
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table} WHERE substring({column} FROM 1 FOR %s) <> %s",  # noqa: S608
            [len(head), head],
        )
        if left := cursor.fetchone()[0]:
            raise RuntimeError(f"{table}.{column}: {left} values are still under an older key")
