import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import registry.core.ids
from registry.core import tables


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("enrolment", "0002_rules"),
    ]

    operations = [
        tables.AtOnce(
            migrations.CreateModel(
                name="RosterImport",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="area")),
                    ("filename", models.CharField(max_length=200, verbose_name="file")),
                    ("size", models.PositiveIntegerField(verbose_name="size")),
                    ("starts_on", models.DateField(verbose_name="from")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("uploaded", "being looked through"),
                                ("question", "columns to be named"),
                                ("refused", "can't be read"),
                                ("staged", "looked through, not taken in"),
                                ("taken_in", "taken in"),
                                ("undone", "undone"),
                            ],
                            default="uploaded",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("problem", models.JSONField(default=dict, verbose_name="problem")),
                    ("layout", models.JSONField(default=dict, verbose_name="columns")),
                    ("said", models.JSONField(default=dict, verbose_name="columns as named")),
                    ("sample_sealed", models.BinaryField(null=True)),
                    ("counts", models.JSONField(default=dict, verbose_name="counts")),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="sent in at")),
                    ("taken_in_at", models.DateTimeField(blank=True, null=True, verbose_name="taken in at")),
                    ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                    ("undone_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                    (
                        "job",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="core.job",
                            verbose_name="job",
                        ),
                    ),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="sent in by",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="imports",
                            to="catalogue.program",
                            verbose_name="program",
                        ),
                    ),
                    (
                        "undone_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="undone by",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "roster import",
                    "verbose_name_plural": "roster imports",
                    "ordering": ["-made_at"],
                    "indexes": [models.Index(fields=["program", "area", "-made_at"], name="rosterimport_program")],
                    "constraints": [
                        models.UniqueConstraint(fields=("id", "program", "area"), name="rosterimport_with_scope")
                    ],
                },
            ),
            migrations.CreateModel(
                name="FilePart",
                fields=[
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    (
                        "pk",
                        models.CompositePrimaryKey(
                            "roster_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("number", models.PositiveSmallIntegerField()),
                    ("content", models.BinaryField()),
                    (
                        "program",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.program",
                        ),
                    ),
                    (
                        "roster",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="rosters.rosterimport",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "part of a roster file",
                    "verbose_name_plural": "parts of roster files",
                },
            ),
            migrations.CreateModel(
                name="StagedRow",
                fields=[
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    (
                        "pk",
                        models.CompositePrimaryKey(
                            "roster_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    ("line", models.PositiveIntegerField(verbose_name="row")),
                    ("sheet", models.CharField(blank=True, max_length=60, verbose_name="sheet")),
                    ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                    (
                        "verdict",
                        models.CharField(
                            choices=[
                                ("create", "to create"),
                                ("enrol", "to enrol"),
                                ("update", "to update"),
                                ("unchanged", "unchanged"),
                                ("duplicate", "possible duplicate"),
                                ("error", "error"),
                            ],
                            max_length=10,
                            verbose_name="verdict",
                        ),
                    ),
                    ("chosen", models.BooleanField(default=True, verbose_name="to be taken")),
                    (
                        "codes",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=40), default=list, size=None, verbose_name="errors"
                        ),
                    ),
                    ("key", models.BinaryField(null=True)),
                    ("payload", models.BinaryField()),
                    ("person_id", models.UUIDField(null=True)),
                    ("enrolment_id", models.UUIDField(null=True)),
                    ("overtaken", models.BooleanField(default=False, verbose_name="changed meanwhile")),
                    ("taken_at", models.DateTimeField(null=True, verbose_name="taken in at")),
                    (
                        "corrected_by",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.program",
                        ),
                    ),
                    (
                        "roster",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="rosters.rosterimport",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "row of a roster",
                    "verbose_name_plural": "rows of rosters",
                    "ordering": ["roster", "number"],
                    "indexes": [
                        models.Index(fields=["roster", "verdict", "number"], name="stagedrow_verdict"),
                        models.Index(fields=["roster", "key"], name="stagedrow_key"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("verdict__in", ["create", "enrol", "update", "unchanged", "duplicate", "error"])
                            ),
                            name="stagedrow_verdict_known",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("taken_at__isnull", True),
                                models.Q(
                                    ("enrolment_id__isnull", False),
                                    ("person_id__isnull", False),
                                    ("verdict__in", ["create", "enrol", "update"]),
                                ),
                                _connector="OR",
                            ),
                            name="stagedrow_taken_is_whole",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RosterMapping",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="area")),
                    ("fingerprint", models.CharField(max_length=64)),
                    ("columns", models.JSONField(verbose_name="columns")),
                    ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="by",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.program"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "mapping of columns",
                    "verbose_name_plural": "mappings of columns",
                    "constraints": [
                        models.UniqueConstraint(fields=("program", "area", "fingerprint"), name="rostermapping_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Recognition",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="area")),
                    ("key", models.BinaryField()),
                    ("same", models.BooleanField(verbose_name="the same person")),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="by",
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="beneficiaries.person"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "recognition",
                    "verbose_name_plural": "recognitions",
                    "constraints": [models.UniqueConstraint(fields=("key", "person"), name="recognition_once")],
                },
            ),
            migrations.CreateModel(
                name="Likeness",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="area")),
                    ("first", models.BinaryField()),
                    ("second", models.BinaryField(db_index=True)),
                    ("same", models.BooleanField(verbose_name="the same person")),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="by",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "likeness of two rows",
                    "verbose_name_plural": "likenesses of rows",
                    "constraints": [
                        models.UniqueConstraint(fields=("first", "second"), name="likeness_once"),
                        models.CheckConstraint(
                            condition=models.Q(("first__lt", models.F("second"))), name="likeness_in_order"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RosterExport",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("purpose", models.CharField(blank=True, max_length=200, verbose_name="purpose")),
                    ("rows", models.PositiveIntegerField(default=0, verbose_name="rows")),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                    ("expires_at", models.DateTimeField(verbose_name="kept until")),
                    (
                        "job",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="core.job",
                            verbose_name="job",
                        ),
                    ),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="by",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.program",
                            verbose_name="program",
                        ),
                    ),
                    (
                        "roster",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="rosters.rosterimport",
                            verbose_name="roster import",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "roster export",
                    "verbose_name_plural": "roster exports",
                    "ordering": ["-made_at"],
                    "indexes": [models.Index(fields=["made_by", "-made_at"], name="rosterexport_account")],
                },
            ),
            migrations.CreateModel(
                name="ExportPart",
                fields=[
                    (
                        "pk",
                        models.CompositePrimaryKey(
                            "export_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("number", models.PositiveSmallIntegerField()),
                    ("content", models.BinaryField()),
                    (
                        "export",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="parts",
                            to="rosters.rosterexport",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "part of an export",
                    "verbose_name_plural": "parts of exports",
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="rosterimport",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_start",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (NEW.state NOT IN ('uploaded'))",
                        func="RAISE EXCEPTION 'state: % may not become %', 'nothing', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="722a55814bcf6c40eff57d02015709e0220c63fb",
                        operation="INSERT",
                        pgid="pgtrigger_states_start_88816",
                        table="rosters_rosterimport",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="rosterimport",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_move",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state IS DISTINCT FROM NEW.state AND NOT ((OLD.state = 'uploaded' AND NEW.state IN ('question', 'refused', 'staged', 'taken_in')) OR (OLD.state = 'question' AND NEW.state IN ('uploaded')) OR (OLD.state = 'staged' AND NEW.state IN ('taken_in', 'uploaded')) OR (OLD.state = 'taken_in' AND NEW.state IN ('undone'))))",
                        func="RAISE EXCEPTION 'state: % may not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="761a04c6ce5793fb038f8895ebb620fb9b286646",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_states_move_8687f",
                        table="rosters_rosterimport",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="rosterimport",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="abf1a3c5b72dc3f511359d2f205b95b6d1d81bec",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_d07a0",
                        table="rosters_rosterimport",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="rosterimport",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="61f1d1fe61564709076c60bec984980880156052",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_255dd",
                        table="rosters_rosterimport",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="filepart",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="1db7d1b1f20df53d5b0751600e818aa74910d1ee",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_e7d38",
                        table="rosters_filepart",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="filepart",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="81bf437e6fe12d2538fe3bb25ab3fd4d5a1ddc8c",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_f09ea",
                        table="rosters_filepart",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="rosterexport",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="3bde922137032b5ff96238962bc77a063f8a658c",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_44036",
                        table="rosters_rosterexport",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="rosterexport",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="feea73c3a7b0e5e219e93f86b53d9befb54b8024",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_3b996",
                        table="rosters_rosterexport",
                        when="BEFORE",
                    ),
                ),
            ),
        ),
    ]
