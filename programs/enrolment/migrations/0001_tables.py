import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import programs.enrolment.models.document
import registry.core.ids
from registry.core import tables


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("ledger", "0002_rules"),
    ]

    operations = [
        tables.AtOnce(
            migrations.CreateModel(
                name="Enrolment",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="area")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("draft", "draft"),
                                ("submitted", "under review"),
                                ("returned", "returned for correction"),
                                ("approved", "approved"),
                                ("active", "active"),
                                ("suspended", "suspended"),
                                ("exited", "exited"),
                                ("refused", "refused"),
                                ("withdrawn", "withdrawn"),
                            ],
                            default="draft",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    (
                        "level",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("province", "province"),
                                ("city", "city"),
                                ("county", "county"),
                                ("township", "township"),
                                ("village", "village"),
                            ],
                            max_length=10,
                            verbose_name="office level",
                        ),
                    ),
                    ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                    (
                        "origin",
                        models.CharField(
                            choices=[("application", "application"), ("roster", "taken over from a roster")],
                            default="application",
                            max_length=12,
                            verbose_name="origin",
                        ),
                    ),
                    ("answers", models.JSONField(default=dict, verbose_name="answers")),
                    ("lifetime_group", models.CharField(blank=True, editable=False, max_length=40)),
                    ("applied_on", models.DateField(blank=True, null=True, verbose_name="applied on")),
                    ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                    ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                    ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                    ("exit_reason", models.CharField(blank=True, max_length=40, verbose_name="exit reason")),
                    ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                    ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                    (
                        "made_by",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="made by",
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="enrolments",
                            to="beneficiaries.person",
                            verbose_name="person",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="enrolments",
                            to="catalogue.program",
                            verbose_name="program",
                        ),
                    ),
                    (
                        "rules",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.rules",
                            verbose_name="rules",
                        ),
                    ),
                    (
                        "submitted_by",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="submitted by",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "enrolment",
                    "verbose_name_plural": "enrolments",
                    "indexes": [
                        models.Index(fields=["program", "area", "id"], name="enrolment_program_area"),
                        models.Index(fields=["state", "program", "area", "id"], name="enrolment_state"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(
                                ("state__in", ["active", "approved", "draft", "returned", "submitted", "suspended"])
                            ),
                            fields=("program", "person"),
                            name="enrolment_one_open_per_program",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(
                                models.Q(("lifetime_group", ""), _negated=True),
                                models.Q(("state__in", ["refused", "withdrawn"]), _negated=True),
                            ),
                            fields=("lifetime_group", "person"),
                            name="enrolment_once_in_a_lifetime",
                        ),
                        models.UniqueConstraint(fields=("id", "program", "area"), name="enrolment_with_scope"),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ends_on__isnull", True),
                                ("starts_on__isnull", True),
                                ("ends_on__gte", models.F("starts_on")),
                                _connector="OR",
                            ),
                            name="enrolment_period",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "exited"), _negated=True),
                                models.Q(models.Q(("exit_reason", ""), _negated=True), ("ends_on__isnull", False)),
                                _connector="OR",
                            ),
                            name="enrolment_exit_has_reason",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "submitted"), models.Q(("level", ""), _negated=True)),
                                models.Q(models.Q(("state", "submitted"), _negated=True), ("level", "")),
                                _connector="OR",
                            ),
                            name="enrolment_level_while_under_review",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Document",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    ("kind", models.CharField(max_length=40, verbose_name="kind")),
                    (
                        "file",
                        models.FileField(
                            max_length=200,
                            storage=programs.enrolment.models.document.private_storage,
                            upload_to=programs.enrolment.models.document.stored_as,
                            verbose_name="file",
                        ),
                    ),
                    ("filename", models.CharField(max_length=200, verbose_name="file name")),
                    ("mime", models.CharField(max_length=60)),
                    ("size", models.PositiveIntegerField(verbose_name="size")),
                    ("sha256", models.CharField(max_length=64)),
                    ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="added at")),
                    ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="withdrawn on")),
                    (
                        "added_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="added by",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.program",
                        ),
                    ),
                    (
                        "enrolment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="documents",
                            to="enrolment.enrolment",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "document",
                    "verbose_name_plural": "documents",
                    "ordering": ["kind", "added_at"],
                },
            ),
            migrations.CreateModel(
                name="DocumentHistoryrow",
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
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    ("kind", models.CharField(max_length=40, verbose_name="kind")),
                    ("filename", models.CharField(max_length=200, verbose_name="file name")),
                    ("mime", models.CharField(max_length=60)),
                    ("size", models.PositiveIntegerField(verbose_name="size")),
                    ("sha256", models.CharField(max_length=64)),
                    ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="added at")),
                    ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="withdrawn on")),
                    (
                        "added_by",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="added by",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="enrolment.document",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="catalogue.program",
                        ),
                    ),
                    (
                        "enrolment",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="enrolment.enrolment",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="EnrolmentHistoryrow",
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
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="area")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("draft", "draft"),
                                ("submitted", "under review"),
                                ("returned", "returned for correction"),
                                ("approved", "approved"),
                                ("active", "active"),
                                ("suspended", "suspended"),
                                ("exited", "exited"),
                                ("refused", "refused"),
                                ("withdrawn", "withdrawn"),
                            ],
                            default="draft",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    (
                        "level",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("province", "province"),
                                ("city", "city"),
                                ("county", "county"),
                                ("township", "township"),
                                ("village", "village"),
                            ],
                            max_length=10,
                            verbose_name="office level",
                        ),
                    ),
                    ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                    (
                        "origin",
                        models.CharField(
                            choices=[("application", "application"), ("roster", "taken over from a roster")],
                            default="application",
                            max_length=12,
                            verbose_name="origin",
                        ),
                    ),
                    ("answers", models.JSONField(default=dict, verbose_name="answers")),
                    ("lifetime_group", models.CharField(blank=True, editable=False, max_length=40)),
                    ("applied_on", models.DateField(blank=True, null=True, verbose_name="applied on")),
                    ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                    ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                    ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                    ("exit_reason", models.CharField(blank=True, max_length=40, verbose_name="exit reason")),
                    ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                    ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                    (
                        "made_by",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="made by",
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="beneficiaries.person",
                            verbose_name="person",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="enrolment.enrolment",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="catalogue.program",
                            verbose_name="program",
                        ),
                    ),
                    (
                        "rules",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="catalogue.rules",
                            verbose_name="rules",
                        ),
                    ),
                    (
                        "submitted_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="submitted by",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Decision",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    (
                        "act",
                        models.CharField(
                            choices=[
                                ("applied", "application made"),
                                ("submitted", "submitted"),
                                ("passed", "passed on"),
                                ("returned", "returned"),
                                ("refused", "refused"),
                                ("approved", "approved"),
                                ("withdrawn", "withdrawn"),
                                ("activated", "activated"),
                                ("suspended", "suspended"),
                                ("resumed", "resumed"),
                                ("exited", "exited"),
                                ("taken_over", "taken over from a roster"),
                                ("changed", "changed as a roster says"),
                                ("undone", "undone with its roster"),
                                ("merged", "ended: two records became one"),
                                ("unmerged", "goes on: the merge was undone"),
                            ],
                            max_length=12,
                            verbose_name="act",
                        ),
                    ),
                    (
                        "level",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("province", "province"),
                                ("city", "city"),
                                ("county", "county"),
                                ("township", "township"),
                                ("village", "village"),
                            ],
                            max_length=10,
                            verbose_name="level",
                        ),
                    ),
                    ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                    ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                    ("evaluation", models.JSONField(default=list, verbose_name="eligibility")),
                    ("evidence", models.JSONField(default=list, verbose_name="evidence")),
                    (
                        "actor",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="by",
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
                        "rules",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.rules",
                        ),
                    ),
                    (
                        "enrolment",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="decisions",
                            to="enrolment.enrolment",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "decision",
                    "verbose_name_plural": "decisions",
                    "ordering": ["at", "id"],
                },
            ),
            migrations.CreateModel(
                name="Release",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("number", models.CharField(editable=False, max_length=20, unique=True, verbose_name="number")),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("publicity", "publicity list before payment"),
                                ("disclosure", "disclosure of payments made"),
                            ],
                            max_length=12,
                            verbose_name="kind",
                        ),
                    ),
                    (
                        "form",
                        models.CharField(
                            choices=[("list", "masked list"), ("totals", "township totals"), ("never", "never")],
                            max_length=6,
                            verbose_name="form",
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="area")),
                    ("title", models.CharField(max_length=200, verbose_name="title")),
                    ("opens_on", models.DateField(verbose_name="from")),
                    ("closes_on", models.DateField(verbose_name="until")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("standing", "on the public site"),
                                ("ended", "taken down"),
                                ("revoked", "revoked"),
                            ],
                            default="standing",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("complaint_phone", models.CharField(max_length=40, verbose_name="phone for objections")),
                    ("count", models.PositiveIntegerField(verbose_name="count")),
                    (
                        "total",
                        models.DecimalField(
                            blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="total, yuan"
                        ),
                    ),
                    ("fingerprint", models.CharField(max_length=64, verbose_name="fingerprint")),
                    ("stood_elsewhere", models.CharField(blank=True, max_length=200, verbose_name="stood elsewhere")),
                    ("revoked_reason", models.CharField(blank=True, max_length=300, verbose_name="why it was revoked")),
                    ("cause", models.UUIDField(blank=True, null=True)),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="published at")),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="published by",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="catalogue.program"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "release",
                    "verbose_name_plural": "releases",
                    "ordering": ["-opens_on", "-made_at"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("closes_on__gte", models.F("opens_on"))), name="release_period"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("form", "never"), _negated=True), name="release_never_is_never"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "revoked"), models.Q(("revoked_reason", ""), _negated=True)),
                                models.Q(models.Q(("state", "revoked"), _negated=True), ("revoked_reason", "")),
                                _connector="OR",
                            ),
                            name="release_revoked_with_reason",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ReleaseRow",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("position", models.PositiveIntegerField()),
                    ("masked_name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                    ("area", models.CharField(db_collation="C", max_length=9, verbose_name="township")),
                    ("area_name", models.CharField(max_length=100, verbose_name="township")),
                    ("count", models.PositiveIntegerField(blank=True, null=True, verbose_name="count")),
                    (
                        "amount",
                        models.DecimalField(
                            blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="amount, yuan"
                        ),
                    ),
                    ("detail", models.CharField(blank=True, max_length=100, verbose_name="detail")),
                    (
                        "release",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="enrolment.release"
                        ),
                    ),
                ],
                options={
                    "ordering": ["release", "position"],
                    "constraints": [
                        models.UniqueConstraint(fields=("release", "position"), name="releaserow_position_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="ReleaseMember",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    (
                        "enrolment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="releases",
                            to="enrolment.enrolment",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.program",
                        ),
                    ),
                    (
                        "release",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="members", to="enrolment.release"
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("release", "enrolment"), name="releasemember_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Objection",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    ("received_on", models.DateField(verbose_name="received on")),
                    ("channel", models.CharField(blank=True, max_length=40, verbose_name="came by")),
                    ("objector", models.CharField(blank=True, max_length=60, verbose_name="from")),
                    ("content", models.TextField(verbose_name="objection")),
                    (
                        "state",
                        models.CharField(
                            choices=[("open", "open"), ("upheld", "upheld"), ("dismissed", "dismissed")],
                            default="open",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("answer", models.TextField(blank=True, verbose_name="answer")),
                    ("handled_on", models.DateField(blank=True, null=True, verbose_name="handled on")),
                    (
                        "enrolment",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="objections",
                            to="enrolment.enrolment",
                            verbose_name="about",
                        ),
                    ),
                    (
                        "handled_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="handled by",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.program",
                        ),
                    ),
                    (
                        "release",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="objections",
                            to="enrolment.release",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "objection",
                    "verbose_name_plural": "objections",
                    "ordering": ["-received_on"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state", "open"),
                                models.Q(models.Q(("answer", ""), _negated=True), ("handled_on__isnull", False)),
                                _connector="OR",
                            ),
                            name="objection_answered",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ObjectionHistoryrow",
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
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    ("received_on", models.DateField(verbose_name="received on")),
                    ("channel", models.CharField(blank=True, max_length=40, verbose_name="came by")),
                    ("objector", models.CharField(blank=True, max_length=60, verbose_name="from")),
                    ("content", models.TextField(verbose_name="objection")),
                    (
                        "state",
                        models.CharField(
                            choices=[("open", "open"), ("upheld", "upheld"), ("dismissed", "dismissed")],
                            default="open",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("answer", models.TextField(blank=True, verbose_name="answer")),
                    ("handled_on", models.DateField(blank=True, null=True, verbose_name="handled on")),
                    (
                        "enrolment",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="enrolment.enrolment",
                            verbose_name="about",
                        ),
                    ),
                    (
                        "handled_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="handled by",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="enrolment.objection",
                        ),
                    ),
                    (
                        "program",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="catalogue.program",
                        ),
                    ),
                    (
                        "release",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="enrolment.release",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="enrolment",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_start",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (NEW.state NOT IN ('active', 'draft'))",
                        func="RAISE EXCEPTION 'state: % may not become %', 'nothing', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="3052f27abe83c463ed27ee7f64177602ac1d7453",
                        operation="INSERT",
                        pgid="pgtrigger_states_start_6566d",
                        table="enrolment_enrolment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="enrolment",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_move",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state IS DISTINCT FROM NEW.state AND NOT ((OLD.state = 'draft' AND NEW.state IN ('submitted', 'withdrawn')) OR (OLD.state = 'submitted' AND NEW.state IN ('approved', 'refused', 'returned', 'withdrawn')) OR (OLD.state = 'returned' AND NEW.state IN ('submitted', 'withdrawn')) OR (OLD.state = 'approved' AND NEW.state IN ('active', 'refused', 'withdrawn')) OR (OLD.state = 'active' AND NEW.state IN ('exited', 'suspended', 'withdrawn')) OR (OLD.state = 'suspended' AND NEW.state IN ('active', 'exited')) OR (OLD.state = 'exited' AND NEW.state IN ('active', 'suspended'))))",
                        func="RAISE EXCEPTION 'state: % may not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="5cc701dbb5e0763abb1af888554662a403e24c61",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_states_move_c5a55",
                        table="enrolment_enrolment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="enrolment",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="0807eb46bd1ffd9126f6d48970429e7e9fb334fa",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_454d4",
                        table="enrolment_enrolment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="enrolment",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="13f0bdd47fb3953a7f2f0cb5730cbfd977f2bf07",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_abd35",
                        table="enrolment_enrolment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="enrolment",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "enrolment_enrolmenthistoryrow" ("answers", "applied_on", "area", "changed_at", "created_at", "decided_on", "due_on", "ends_on", "exit_reason", "id", "level", "lifetime_group", "made_by_id", "origin", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "rules_id", "starts_on", "state", "submitted_by_id") SELECT new_values."answers", new_values."applied_on", new_values."area", new_values."changed_at", new_values."created_at", new_values."decided_on", new_values."due_on", new_values."ends_on", new_values."exit_reason", new_values."id", new_values."level", new_values."lifetime_group", new_values."made_by_id", new_values."origin", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."program_id", new_values."rules_id", new_values."starts_on", new_values."state", new_values."submitted_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="52e7f9de4b223d63a357d45546183e603f4d89f5",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_d602f",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="enrolment_enrolment",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="enrolment",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "enrolment_enrolmenthistoryrow" ("answers", "applied_on", "area", "changed_at", "created_at", "decided_on", "due_on", "ends_on", "exit_reason", "id", "level", "lifetime_group", "made_by_id", "origin", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "rules_id", "starts_on", "state", "submitted_by_id") SELECT new_values."answers", new_values."applied_on", new_values."area", new_values."changed_at", new_values."created_at", new_values."decided_on", new_values."due_on", new_values."ends_on", new_values."exit_reason", new_values."id", new_values."level", new_values."lifetime_group", new_values."made_by_id", new_values."origin", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."program_id", new_values."rules_id", new_values."starts_on", new_values."state", new_values."submitted_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="e819b05a59fc7e0281bb3bb531fa088e06665424",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_32e4e",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="enrolment_enrolment",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="document",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="b2daac6159db11af5c8e83b1e81a156d3debd2f8",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_5627e",
                        table="enrolment_document",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="document",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="ab9b0e0e6ca7b9b661b56f69dc62d7b9490d6168",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_2e1dc",
                        table="enrolment_document",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="document",
                trigger=pgtrigger.compiler.Trigger(
                    name="evidence_frozen",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."enrolment_id" IS DISTINCT FROM (NEW."enrolment_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."area" IS DISTINCT FROM (NEW."area") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."filename" IS DISTINCT FROM (NEW."filename") OR OLD."mime" IS DISTINCT FROM (NEW."mime") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."added_at" IS DISTINCT FROM (NEW."added_at"))',
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="46d20ad1cdc73ad98b70cf57f2fb7b8c70fb5253",
                        operation="UPDATE",
                        pgid="pgtrigger_evidence_frozen_5da1f",
                        table="enrolment_document",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="document",
                trigger=pgtrigger.compiler.Trigger(
                    name="withdrawn_stays",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.withdrawn_on IS NOT NULL)",
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="27f6c5d1b9e21108cc04c5c41ccbac3de6ee3c5b",
                        operation="UPDATE",
                        pgid="pgtrigger_withdrawn_stays_115ed",
                        table="enrolment_document",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="document",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "enrolment_documenthistoryrow" ("added_at", "added_by_id", "area", "enrolment_id", "filename", "id", "kind", "mime", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "sha256", "size", "withdrawn_on") SELECT new_values."added_at", new_values."added_by_id", new_values."area", new_values."enrolment_id", new_values."filename", new_values."id", new_values."kind", new_values."mime", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."program_id", new_values."sha256", new_values."size", new_values."withdrawn_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="34972044a3788fb5f0ea235d0aee3db056308e72",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_791d4",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="enrolment_document",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="document",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "enrolment_documenthistoryrow" ("added_at", "added_by_id", "area", "enrolment_id", "filename", "id", "kind", "mime", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "sha256", "size", "withdrawn_on") SELECT new_values."added_at", new_values."added_by_id", new_values."area", new_values."enrolment_id", new_values."filename", new_values."id", new_values."kind", new_values."mime", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."program_id", new_values."sha256", new_values."size", new_values."withdrawn_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."added_at" IS DISTINCT FROM (new_values."added_at") OR old_values."added_by_id" IS DISTINCT FROM (new_values."added_by_id") OR old_values."area" IS DISTINCT FROM (new_values."area") OR old_values."enrolment_id" IS DISTINCT FROM (new_values."enrolment_id") OR old_values."filename" IS DISTINCT FROM (new_values."filename") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."mime" IS DISTINCT FROM (new_values."mime") OR old_values."program_id" IS DISTINCT FROM (new_values."program_id") OR old_values."sha256" IS DISTINCT FROM (new_values."sha256") OR old_values."size" IS DISTINCT FROM (new_values."size") OR old_values."withdrawn_on" IS DISTINCT FROM (new_values."withdrawn_on")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="f9cdc88baeb6ce3b3776370532c83aba39690b2e",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_d6c3e",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="enrolment_document",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="documenthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="36c4a64192cb1855887ff90942e90be1cede7c65",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_5c72b",
                        table="enrolment_documenthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="documenthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="171a9d8c3af250de6d737dae2f749d07d0561235",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_2d256",
                        table="enrolment_documenthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="enrolmenthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="d3d74aa89bc2d8372172b9c68d3c1784194686fc",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_f9ade",
                        table="enrolment_enrolmenthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="enrolmenthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="b94f0b61bb0662a29440aa16b7f4effcb4a6f8b3",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_c9935",
                        table="enrolment_enrolmenthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="decision",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="447b94c3908acdb084186a6716eac37dfd04e77f",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_3b95e",
                        table="enrolment_decision",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="decision",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="c94af1aad7a56d8e9615fa5b2d85c931a8144e80",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_02aa2",
                        table="enrolment_decision",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="release",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_start",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (NEW.state NOT IN ('standing'))",
                        func="RAISE EXCEPTION 'state: % may not become %', 'nothing', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="5e5ed41680002e6b5ac56be44c24685ff3a84f99",
                        operation="INSERT",
                        pgid="pgtrigger_states_start_bc549",
                        table="enrolment_release",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="release",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_move",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state IS DISTINCT FROM NEW.state AND NOT ((OLD.state = 'standing' AND NEW.state IN ('ended', 'revoked'))))",
                        func="RAISE EXCEPTION 'state: % may not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="762b0517b209ff6a5f870241d9a9aa8c156a3bff",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_states_move_8abc6",
                        table="enrolment_release",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="release",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="b083ddbceb0ff0b73585226426c9935ce805fa57",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_4f471",
                        table="enrolment_release",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="release",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="e85a9d42f06a258ffeaeaac7da74491487bf05d2",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_e1e87",
                        table="enrolment_release",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="releaserow",
                trigger=pgtrigger.compiler.Trigger(
                    name="frozen",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="01db35be1955926ab251c7a2b1bdcf5d73e0f92c",
                        operation="UPDATE",
                        pgid="pgtrigger_frozen_125b9",
                        table="enrolment_releaserow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="releasemember",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="59f5aa9e494b6a2194abe62993261cad9f454733",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_b0878",
                        table="enrolment_releasemember",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="releasemember",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="292405861d74bce4a1d353eaccb1c2e077ab08bf",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_e0499",
                        table="enrolment_releasemember",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="objection",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "enrolment_objectionhistoryrow" ("answer", "area", "channel", "content", "enrolment_id", "handled_by_id", "handled_on", "id", "objector", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "received_on", "release_id", "state") SELECT new_values."answer", new_values."area", new_values."channel", new_values."content", new_values."enrolment_id", new_values."handled_by_id", new_values."handled_on", new_values."id", new_values."objector", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."program_id", new_values."received_on", new_values."release_id", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="ce7c0de13633606fa9196d2f41a7e50a41b2ead0",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_e48a7",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="enrolment_objection",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="objection",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "enrolment_objectionhistoryrow" ("answer", "area", "channel", "content", "enrolment_id", "handled_by_id", "handled_on", "id", "objector", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "received_on", "release_id", "state") SELECT new_values."answer", new_values."area", new_values."channel", new_values."content", new_values."enrolment_id", new_values."handled_by_id", new_values."handled_on", new_values."id", new_values."objector", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."program_id", new_values."received_on", new_values."release_id", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="6bdf5133b91c04d2ce989094d788fb227a6e65cb",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_042c7",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="enrolment_objection",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="objectionhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="2b2c8e0df63b160cfc1bc7b96096e3cd9524a8b4",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_b5d22",
                        table="enrolment_objectionhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="objectionhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="775282cc7582f0b0d39b5cae125304742bd88a2f",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_33796",
                        table="enrolment_objectionhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
        ),
    ]
