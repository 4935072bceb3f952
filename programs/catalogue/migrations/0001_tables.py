import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import registry.core.ids
from registry.core import tables


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("beneficiaries", "0003_rules"),
    ]

    operations = [
        tables.AtOnce(
            migrations.CreateModel(
                name="Program",
                fields=[
                    (
                        "code",
                        models.CharField(
                            db_collation="C", max_length=16, primary_key=True, serialize=False, verbose_name="code"
                        ),
                    ),
                    ("name_zh", models.CharField(max_length=60, verbose_name="name in Chinese")),
                    ("name_en", models.CharField(max_length=100, verbose_name="name in English")),
                    (
                        "shape",
                        models.CharField(
                            choices=[("enrolment", "enrolment"), ("case", "case"), ("event", "event")],
                            max_length=10,
                            verbose_name="shape",
                        ),
                    ),
                    (
                        "unit",
                        models.CharField(
                            choices=[("person", "person"), ("household", "household")],
                            default="person",
                            max_length=10,
                            verbose_name="unit",
                        ),
                    ),
                    (
                        "bureau",
                        models.CharField(
                            choices=[
                                ("fulian", "Women's Federation"),
                                ("minzheng", "Civil Affairs Bureau"),
                                ("jiaoti", "Education and Sports Bureau"),
                                ("renshe", "Human Resources and Social Security Bureau"),
                                ("sifa", "Justice Bureau"),
                                ("gongan", "Public Security Bureau"),
                                ("weijian", "Health Commission"),
                                ("nongwei", "Agriculture Commission"),
                                ("xuanchuan", "Publicity Department"),
                                ("fayuan", "Court"),
                            ],
                            max_length=12,
                            verbose_name="bureau",
                        ),
                    ),
                    ("summary_zh", models.TextField(blank=True, verbose_name="summary in Chinese")),
                    ("summary_en", models.TextField(blank=True, verbose_name="summary in English")),
                    (
                        "public_form",
                        models.CharField(
                            choices=[("list", "masked list"), ("totals", "township totals"), ("never", "never")],
                            max_length=6,
                            verbose_name="public form",
                        ),
                    ),
                    (
                        "lifetime_group",
                        models.CharField(blank=True, max_length=40, verbose_name="once-per-lifetime group"),
                    ),
                    ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                    ("active", models.BooleanField(default=True, verbose_name="in use")),
                ],
                options={
                    "verbose_name": "program",
                    "verbose_name_plural": "programs",
                    "ordering": ["position", "code"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("public_form__in", ["list", "totals", "never"])),
                            name="program_public_form",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Exclusion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("source", models.CharField(blank=True, max_length=100, verbose_name="document")),
                    (
                        "first",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.program"
                        ),
                    ),
                    (
                        "second",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.program"
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("first", "second"), name="exclusion_once"),
                        models.CheckConstraint(
                            condition=models.Q(("first__lt", models.F("second"))), name="exclusion_ordered"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Rules",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("version", models.PositiveIntegerField(verbose_name="version")),
                    ("valid_from", models.DateField(verbose_name="valid from")),
                    ("document", models.CharField(blank=True, max_length=100, verbose_name="document number")),
                    ("definition", models.JSONField(verbose_name="definition")),
                    ("digest", models.CharField(max_length=64)),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
                    ("note", models.CharField(blank=True, max_length=500, verbose_name="what changed and why")),
                    (
                        "made_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="made by",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="rules",
                            to="catalogue.program",
                            verbose_name="program",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "rules",
                    "verbose_name_plural": "rules",
                    "ordering": ["program", "valid_from", "version"],
                    "constraints": [
                        models.UniqueConstraint(fields=("program", "version"), name="rules_version_once"),
                        models.UniqueConstraint(fields=("program", "digest", "valid_from"), name="rules_digest_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Fund",
                fields=[
                    ("code", models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name="code")),
                    ("name", models.CharField(max_length=100, verbose_name="name")),
                    ("source", models.CharField(max_length=100, verbose_name="source")),
                    ("purpose", models.CharField(blank=True, max_length=300, verbose_name="purpose")),
                    (
                        "restrictions",
                        models.CharField(blank=True, max_length=500, verbose_name="conditions of the donor"),
                    ),
                    ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                    ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                    (
                        "programs",
                        models.ManyToManyField(
                            related_name="funds",
                            through="catalogue.FundProgram",
                            to="catalogue.program",
                            verbose_name="programs",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "fund",
                    "verbose_name_plural": "funds",
                    "ordering": ["code"],
                },
            ),
            migrations.CreateModel(
                name="FundHistoryrow",
                fields=[
                    ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                    ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                    ("pgh_label", models.TextField(help_text="The event label.")),
                    (
                        "pgh_account",
                        models.BigIntegerField(db_default=models.Func(function="scope_account"), null=True),
                    ),
                    ("pgh_context", pghistory.utils.JSONField(null=True)),
                    ("pgh_context_id", models.UUIDField(null=True)),
                    ("code", models.CharField(max_length=20, serialize=False, verbose_name="code")),
                    ("name", models.CharField(max_length=100, verbose_name="name")),
                    ("source", models.CharField(max_length=100, verbose_name="source")),
                    ("purpose", models.CharField(blank=True, max_length=300, verbose_name="purpose")),
                    (
                        "restrictions",
                        models.CharField(blank=True, max_length=500, verbose_name="conditions of the donor"),
                    ),
                    ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                    ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="catalogue.fund",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="FundProgram",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("fund", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="catalogue.fund")),
                    ("program", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="catalogue.program")),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("fund", "program"), name="fund_program_once")],
                },
            ),
            migrations.CreateModel(
                name="FundArea",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "area",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="core.area",
                            verbose_name="area",
                        ),
                    ),
                    (
                        "fund",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="places", to="catalogue.fund"
                        ),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("fund", "area"), name="fund_area_once")],
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="program",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="f4483a934c7f9a2aeadfca32021083c990b0958e",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_e7425",
                        table="catalogue_program",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="program",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="ad047efc8d19620d250f45b067291fb3c39bd5c1",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_f4c00",
                        table="catalogue_program",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="program",
                trigger=pgtrigger.compiler.Trigger(
                    name="public_form_stricter",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (array_position('{list,totals,never}'::text[], NEW.public_form::text) < array_position('{list,totals,never}'::text[], OLD.public_form::text))",
                        func="RAISE EXCEPTION 'program %: a looser public form', NEW.code USING ERRCODE = 'check_violation', CONSTRAINT = 'program_public_form_stricter';",
                        hash="62e40396ac2c0b8a30bd893681a28993caf9cfcd",
                        operation='UPDATE OF "public_form"',
                        pgid="pgtrigger_public_form_stricter_665a8",
                        table="catalogue_program",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="rules",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="63f002f76e0fa9e97b66395477a6ff0010c6b140",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_b06d1",
                        table="catalogue_rules",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="rules",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="9bd2953162ec7d75136ff1d27127993d87b8ebb2",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_50e5a",
                        table="catalogue_rules",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="fund",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_fundhistoryrow" ("code", "ends_on", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "restrictions", "source", "starts_on") SELECT new_values."code", new_values."ends_on", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."code", new_values."purpose", new_values."restrictions", new_values."source", new_values."starts_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="bcd29a818932034f31ef28b3f2fe311cea1c2a61",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_c230b",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="catalogue_fund",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="fund",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_fundhistoryrow" ("code", "ends_on", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "restrictions", "source", "starts_on") SELECT new_values."code", new_values."ends_on", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."code", new_values."purpose", new_values."restrictions", new_values."source", new_values."starts_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."code") = (new_values."code") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="39545230438b76af9e38ed021b18cb1de8bd21cc",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_78f76",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="catalogue_fund",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="fundhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="8f3418e4fcf336fdce7b8957674a63b80c0eee60",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_4debc",
                        table="catalogue_fundhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="fundhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="a444dffa307c505553c40a3be4f97ed798293343",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_ee2a6",
                        table="catalogue_fundhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
        ),
    ]
