import django.contrib.postgres.fields
import django.contrib.postgres.indexes
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
        ("payments", "0002_rules"),
    ]

    operations = [
        tables.AtOnce(
            migrations.CreateModel(
                name="Round",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("on", models.DateField(verbose_name="as of")),
                    ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="started at")),
                    ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                    ("rules", models.JSONField(default=dict)),
                    (
                        "account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="asked by",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "run of the rules",
                    "verbose_name_plural": "runs of the rules",
                    "ordering": ["-started_at"],
                },
            ),
            migrations.CreateModel(
                name="Figure",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("rule", models.CharField(max_length=8, verbose_name="rule")),
                    ("valid_from", models.DateField(verbose_name="valid from")),
                    ("values", models.JSONField(verbose_name="figures")),
                    ("document", models.CharField(max_length=100, verbose_name="document number")),
                    ("note", models.CharField(max_length=300, verbose_name="what changed and why")),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="made by",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "figures of a rule",
                    "verbose_name_plural": "figures of rules",
                    "ordering": ["rule", "valid_from", "made_at"],
                    "indexes": [models.Index(fields=["rule", "valid_from"], name="figure_rule")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("document", ""), _negated=True), name="figure_has_document"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Finding",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("rule", models.CharField(max_length=8, verbose_name="rule")),
                    ("key", models.CharField(max_length=200)),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="area")),
                    (
                        "money",
                        models.DecimalField(
                            decimal_places=2, default=0, max_digits=14, verbose_name="money at stake, yuan"
                        ),
                    ),
                    ("facts", models.JSONField(default=dict)),
                    ("records", models.JSONField(default=list)),
                    ("digest", models.CharField(max_length=32)),
                    (
                        "holds",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.UUIDField(), blank=True, default=list, size=None
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("open", "open"),
                                ("explained", "explained"),
                                ("confirmed", "confirmed"),
                                ("fixed", "put right"),
                            ],
                            default="open",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                    ("first_seen_at", models.DateTimeField(verbose_name="first found at")),
                    ("last_seen_at", models.DateTimeField(verbose_name="last found at")),
                    ("gone_at", models.DateTimeField(blank=True, null=True, verbose_name="no longer found since")),
                    ("seen_in", models.UUIDField()),
                    ("moved_in", models.UUIDField(blank=True, null=True)),
                    (
                        "owner",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="owner",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.program",
                            verbose_name="program",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "finding",
                    "verbose_name_plural": "findings",
                    "indexes": [
                        models.Index(fields=["rule", "state", "-money", "-id"], name="finding_rule"),
                        models.Index(fields=["-money", "-id"], name="finding_money"),
                        models.Index(
                            condition=models.Q(("owner__isnull", False), ("state__in", ["confirmed", "open"])),
                            fields=["owner"],
                            name="finding_owner",
                        ),
                        django.contrib.postgres.indexes.GinIndex(fields=["holds"], name="finding_holds"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("rule", "key"), name="finding_once"),
                        models.CheckConstraint(condition=models.Q(("money__gte", 0)), name="finding_money_positive"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="FindingHistoryrow",
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
                    ("id", models.UUIDField(default=registry.core.ids.uuid7, editable=False, serialize=False)),
                    ("rule", models.CharField(max_length=8, verbose_name="rule")),
                    ("key", models.CharField(max_length=200)),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="area")),
                    (
                        "money",
                        models.DecimalField(
                            decimal_places=2, default=0, max_digits=14, verbose_name="money at stake, yuan"
                        ),
                    ),
                    ("facts", models.JSONField(default=dict)),
                    ("records", models.JSONField(default=list)),
                    ("digest", models.CharField(max_length=32)),
                    (
                        "holds",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.UUIDField(), blank=True, default=list, size=None
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("open", "open"),
                                ("explained", "explained"),
                                ("confirmed", "confirmed"),
                                ("fixed", "put right"),
                            ],
                            default="open",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                    ("first_seen_at", models.DateTimeField(verbose_name="first found at")),
                    ("gone_at", models.DateTimeField(blank=True, null=True, verbose_name="no longer found since")),
                    (
                        "owner",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="owner",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="assurance.finding",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="catalogue.program",
                            verbose_name="program",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Remark",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    (
                        "act",
                        models.CharField(
                            choices=[
                                ("remark", "remark"),
                                ("assigned", "given to"),
                                ("open", "opened again"),
                                ("explained", "explained"),
                                ("confirmed", "confirmed"),
                                ("fixed", "put right"),
                                ("gone", "no longer found, so closed"),
                                ("back", "found again, so opened again"),
                                ("changed", "changed since it was answered, so opened again"),
                            ],
                            max_length=10,
                            verbose_name="act",
                        ),
                    ),
                    ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                    ("text", models.CharField(blank=True, max_length=1000, verbose_name="remark")),
                    ("due_on", models.DateField(blank=True, null=True)),
                    (
                        "by",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="by",
                        ),
                    ),
                    (
                        "finding",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="assurance.finding"
                        ),
                    ),
                    (
                        "owner",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "remark",
                    "verbose_name_plural": "remarks",
                    "ordering": ["at", "id"],
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="round",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="ab2370ebeb0f49a26ea20de16d8459684089c6e6",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_49222",
                        table="assurance_round",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="round",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="3ccf6f3f078c143c998660a4580bda880eb6f466",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_0b13d",
                        table="assurance_round",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="figure",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="07576a2e57c1ec4d56230adc6ed3bf7c164a1c3c",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_cd5b7",
                        table="assurance_figure",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="figure",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="482e7b5996e221c4fdc8c450c40f634a6149a767",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_9caa3",
                        table="assurance_figure",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="finding",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_start",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (NEW.state NOT IN ('open'))",
                        func="RAISE EXCEPTION 'state: % may not become %', 'nothing', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="c1f4ed9721fbb6a07fdee94be7af005b709e7e0e",
                        operation="INSERT",
                        pgid="pgtrigger_states_start_2db22",
                        table="assurance_finding",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="finding",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_move",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state IS DISTINCT FROM NEW.state AND NOT ((OLD.state = 'open' AND NEW.state IN ('confirmed', 'explained', 'fixed')) OR (OLD.state = 'explained' AND NEW.state IN ('confirmed', 'fixed', 'open')) OR (OLD.state = 'confirmed' AND NEW.state IN ('explained', 'fixed', 'open')) OR (OLD.state = 'fixed' AND NEW.state IN ('open'))))",
                        func="RAISE EXCEPTION 'state: % may not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="093e609076d5bd6ec261e15422ad4d4153fcb0f3",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_states_move_d1e9b",
                        table="assurance_finding",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="finding",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="ee3d17061342b6273cc7c7deeb2cc3cdc0a6f67b",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_cc014",
                        table="assurance_finding",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="finding",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="250bb087d65942c782067a50bfea9e73627d4682",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_0f20b",
                        table="assurance_finding",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="finding",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assurance_findinghistoryrow" ("area", "digest", "due_on", "facts", "first_seen_at", "gone_at", "holds", "id", "key", "money", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "records", "rule", "state") SELECT new_values."area", new_values."digest", new_values."due_on", new_values."facts", new_values."first_seen_at", new_values."gone_at", new_values."holds", new_values."id", new_values."key", new_values."money", new_values."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."program_id", new_values."records", new_values."rule", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="ccefc187e2f009ba2866d4161ddb27144b6fdd1c",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_a6067",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="assurance_finding",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="finding",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assurance_findinghistoryrow" ("area", "digest", "due_on", "facts", "first_seen_at", "gone_at", "holds", "id", "key", "money", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "records", "rule", "state") SELECT new_values."area", new_values."digest", new_values."due_on", new_values."facts", new_values."first_seen_at", new_values."gone_at", new_values."holds", new_values."id", new_values."key", new_values."money", new_values."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."program_id", new_values."records", new_values."rule", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."area" IS DISTINCT FROM (new_values."area") OR old_values."digest" IS DISTINCT FROM (new_values."digest") OR old_values."due_on" IS DISTINCT FROM (new_values."due_on") OR old_values."facts" IS DISTINCT FROM (new_values."facts") OR old_values."first_seen_at" IS DISTINCT FROM (new_values."first_seen_at") OR old_values."gone_at" IS DISTINCT FROM (new_values."gone_at") OR old_values."holds" IS DISTINCT FROM (new_values."holds") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."key" IS DISTINCT FROM (new_values."key") OR old_values."money" IS DISTINCT FROM (new_values."money") OR old_values."owner_id" IS DISTINCT FROM (new_values."owner_id") OR old_values."program_id" IS DISTINCT FROM (new_values."program_id") OR old_values."records" IS DISTINCT FROM (new_values."records") OR old_values."rule" IS DISTINCT FROM (new_values."rule") OR old_values."state" IS DISTINCT FROM (new_values."state")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="09a4bc4055870473169de79a091773aea60bde4f",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_9f9c2",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="assurance_finding",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="findinghistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="f90848196a069c7732fd9120758b924cbb1eee7b",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_58a57",
                        table="assurance_findinghistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="findinghistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="466a6236076b10c71205b47568b550b920b0fb88",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_c91b7",
                        table="assurance_findinghistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="remark",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="31c2e424197a514196f9871ad3a6d07dacf95b2d",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_417fd",
                        table="assurance_remark",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="remark",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="8c021dda061cf7798092ab7cc237798d12248810",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_be441",
                        table="assurance_remark",
                        when="BEFORE",
                    ),
                ),
            ),
        ),
    ]
