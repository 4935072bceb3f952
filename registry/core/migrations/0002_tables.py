import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import registry.core.ids
from registry.core import sql, tables


class Migration(migrations.Migration):
    initial = True
    # After all of the packages': each of their migrations would otherwise render our models anew. Only the account is
    # made before, because their tables point at it.
    dependencies = [
        ("axes", "0010_accessattemptexpiration"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0001_account"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("sessions", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailembeds", "0009_embed_cache_until"),
        ("wagtailforms", "0005_alter_formsubmission_form_data"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ]

    operations = [
        sql.file(__file__, "scope.sql"),
        tables.AtOnce(
            migrations.CreateModel(
                name="AccessLog",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="area")),
                    ("subject", models.CharField(max_length=60, verbose_name="kind of record")),
                    ("object_id", models.UUIDField(verbose_name="record")),
                    ("field", models.CharField(max_length=40, verbose_name="field")),
                    ("purpose", models.CharField(max_length=200, verbose_name="purpose")),
                    ("request", models.CharField(blank=True, max_length=36)),
                    ("address", models.GenericIPAddressField(blank=True, null=True)),
                    (
                        "account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="account",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "reveal",
                    "verbose_name_plural": "reveals",
                    "ordering": ["-at"],
                    "indexes": [
                        models.Index(fields=["object_id", "at"], name="accesslog_object"),
                        models.Index(fields=["area", "at"], name="accesslog_area"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("purpose", ""), _negated=True), name="accesslog_purpose_given"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="AreaAlias",
                fields=[
                    (
                        "code",
                        models.CharField(
                            db_collation="C",
                            max_length=12,
                            primary_key=True,
                            serialize=False,
                            verbose_name="abolished code",
                        ),
                    ),
                    ("name", models.CharField(max_length=100, verbose_name="name")),
                    (
                        "area",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="aliases",
                            to="core.area",
                            verbose_name="area today",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "abolished area code",
                    "verbose_name_plural": "abolished area codes",
                },
            ),
            migrations.CreateModel(
                name="AccountHistoryrow",
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
                    ("id", models.BigIntegerField()),
                    (
                        "is_superuser",
                        models.BooleanField(
                            default=False,
                            help_text="Designates that this user has all permissions without explicitly assigning them.",
                            verbose_name="superuser status",
                        ),
                    ),
                    (
                        "username",
                        models.CharField(
                            error_messages={"unique": "A user with that username already exists."},
                            help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                            max_length=150,
                            validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                            verbose_name="username",
                        ),
                    ),
                    ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                    ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                    ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                    (
                        "is_staff",
                        models.BooleanField(
                            default=False,
                            help_text="Designates whether the user can log into this admin site.",
                            verbose_name="staff status",
                        ),
                    ),
                    (
                        "is_active",
                        models.BooleanField(
                            default=True,
                            help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                            verbose_name="active",
                        ),
                    ),
                    (
                        "date_joined",
                        models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                    ),
                    (
                        "bureau",
                        models.CharField(
                            blank=True,
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
                    ("full_name", models.CharField(blank=True, max_length=60, verbose_name="full name")),
                    ("phone", models.CharField(blank=True, max_length=20, verbose_name="office phone")),
                    ("id_index", models.BinaryField(null=True)),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "area",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="core.area",
                            verbose_name="area",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Grant",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "role",
                        models.CharField(
                            choices=[
                                ("caseworker", "caseworker"),
                                ("reviewer", "reviewer"),
                                ("manager", "program manager"),
                                ("finance", "finance officer"),
                                ("auditor", "auditor"),
                                ("editor", "editor"),
                                ("administrator", "administrator"),
                            ],
                            max_length=16,
                            verbose_name="role",
                        ),
                    ),
                    (
                        "programs",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=16),
                            blank=True,
                            default=list,
                            help_text="Program codes; * means every program.",
                            size=None,
                            verbose_name="programs",
                        ),
                    ),
                    (
                        "account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="grants",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="account",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "grant",
                    "verbose_name_plural": "grants",
                    "constraints": [
                        models.UniqueConstraint(fields=("account", "role"), name="grant_one_per_role"),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "role__in",
                                    [
                                        "caseworker",
                                        "reviewer",
                                        "manager",
                                        "finance",
                                        "auditor",
                                        "editor",
                                        "administrator",
                                    ],
                                )
                            ),
                            name="grant_role_known",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="GrantHistoryrow",
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
                    ("id", models.BigIntegerField()),
                    (
                        "role",
                        models.CharField(
                            choices=[
                                ("caseworker", "caseworker"),
                                ("reviewer", "reviewer"),
                                ("manager", "program manager"),
                                ("finance", "finance officer"),
                                ("auditor", "auditor"),
                                ("editor", "editor"),
                                ("administrator", "administrator"),
                            ],
                            max_length=16,
                            verbose_name="role",
                        ),
                    ),
                    (
                        "programs",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=16),
                            blank=True,
                            default=list,
                            help_text="Program codes; * means every program.",
                            size=None,
                            verbose_name="programs",
                        ),
                    ),
                    (
                        "account",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="account",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="core.grant",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Job",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("kind", models.CharField(max_length=60, verbose_name="kind")),
                    ("params", models.JSONField(default=dict, verbose_name="parameters")),
                    ("checkpoint", models.JSONField(default=dict)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("queued", "waiting"),
                                ("running", "running"),
                                ("done", "done"),
                                ("failed", "failed"),
                                ("cancelled", "cancelled"),
                            ],
                            default="queued",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("done", models.PositiveBigIntegerField(default=0, verbose_name="done")),
                    ("total", models.PositiveBigIntegerField(default=0, verbose_name="of")),
                    ("attempt", models.PositiveIntegerField(default=0, verbose_name="attempt")),
                    ("cancel_requested", models.BooleanField(default=False)),
                    ("result", models.JSONField(default=dict, verbose_name="result")),
                    ("error", models.TextField(blank=True, verbose_name="reason")),
                    ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="asked for at")),
                    ("sent_at", models.DateTimeField(null=True)),
                    ("started_at", models.DateTimeField(null=True, verbose_name="started at")),
                    ("heartbeat_at", models.DateTimeField(null=True)),
                    ("finished_at", models.DateTimeField(null=True, verbose_name="finished at")),
                    ("link", models.CharField(blank=True, max_length=300)),
                    (
                        "account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="jobs",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="account",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "job",
                    "verbose_name_plural": "jobs",
                    "ordering": ["-created_at"],
                    "indexes": [
                        models.Index(fields=["account", "-created_at"], name="job_account"),
                        models.Index(
                            condition=models.Q(("state__in", ["queued", "running"])),
                            fields=["state", "heartbeat_at"],
                            name="job_unfinished",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ScopeKey",
                fields=[
                    ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                    ("inner", models.BinaryField()),
                    ("outer", models.BinaryField()),
                ],
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="account",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="77f66cc77b16f7fff5c8a38bd71c74ed89996da8",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_442f7",
                        table="core_account",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="account",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="fc3f3a06c26b0069f23a701a38ab9be7c49df175",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_9e8a8",
                        table="core_account",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="account",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "core_accounthistoryrow" ("area_id", "bureau", "date_joined", "email", "first_name", "full_name", "id", "id_index", "is_active", "is_staff", "is_superuser", "last_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "username") SELECT new_values."area_id", new_values."bureau", new_values."date_joined", new_values."email", new_values."first_name", new_values."full_name", new_values."id", new_values."id_index", new_values."is_active", new_values."is_staff", new_values."is_superuser", new_values."last_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."phone", new_values."username" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="f12ba20d1182d67465ac5cd53cb26dd9f87a724e",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_e843c",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="core_account",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="account",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "core_accounthistoryrow" ("area_id", "bureau", "date_joined", "email", "first_name", "full_name", "id", "id_index", "is_active", "is_staff", "is_superuser", "last_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "username") SELECT new_values."area_id", new_values."bureau", new_values."date_joined", new_values."email", new_values."first_name", new_values."full_name", new_values."id", new_values."id_index", new_values."is_active", new_values."is_staff", new_values."is_superuser", new_values."last_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."phone", new_values."username" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."area_id" IS DISTINCT FROM (new_values."area_id") OR old_values."bureau" IS DISTINCT FROM (new_values."bureau") OR old_values."date_joined" IS DISTINCT FROM (new_values."date_joined") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."first_name" IS DISTINCT FROM (new_values."first_name") OR old_values."full_name" IS DISTINCT FROM (new_values."full_name") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."id_index" IS DISTINCT FROM (new_values."id_index") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."is_staff" IS DISTINCT FROM (new_values."is_staff") OR old_values."is_superuser" IS DISTINCT FROM (new_values."is_superuser") OR old_values."last_name" IS DISTINCT FROM (new_values."last_name") OR old_values."phone" IS DISTINCT FROM (new_values."phone") OR old_values."username" IS DISTINCT FROM (new_values."username")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="a531db9167de2cfaa1e9dc8e48ffa990a449046c",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_b7447",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="core_account",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="accesslog",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="6a670c1f658f889c1e3d4d3dd870d242efb7e92c",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_159da",
                        table="core_accesslog",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="accesslog",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="517b7cc6c96defa94f0ae835ea03211b1db0ff50",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_b65b7",
                        table="core_accesslog",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="accounthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="1cf5cdc0d0f84d9024fadc35b6dba9f82df1c9c8",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_346be",
                        table="core_accounthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="accounthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="afd2557b39a3da52d75a5931f6aafbb2b60864fa",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_98419",
                        table="core_accounthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="grant",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "core_granthistoryrow" ("account_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programs", "role") SELECT new_values."account_id", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."programs", new_values."role" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="7723019dc9a40990b9e5b10a9c298ccac29aaab5",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_97adc",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="core_grant",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="grant",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "core_granthistoryrow" ("account_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programs", "role") SELECT new_values."account_id", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."programs", new_values."role" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="4af78307c36fb7f2afd53773d45478cc07958725",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_b1514",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="core_grant",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="granthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="1bdf47edcd240d17b602b474540a216c4fc84ca4",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_74182",
                        table="core_granthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="granthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="5a7a2067e5e2bf6507d203b63dbf937219403b6e",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_f4016",
                        table="core_granthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="job",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_start",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (NEW.state NOT IN ('queued'))",
                        func="RAISE EXCEPTION 'state: % may not become %', 'nothing', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="24e29bcdffa80b8e83c8e9dbe028e3aa20ccb739",
                        operation="INSERT",
                        pgid="pgtrigger_states_start_49283",
                        table="core_job",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="job",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_move",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state IS DISTINCT FROM NEW.state AND NOT ((OLD.state = 'queued' AND NEW.state IN ('cancelled', 'running')) OR (OLD.state = 'running' AND NEW.state IN ('cancelled', 'done', 'failed', 'queued')) OR (OLD.state = 'failed' AND NEW.state IN ('queued')) OR (OLD.state = 'cancelled' AND NEW.state IN ('queued'))))",
                        func="RAISE EXCEPTION 'state: % may not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="9506c2389a4a81f6e4eb126e2b5ad6faff0a03ba",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_states_move_63618",
                        table="core_job",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="job",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="a7748f7c11422247cb44f93f2492408680eceb25",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_75358",
                        table="core_job",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="job",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="1a5826d1057f477f70f1dc225d42abe6b5c28113",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_a9ce7",
                        table="core_job",
                        when="BEFORE",
                    ),
                ),
            ),
        ),
    ]
