"""The areas of the city, as the National Bureau of Statistics coded them in 2023, and the codes that went before."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parent.parent / "data"


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def load(apps, schema_editor):
    Area = apps.get_model("core", "Area")
    AreaAlias = apps.get_model("core", "AreaAlias")
    rows = read("areas-3418.csv")
    names = {row["code"]: row["name"] for row in rows}

    def full_name(code: str) -> str:
        """From the county down; the city and province by themselves."""
        parts = [names[code[:n]] for n in (6, 9, 12) if len(code) >= n]
        return "".join(parts) or names[code]

    Area.objects.bulk_create(
        Area(code=row["code"], name=row["name"], level=row["level"], full_name=full_name(row["code"])) for row in rows
    )
    AreaAlias.objects.bulk_create(
        AreaAlias(code=row["code"], name=row["name"], area_id=row["area"]) for row in read("area-aliases.csv")
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0002_tables")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
