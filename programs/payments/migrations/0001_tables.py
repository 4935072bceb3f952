import django.db.models.deletion
import django.db.models.functions.datetime
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import programs.enrolment.models.document
import programs.payments.models.handout
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
                name="Receipt",
                fields=[
                    (
                        "transfer",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            primary_key=True,
                            related_name="receipt",
                            serialize=False,
                            to="ledger.transfer",
                            verbose_name="transfer",
                        ),
                    ),
                    ("payer", models.CharField(blank=True, max_length=100, verbose_name="paid in by")),
                    ("document", models.CharField(blank=True, max_length=100, verbose_name="document number")),
                ],
                options={
                    "verbose_name": "receipt",
                    "verbose_name_plural": "receipts",
                },
            ),
            migrations.CreateModel(
                name="Allotment",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount, yuan")),
                    ("reason", models.CharField(max_length=300, verbose_name="reason")),
                    ("document", models.CharField(blank=True, max_length=100, verbose_name="document number")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("asked", "asked for"),
                                ("posted", "approved and moved"),
                                ("refused", "refused"),
                                ("withdrawn", "withdrawn"),
                            ],
                            default="asked",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                    ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                    (
                        "note",
                        models.CharField(blank=True, max_length=300, verbose_name="why it was refused or withdrawn"),
                    ),
                    (
                        "asked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="asked by",
                        ),
                    ),
                    (
                        "decided_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="decided by",
                        ),
                    ),
                    (
                        "source",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="allotments_out",
                            to="catalogue.fund",
                            verbose_name="from the fund",
                        ),
                    ),
                    (
                        "target",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="allotments_in",
                            to="catalogue.fund",
                            verbose_name="to the fund",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "transfer between funds",
                    "verbose_name_plural": "transfers between funds",
                    "ordering": ["-asked_at", "-id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("source", models.F("target")), _negated=True),
                            name="allotment_to_another_fund",
                        ),
                        models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="allotment_above_nothing"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state__in", ["posted", "refused"]), _negated=True),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                _connector="OR",
                            ),
                            name="allotment_asker_is_not_approver",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("decided_by__isnull", True), ("state", "asked")),
                                models.Q(models.Q(("state", "asked"), _negated=True), ("decided_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="allotment_decided_by_someone",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state__in", ["refused", "withdrawn"]), _negated=True),
                                models.Q(("note", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="allotment_refused_with_reason",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="AllotmentHistoryrow",
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
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount, yuan")),
                    ("reason", models.CharField(max_length=300, verbose_name="reason")),
                    ("document", models.CharField(blank=True, max_length=100, verbose_name="document number")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("asked", "asked for"),
                                ("posted", "approved and moved"),
                                ("refused", "refused"),
                                ("withdrawn", "withdrawn"),
                            ],
                            default="asked",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                    ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                    (
                        "note",
                        models.CharField(blank=True, max_length=300, verbose_name="why it was refused or withdrawn"),
                    ),
                    (
                        "asked_by",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="asked by",
                        ),
                    ),
                    (
                        "decided_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="decided by",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="payments.allotment",
                        ),
                    ),
                    (
                        "source",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="catalogue.fund",
                            verbose_name="from the fund",
                        ),
                    ),
                    (
                        "target",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="catalogue.fund",
                            verbose_name="to the fund",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="AnswerMapping",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("fingerprint", models.CharField(max_length=64, unique=True)),
                    ("columns", models.JSONField(blank=True, default=dict, verbose_name="columns")),
                    ("words", models.JSONField(blank=True, default=dict, verbose_name="words")),
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
                ],
                options={
                    "verbose_name": "mapping of the bank's columns",
                    "verbose_name_plural": "mappings of the bank's columns",
                },
            ),
            migrations.CreateModel(
                name="ApprovalRule",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("valid_from", models.DateField(verbose_name="valid from")),
                    ("document", models.CharField(max_length=100, verbose_name="document number")),
                    ("bands", models.JSONField(verbose_name="bands")),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
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
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.program",
                            verbose_name="program",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "rule about approvals",
                    "verbose_name_plural": "rules about approvals",
                    "ordering": ["-valid_from", "-id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("document", ""), _negated=True), name="approvalrule_has_document"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="BankFormat",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("name", models.CharField(max_length=40, verbose_name="name")),
                    ("version", models.PositiveSmallIntegerField(default=0, verbose_name="version")),
                    ("bank", models.CharField(max_length=60, verbose_name="bank")),
                    ("bank_code", models.CharField(blank=True, max_length=20, verbose_name="bank's own code")),
                    (
                        "kind",
                        models.CharField(
                            choices=[("xlsx", "workbook (xlsx)"), ("text", "text, a line for each payment")],
                            max_length=4,
                            verbose_name="kind of file",
                        ),
                    ),
                    (
                        "separator",
                        models.CharField(
                            blank=True,
                            choices=[(",", "comma"), ("\t", "tab"), ("|", "vertical bar")],
                            max_length=1,
                            verbose_name="between columns",
                        ),
                    ),
                    (
                        "encoding",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("utf-8-sig", "UTF-8 with a byte-order mark"),
                                ("utf-8", "UTF-8"),
                                ("gb18030", "GB18030"),
                            ],
                            max_length=10,
                            verbose_name="encoding",
                        ),
                    ),
                    ("columns", models.JSONField(verbose_name="columns")),
                    ("headings", models.BooleanField(default=True, verbose_name="a row of headings")),
                    ("above", models.TextField(blank=True, max_length=500, verbose_name="lines above")),
                    ("below", models.TextField(blank=True, max_length=500, verbose_name="lines below")),
                    ("codes", models.JSONField(blank=True, default=list, verbose_name="clearing numbers of banks")),
                    ("fund_account", models.CharField(blank=True, max_length=40, verbose_name="account that pays")),
                    ("withdrawn", models.BooleanField(default=False, verbose_name="out of use")),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
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
                ],
                options={
                    "verbose_name": "format",
                    "verbose_name_plural": "formats",
                    "ordering": ["name", "-version"],
                    "constraints": [
                        models.UniqueConstraint(fields=("name", "version"), name="bankformat_version_once"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("name", ""), _negated=True), models.Q(("bank", ""), _negated=True)
                            ),
                            name="bankformat_named",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("encoding", ""), ("kind", "xlsx"), ("separator", "")),
                                models.Q(
                                    ("encoding__in", ["utf-8-sig", "utf-8", "gb18030"]),
                                    ("kind", "text"),
                                    ("separator__in", [",", "\t", "|"]),
                                ),
                                _connector="OR",
                            ),
                            name="bankformat_kind_whole",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Batch",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("number", models.CharField(editable=False, max_length=24, unique=True, verbose_name="number")),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="area")),
                    ("period", models.CharField(max_length=10, verbose_name="period")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("made", "made"),
                                ("checked", "checked"),
                                ("approved", "approved"),
                                ("sent", "sent to the bank"),
                                ("answered", "answered, with returns to deal with"),
                                ("closed", "closed"),
                                ("cancelled", "cancelled"),
                            ],
                            default="made",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    (
                        "method",
                        models.CharField(
                            choices=[("bank", "by the bank"), ("cash", "by hand, against signatures: cash or goods")],
                            default="bank",
                            max_length=8,
                            verbose_name="how it is paid",
                        ),
                    ),
                    ("reissue", models.BooleanField(default=False, verbose_name="pays again what came back")),
                    ("round", models.PositiveSmallIntegerField(default=1, verbose_name="round")),
                    ("approvals_needed", models.PositiveSmallIntegerField(default=1, verbose_name="approvals needed")),
                    ("count", models.PositiveIntegerField(default=0, verbose_name="payments")),
                    (
                        "total",
                        models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="total, yuan"),
                    ),
                    ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                    (
                        "outside_months",
                        models.CharField(
                            blank=True, db_default="", max_length=300, verbose_name="why it is paid outside its months"
                        ),
                    ),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
                    ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="checked at")),
                    (
                        "sent_back_reason",
                        models.CharField(blank=True, max_length=300, verbose_name="why it was sent back"),
                    ),
                    ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved at")),
                    ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                    ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                    ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                    ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled at")),
                    ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it was cancelled")),
                    (
                        "approved_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="approved by",
                        ),
                    ),
                    (
                        "bank_format",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="payments.bankformat",
                            verbose_name="format of the bank's file",
                        ),
                    ),
                    (
                        "cancelled_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="cancelled by",
                        ),
                    ),
                    (
                        "checked_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="checked by",
                        ),
                    ),
                    (
                        "closed_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="closed by",
                        ),
                    ),
                    (
                        "fund",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="batches",
                            to="catalogue.fund",
                            verbose_name="fund",
                        ),
                    ),
                    (
                        "made_by",
                        models.ForeignKey(
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
                            related_name="batches",
                            to="catalogue.program",
                            verbose_name="program",
                        ),
                    ),
                    (
                        "sent_back_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="sent back by",
                        ),
                    ),
                    (
                        "sent_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="sent by",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "batch",
                    "verbose_name_plural": "batches",
                    "ordering": ["-made_at"],
                    "indexes": [models.Index(fields=["program", "area", "-made_at", "-id"], name="batch_program_area")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("approved_by__isnull", True),
                                models.Q(("approved_by", models.F("made_by")), _negated=True),
                                _connector="OR",
                            ),
                            name="batch_maker_is_not_approver",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state__in", ["made", "checked", "cancelled"]),
                                ("approved_by__isnull", False),
                                _connector="OR",
                            ),
                            name="batch_approved_by_someone",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "sent"), _negated=True), ("sent_by__isnull", False), _connector="OR"
                            ),
                            name="batch_sent_by_someone",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "cancelled"), _negated=True),
                                models.Q(("cancelled_by__isnull", False), models.Q(("reason", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="batch_cancelled_with_reason",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="BatchHistoryrow",
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
                    ("number", models.CharField(editable=False, max_length=24, verbose_name="number")),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="area")),
                    ("period", models.CharField(max_length=10, verbose_name="period")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("made", "made"),
                                ("checked", "checked"),
                                ("approved", "approved"),
                                ("sent", "sent to the bank"),
                                ("answered", "answered, with returns to deal with"),
                                ("closed", "closed"),
                                ("cancelled", "cancelled"),
                            ],
                            default="made",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    (
                        "method",
                        models.CharField(
                            choices=[("bank", "by the bank"), ("cash", "by hand, against signatures: cash or goods")],
                            default="bank",
                            max_length=8,
                            verbose_name="how it is paid",
                        ),
                    ),
                    ("reissue", models.BooleanField(default=False, verbose_name="pays again what came back")),
                    ("round", models.PositiveSmallIntegerField(default=1, verbose_name="round")),
                    ("approvals_needed", models.PositiveSmallIntegerField(default=1, verbose_name="approvals needed")),
                    ("count", models.PositiveIntegerField(default=0, verbose_name="payments")),
                    (
                        "total",
                        models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="total, yuan"),
                    ),
                    ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                    (
                        "outside_months",
                        models.CharField(
                            blank=True, db_default="", max_length=300, verbose_name="why it is paid outside its months"
                        ),
                    ),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
                    ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="checked at")),
                    (
                        "sent_back_reason",
                        models.CharField(blank=True, max_length=300, verbose_name="why it was sent back"),
                    ),
                    ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved at")),
                    ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                    ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                    ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                    ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled at")),
                    ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it was cancelled")),
                    (
                        "approved_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="approved by",
                        ),
                    ),
                    (
                        "bank_format",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="payments.bankformat",
                            verbose_name="format of the bank's file",
                        ),
                    ),
                    (
                        "cancelled_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="cancelled by",
                        ),
                    ),
                    (
                        "checked_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="checked by",
                        ),
                    ),
                    (
                        "closed_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="closed by",
                        ),
                    ),
                    (
                        "fund",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="catalogue.fund",
                            verbose_name="fund",
                        ),
                    ),
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
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="payments.batch",
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
                        "sent_back_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="sent back by",
                        ),
                    ),
                    (
                        "sent_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="sent by",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Approval",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                    (
                        "step",
                        models.CharField(
                            choices=[("check", "checked"), ("approval", "approved")], max_length=8, verbose_name="step"
                        ),
                    ),
                    ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                    ("count", models.PositiveIntegerField(verbose_name="payments")),
                    ("total", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="total, yuan")),
                    (
                        "beyond_budget",
                        models.CharField(
                            blank=True, db_default="", max_length=300, verbose_name="why it goes beyond a budget"
                        ),
                    ),
                    (
                        "account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="account",
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
                        "batch",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="approvals",
                            to="payments.batch",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "signature",
                    "verbose_name_plural": "signatures",
                    "ordering": ["at", "id"],
                    "constraints": [
                        models.UniqueConstraint(fields=("batch", "round", "account"), name="approval_once_per_person"),
                        models.CheckConstraint(
                            condition=models.Q(("step__in", ["check", "approval"])), name="approval_step_known"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Budget",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                    ("county", models.CharField(blank=True, db_collation="C", max_length=6, verbose_name="county")),
                    ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount, yuan")),
                    ("document", models.CharField(blank=True, max_length=100, verbose_name="document number")),
                    ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it was changed")),
                    (
                        "made_at",
                        models.DateTimeField(
                            db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                        ),
                    ),
                    (
                        "fund",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.fund",
                            verbose_name="fund",
                        ),
                    ),
                    (
                        "made_by",
                        models.ForeignKey(
                            db_default=models.Func(function="scope_account"),
                            db_index=False,
                            editable=False,
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
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.program",
                            verbose_name="program",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "budget",
                    "verbose_name_plural": "budgets",
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("program", "year", "fund", "county", "version"), name="budget_version_once"
                        ),
                        models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="budget_not_below_nothing"),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("version", 1),
                                models.Q(("version__gt", 1), models.Q(("reason", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="budget_changed_with_reason",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Entitlement",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    ("period", models.CharField(max_length=10, verbose_name="period")),
                    ("sequence", models.PositiveSmallIntegerField(default=0)),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount, yuan")),
                    ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                    (
                        "why",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("died", "died"),
                                ("age", "has reached the age at which it ends"),
                                ("ended", "is no longer in the program"),
                                ("not_begun", "wasn't in the program yet"),
                                ("suspended", "was suspended"),
                                ("rules", "the rules of that time were changed"),
                                ("answers", "what the amount follows was different"),
                            ],
                            db_default="",
                            max_length=10,
                            verbose_name="why it differs",
                        ),
                    ),
                    (
                        "cancels",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="cancelled_by",
                            to="payments.entitlement",
                        ),
                    ),
                    (
                        "enrolment",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="entitlements",
                            to="enrolment.enrolment",
                        ),
                    ),
                    (
                        "made_by",
                        models.ForeignKey(
                            db_constraint=False,
                            db_default=models.Func(function="scope_account"),
                            db_index=False,
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="worked out by",
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="entitlements",
                            to="beneficiaries.person",
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
                            verbose_name="rules",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "entitlement",
                    "verbose_name_plural": "entitlements",
                    "indexes": [
                        models.Index(fields=["program", "period", "area", "id"], name="entitlement_program_period"),
                        models.Index(fields=["person"], name="entitlement_person"),
                        models.Index(
                            condition=models.Q(("amount__lt", 0)),
                            fields=["enrolment", "period", "sequence"],
                            name="entitlement_lowered",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("enrolment", "period", "sequence"), name="entitlement_once_per_period"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("sequence__gt", 0), ("amount__gt", 0), _connector="OR"),
                            name="entitlement_positive",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("cancels__isnull", False)),
                            fields=("cancels",),
                            name="entitlement_cancelled_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("cancels__isnull", True), ("sequence", 0), ("why", "")),
                                models.Q(
                                    ("sequence__gt", 0),
                                    ("why__in", ["died", "age", "ended", "not_begun", "suspended", "rules", "answers"]),
                                    models.Q(("amount", 0), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="entitlement_correction_says_why",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="DatedAnswer",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    ("since", models.DateField(verbose_name="from")),
                    ("values", models.JSONField(verbose_name="answers")),
                    ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                    (
                        "created_at",
                        models.DateTimeField(
                            db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
                        ),
                    ),
                    (
                        "enrolment",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="dated_answers",
                            to="enrolment.enrolment",
                        ),
                    ),
                    (
                        "made_by",
                        models.ForeignKey(
                            db_default=models.Func(function="scope_account"),
                            db_index=False,
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="written down by",
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
                ],
                options={
                    "verbose_name": "answer from a day on",
                    "verbose_name_plural": "answers from a day on",
                    "ordering": ["since", "id"],
                    "indexes": [models.Index(fields=["program", "since"], name="datedanswer_program_since")],
                },
            ),
            migrations.CreateModel(
                name="Omission",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount, yuan")),
                    (
                        "reason",
                        models.CharField(
                            choices=[
                                ("no_account", "no account to pay to"),
                                ("publicity", "its publicity list hasn't stood its days, or an objection is open"),
                                ("suspended", "the enrolment is suspended"),
                                ("merged", "the same is due under the record that this one was merged into"),
                                ("same_account", "no other account than the one that the bank refused"),
                            ],
                            max_length=12,
                            verbose_name="reason",
                        ),
                    ),
                    (
                        "batch",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="omissions",
                            to="payments.batch",
                        ),
                    ),
                    (
                        "enrolment",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="enrolment.enrolment",
                        ),
                    ),
                    (
                        "entitlement",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="omissions",
                            to="payments.entitlement",
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="beneficiaries.person",
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
                ],
                options={
                    "verbose_name": "left out",
                    "verbose_name_plural": "left out",
                    "constraints": [models.UniqueConstraint(fields=("batch", "entitlement"), name="omission_once")],
                },
            ),
            migrations.CreateModel(
                name="SignedSheet",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    (
                        "file",
                        models.FileField(
                            max_length=200,
                            storage=programs.enrolment.models.document.private_storage,
                            upload_to=programs.payments.models.handout.sheet_stored_as,
                            verbose_name="file",
                        ),
                    ),
                    ("filename", models.CharField(max_length=200, verbose_name="file name")),
                    ("mime", models.CharField(max_length=60)),
                    ("size", models.PositiveIntegerField(verbose_name="size")),
                    ("sha256", models.CharField(max_length=64)),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="handed in at")),
                    (
                        "batch",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="sheets",
                            to="payments.batch",
                        ),
                    ),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="handed in by",
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
                ],
                options={
                    "verbose_name": "signed sheet",
                    "verbose_name_plural": "signed sheets",
                    "ordering": ["made_at", "id"],
                    "constraints": [models.UniqueConstraint(fields=("batch", "sha256"), name="signedsheet_once")],
                },
            ),
            migrations.CreateModel(
                name="Answer",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    (
                        "source",
                        models.CharField(
                            choices=[
                                ("file", "the bank's file"),
                                ("hand", "recorded by hand"),
                                ("sheet", "the signed sheet"),
                            ],
                            max_length=6,
                            verbose_name="from",
                        ),
                    ),
                    ("filename", models.CharField(blank=True, max_length=200, verbose_name="file")),
                    ("size", models.PositiveIntegerField(default=0, verbose_name="size")),
                    ("digest", models.CharField(blank=True, max_length=64)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("uploaded", "uploaded"),
                                ("question", "columns to be named"),
                                ("refused", "can't be read"),
                                ("staged", "looked through"),
                                ("posted", "taken over"),
                            ],
                            default="uploaded",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("problem", models.JSONField(default=dict, verbose_name="problem")),
                    ("layout", models.JSONField(default=dict, verbose_name="columns")),
                    ("counts", models.JSONField(default=dict, verbose_name="counts")),
                    ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                    ("posted_at", models.DateTimeField(blank=True, null=True, verbose_name="taken over at")),
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
                            verbose_name="recorded by",
                        ),
                    ),
                    (
                        "posted_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="taken over by",
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
                        "batch",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="answers",
                            to="payments.batch",
                            verbose_name="batch",
                        ),
                    ),
                    (
                        "sheet",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="payments.signedsheet",
                            verbose_name="signed sheet",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "answer of the bank",
                    "verbose_name_plural": "answers of the bank",
                    "ordering": ["-made_at", "-id"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("digest", ""), _negated=True),
                            fields=("batch", "digest"),
                            name="answer_file_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "posted"), _negated=True),
                                models.Q(("posted_at__isnull", False), ("posted_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="answer_posted_by_someone",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="AnswerPart",
                fields=[
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    (
                        "pk",
                        models.CompositePrimaryKey(
                            "answer_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("number", models.PositiveSmallIntegerField()),
                    ("content", models.BinaryField()),
                    (
                        "answer",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="payments.answer",
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
                ],
                options={
                    "verbose_name": "part of the bank's file",
                    "verbose_name_plural": "parts of the bank's file",
                },
            ),
            migrations.CreateModel(
                name="PaymentTally",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("period", models.CharField(max_length=10)),
                    ("county", models.CharField(db_collation="C", max_length=6)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("planned", "in the batch"),
                                ("committed", "approved"),
                                ("in_transit", "sent to the bank"),
                                ("unknown", "the bank doesn't know yet"),
                                ("paid", "paid"),
                                ("returned", "returned"),
                                ("reissued", "returned, paid again in another batch"),
                                ("released", "returned, due again"),
                                ("given_up", "returned, given up"),
                                ("dropped", "taken out"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("count", models.BigIntegerField()),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=16)),
                    (
                        "fund",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.fund",
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
                ],
                options={
                    "verbose_name": "tally of payments",
                    "verbose_name_plural": "tallies of payments",
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("program", "period", "county", "fund", "state"), name="paymenttally_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Payment",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("sequence", models.PositiveIntegerField(verbose_name="number in the batch")),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount, yuan")),
                    (
                        "set_off",
                        models.DecimalField(
                            db_default=0, decimal_places=2, default=0, max_digits=14, verbose_name="set off, yuan"
                        ),
                    ),
                    ("name", models.CharField(max_length=60, verbose_name="name")),
                    ("payee", models.CharField(max_length=60, verbose_name="payee")),
                    ("payee_relation", models.CharField(max_length=2, verbose_name="payee's relation")),
                    ("payee_id_sealed", models.BinaryField(null=True)),
                    (
                        "payee_id_tail",
                        models.CharField(blank=True, max_length=4, verbose_name="last four of the payee's ID"),
                    ),
                    ("phone_sealed", models.BinaryField(null=True)),
                    ("phone_masked", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                    ("account_sealed", models.BinaryField(null=True)),
                    ("account_index", models.BinaryField(null=True)),
                    (
                        "account_tail",
                        models.CharField(blank=True, max_length=4, verbose_name="last four of the account"),
                    ),
                    ("bank", models.CharField(blank=True, max_length=60, verbose_name="bank")),
                    ("branch", models.CharField(blank=True, max_length=100, verbose_name="branch")),
                    ("evidence", models.CharField(blank=True, max_length=64)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("planned", "in the batch"),
                                ("committed", "approved"),
                                ("in_transit", "sent to the bank"),
                                ("unknown", "the bank doesn't know yet"),
                                ("paid", "paid"),
                                ("returned", "returned"),
                                ("reissued", "returned, paid again in another batch"),
                                ("released", "returned, due again"),
                                ("given_up", "returned, given up"),
                                ("dropped", "taken out"),
                            ],
                            default="planned",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    (
                        "binding",
                        models.GeneratedField(
                            db_persist=True,
                            expression=models.Q(("state__in", ("dropped", "reissued", "released")), _negated=True),
                            output_field=models.BooleanField(),
                        ),
                    ),
                    (
                        "pays_again",
                        models.GeneratedField(
                            db_persist=True,
                            expression=models.Case(
                                models.When(models.Q(("state", "dropped"), _negated=True), then=models.F("replaces"))
                            ),
                            output_field=models.UUIDField(null=True),
                        ),
                    ),
                    ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid on")),
                    ("bank_serial", models.CharField(blank=True, max_length=40, verbose_name="bank's serial number")),
                    ("returned_on", models.DateField(blank=True, null=True, verbose_name="returned on")),
                    (
                        "return_reason",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("name_mismatch", "name and account don't match"),
                                ("no_account", "no such account"),
                                ("closed", "account closed"),
                                ("frozen", "account frozen"),
                                ("expired", "card expired"),
                                ("not_activated", "account not activated"),
                                ("dormant", "account dormant"),
                                ("limit", "over the account's limit"),
                                ("duplicate", "duplicate, says the bank"),
                                ("timeout", "timed out at the bank"),
                                ("unsigned", "not fetched, not signed for"),
                                ("other", "other reason"),
                            ],
                            max_length=14,
                            verbose_name="why it came back",
                        ),
                    ),
                    (
                        "release_reason",
                        models.CharField(blank=True, max_length=300, verbose_name="why it isn't paid again"),
                    ),
                    (
                        "batch",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="payments",
                            to="payments.batch",
                        ),
                    ),
                    (
                        "enrolment",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="payments",
                            to="enrolment.enrolment",
                        ),
                    ),
                    (
                        "entitlement",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="payments",
                            to="payments.entitlement",
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="payments",
                            to="beneficiaries.person",
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
                            verbose_name="rules",
                        ),
                    ),
                    (
                        "released_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="ledger.transfer",
                            verbose_name="released by",
                        ),
                    ),
                    (
                        "replaces",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="replaced_by",
                            to="payments.payment",
                            verbose_name="pays again",
                        ),
                    ),
                    (
                        "returned_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="ledger.transfer",
                            verbose_name="returned by",
                        ),
                    ),
                    (
                        "settled_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="ledger.transfer",
                            verbose_name="confirmed by",
                        ),
                    ),
                    (
                        "against",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="set_offs",
                            to="payments.claim",
                            verbose_name="set off against",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "payment",
                    "verbose_name_plural": "payments",
                    "indexes": [
                        models.Index(fields=["person"], name="payment_person"),
                        models.Index(fields=["enrolment"], name="payment_enrolment"),
                        models.Index(
                            condition=models.Q(("bank_serial", ""), _negated=True),
                            fields=["bank_serial"],
                            name="payment_bank_serial",
                        ),
                        models.Index(
                            condition=models.Q(("against__isnull", False)), fields=["against"], name="payment_against"
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("batch", "sequence"), name="payment_number_once"),
                        models.UniqueConstraint(
                            condition=models.Q(("binding", True)),
                            fields=("entitlement",),
                            name="payment_once_per_entitlement",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("pays_again__isnull", False)),
                            fields=("pays_again",),
                            name="payment_replaced_once",
                        ),
                        models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payment_positive"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("paid_on__isnull", False), ("settled_by__isnull", False), ("state", "paid")),
                                ("state__in", ("returned", "reissued", "released", "given_up")),
                                models.Q(
                                    models.Q(
                                        ("state__in", ["paid", "returned", "reissued", "released", "given_up"]),
                                        _negated=True,
                                    ),
                                    ("paid_on__isnull", True),
                                    ("settled_by__isnull", True),
                                ),
                                _connector="OR",
                            ),
                            name="payment_paid_by_a_transfer",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("returned_by__isnull", False),
                                    ("returned_on__isnull", False),
                                    ("state__in", ("returned", "reissued", "released", "given_up")),
                                    models.Q(("return_reason", ""), _negated=True),
                                ),
                                models.Q(
                                    models.Q(
                                        ("state__in", ("returned", "reissued", "released", "given_up")), _negated=True
                                    ),
                                    ("return_reason", ""),
                                    ("returned_by__isnull", True),
                                    ("returned_on__isnull", True),
                                ),
                                _connector="OR",
                            ),
                            name="payment_returned_by_a_transfer",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("released_by__isnull", False),
                                    ("state__in", ["released", "given_up"]),
                                    models.Q(("release_reason", ""), _negated=True),
                                ),
                                models.Q(
                                    models.Q(("state__in", ["released", "given_up"]), _negated=True),
                                    ("release_reason", ""),
                                    ("released_by__isnull", True),
                                ),
                                _connector="OR",
                            ),
                            name="payment_released_by_a_transfer",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("against__isnull", True), ("set_off", 0)),
                                models.Q(
                                    ("against__isnull", False), ("set_off__gt", 0), ("set_off__lt", models.F("amount"))
                                ),
                                _connector="OR",
                            ),
                            name="payment_set_off_in_part",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="AnswerRow",
                fields=[
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    (
                        "pk",
                        models.CompositePrimaryKey(
                            "answer_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    ("line", models.PositiveIntegerField(default=0, verbose_name="row")),
                    (
                        "verdict",
                        models.CharField(
                            choices=[("counts", "counts"), ("same", "known already"), ("fault", "to be looked at")],
                            max_length=6,
                            verbose_name="verdict",
                        ),
                    ),
                    (
                        "outcome",
                        models.CharField(
                            blank=True,
                            choices=[("paid", "arrived"), ("returned", "came back"), ("unknown", "not known yet")],
                            max_length=8,
                            verbose_name="outcome",
                        ),
                    ),
                    (
                        "reason",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("name_mismatch", "name and account don't match"),
                                ("no_account", "no such account"),
                                ("closed", "account closed"),
                                ("frozen", "account frozen"),
                                ("expired", "card expired"),
                                ("not_activated", "account not activated"),
                                ("dormant", "account dormant"),
                                ("limit", "over the account's limit"),
                                ("duplicate", "duplicate, says the bank"),
                                ("timeout", "timed out at the bank"),
                                ("unsigned", "not fetched, not signed for"),
                                ("other", "other reason"),
                            ],
                            max_length=14,
                            verbose_name="why it came back",
                        ),
                    ),
                    ("words", models.CharField(blank=True, max_length=100, verbose_name="the bank's words")),
                    ("on", models.DateField(null=True, verbose_name="date")),
                    ("serial", models.CharField(blank=True, max_length=40, verbose_name="bank's serial number")),
                    ("code", models.CharField(blank=True, max_length=30)),
                    ("message", models.CharField(blank=True, max_length=300, verbose_name="what is wrong")),
                    ("payload", models.BinaryField(null=True)),
                    (
                        "answer",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="payments.answer",
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
                        "payment",
                        models.ForeignKey(
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="answers",
                            to="payments.payment",
                            verbose_name="payment",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "row of an answer",
                    "verbose_name_plural": "rows of answers",
                    "ordering": ["answer", "number"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("verdict", "counts"), _negated=True),
                                models.Q(
                                    ("on__isnull", False),
                                    ("payment__isnull", False),
                                    models.Q(("outcome", ""), _negated=True),
                                    models.Q(
                                        models.Q(("outcome", "returned"), _negated=True),
                                        models.Q(("reason", ""), _negated=True),
                                        _connector="OR",
                                    ),
                                ),
                                _connector="OR",
                            ),
                            name="answerrow_counts_whole",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Claim",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount, yuan")),
                    ("reason", models.CharField(max_length=300, verbose_name="why it is asked back")),
                    ("plan", models.JSONField(blank=True, default=list, verbose_name="instalments")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("open", "open"),
                                ("settled", "given back"),
                                ("written_off", "closed, not all given back"),
                            ],
                            default="open",
                            max_length=12,
                            verbose_name="state",
                        ),
                    ),
                    ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="asked back at")),
                    (
                        "enrolment",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="enrolment.enrolment",
                        ),
                    ),
                    (
                        "opened_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="asked back by",
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
                        "difference",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="claims",
                            to="payments.entitlement",
                            verbose_name="worked out as paid too much",
                        ),
                    ),
                    (
                        "payment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="claims",
                            to="payments.payment",
                            verbose_name="payment",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "claim",
                    "verbose_name_plural": "claims",
                    "ordering": ["-opened_at", "-id"],
                    "indexes": [models.Index(fields=["state", "opened_at"], name="claim_state_opened")],
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="claim_above_nothing"),
                        models.CheckConstraint(
                            condition=models.Q(("reason", ""), _negated=True), name="claim_says_why"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PaymentHistoryrow",
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
                    ("sequence", models.PositiveIntegerField(verbose_name="number in the batch")),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount, yuan")),
                    (
                        "set_off",
                        models.DecimalField(
                            db_default=0, decimal_places=2, default=0, max_digits=14, verbose_name="set off, yuan"
                        ),
                    ),
                    ("name", models.CharField(max_length=60, verbose_name="name")),
                    ("payee", models.CharField(max_length=60, verbose_name="payee")),
                    ("payee_relation", models.CharField(max_length=2, verbose_name="payee's relation")),
                    (
                        "payee_id_tail",
                        models.CharField(blank=True, max_length=4, verbose_name="last four of the payee's ID"),
                    ),
                    ("phone_masked", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                    ("account_index", models.BinaryField(null=True)),
                    (
                        "account_tail",
                        models.CharField(blank=True, max_length=4, verbose_name="last four of the account"),
                    ),
                    ("bank", models.CharField(blank=True, max_length=60, verbose_name="bank")),
                    ("branch", models.CharField(blank=True, max_length=100, verbose_name="branch")),
                    ("evidence", models.CharField(blank=True, max_length=64)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("planned", "in the batch"),
                                ("committed", "approved"),
                                ("in_transit", "sent to the bank"),
                                ("unknown", "the bank doesn't know yet"),
                                ("paid", "paid"),
                                ("returned", "returned"),
                                ("reissued", "returned, paid again in another batch"),
                                ("released", "returned, due again"),
                                ("given_up", "returned, given up"),
                                ("dropped", "taken out"),
                            ],
                            default="planned",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid on")),
                    ("bank_serial", models.CharField(blank=True, max_length=40, verbose_name="bank's serial number")),
                    ("returned_on", models.DateField(blank=True, null=True, verbose_name="returned on")),
                    (
                        "return_reason",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("name_mismatch", "name and account don't match"),
                                ("no_account", "no such account"),
                                ("closed", "account closed"),
                                ("frozen", "account frozen"),
                                ("expired", "card expired"),
                                ("not_activated", "account not activated"),
                                ("dormant", "account dormant"),
                                ("limit", "over the account's limit"),
                                ("duplicate", "duplicate, says the bank"),
                                ("timeout", "timed out at the bank"),
                                ("unsigned", "not fetched, not signed for"),
                                ("other", "other reason"),
                            ],
                            max_length=14,
                            verbose_name="why it came back",
                        ),
                    ),
                    (
                        "release_reason",
                        models.CharField(blank=True, max_length=300, verbose_name="why it isn't paid again"),
                    ),
                    (
                        "against",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="payments.claim",
                            verbose_name="set off against",
                        ),
                    ),
                    (
                        "batch",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="payments.batch",
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
                    (
                        "entitlement",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="payments.entitlement",
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
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="payments.payment",
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
                        "released_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="ledger.transfer",
                            verbose_name="released by",
                        ),
                    ),
                    (
                        "replaces",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="payments.payment",
                            verbose_name="pays again",
                        ),
                    ),
                    (
                        "returned_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="ledger.transfer",
                            verbose_name="returned by",
                        ),
                    ),
                    (
                        "settled_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="ledger.transfer",
                            verbose_name="confirmed by",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="ClaimHistoryrow",
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
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount, yuan")),
                    ("reason", models.CharField(max_length=300, verbose_name="why it is asked back")),
                    ("plan", models.JSONField(blank=True, default=list, verbose_name="instalments")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("open", "open"),
                                ("settled", "given back"),
                                ("written_off", "closed, not all given back"),
                            ],
                            default="open",
                            max_length=12,
                            verbose_name="state",
                        ),
                    ),
                    ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="asked back at")),
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
                    (
                        "opened_by",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="asked back by",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="payments.claim",
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
                        "difference",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="payments.entitlement",
                            verbose_name="worked out as paid too much",
                        ),
                    ),
                    (
                        "payment",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="payments.payment",
                            verbose_name="payment",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Recovery",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    (
                        "way",
                        models.CharField(
                            choices=[
                                ("repaid", "given back at once"),
                                ("instalment", "an instalment"),
                                ("offset", "set off against a payment"),
                            ],
                            max_length=10,
                            verbose_name="way",
                        ),
                    ),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount, yuan")),
                    ("on", models.DateField(verbose_name="came back on")),
                    ("note", models.CharField(blank=True, max_length=300, verbose_name="voucher or note")),
                    ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                    (
                        "cancels",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="cancelled_by",
                            to="payments.recovery",
                            verbose_name="takes back",
                        ),
                    ),
                    (
                        "claim",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="recoveries", to="payments.claim"
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
                        "payment",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="recoveries",
                            to="payments.payment",
                            verbose_name="payment",
                        ),
                    ),
                    (
                        "transfer",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="recovery",
                            to="ledger.transfer",
                            verbose_name="transfer",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "recovery",
                    "verbose_name_plural": "recoveries",
                    "ordering": ["on", "id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("amount__gt", 0), ("cancels__isnull", True)),
                                models.Q(("amount__lt", 0), ("cancels__isnull", False)),
                                _connector="OR",
                            ),
                            name="recovery_above_nothing",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("way__in", ["repaid", "instalment", "offset"])),
                            name="recovery_way_known",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("payment__isnull", False), ("way", "offset")),
                                models.Q(models.Q(("way", "offset"), _negated=True), ("payment__isnull", True)),
                                _connector="OR",
                            ),
                            name="recovery_offset_names_payment",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("cancels__isnull", True), ("payment__isnull", False)),
                            fields=("payment",),
                            name="recovery_once_per_set_off",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="WriteOff",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("reason", models.CharField(max_length=300, verbose_name="reason")),
                    (
                        "state",
                        models.CharField(
                            choices=[("asked", "asked for"), ("approved", "approved"), ("refused", "refused")],
                            default="asked",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                    ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                    ("note", models.CharField(blank=True, max_length=300, verbose_name="why it was refused")),
                    (
                        "ground",
                        models.CharField(
                            choices=[
                                ("dead", "died, or nothing can be got back"),
                                ("waived", "waived for hardship"),
                                ("mistaken", "asked back by mistake"),
                            ],
                            max_length=10,
                            verbose_name="ground",
                        ),
                    ),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount, yuan")),
                    (
                        "asked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="asked by",
                        ),
                    ),
                    (
                        "claim",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="write_offs", to="payments.claim"
                        ),
                    ),
                    (
                        "decided_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="decided by",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "write-off",
                    "verbose_name_plural": "write-offs",
                    "ordering": ["asked_at", "id"],
                    "abstract": False,
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("reason", ""), _negated=True),
                                models.Q(
                                    models.Q(("state", "refused"), _negated=True),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            name="writeoff_says_why",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state", "asked"),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                _connector="OR",
                            ),
                            name="writeoff_asker_is_not_approver",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("decided_by__isnull", True), ("state", "asked")),
                                models.Q(models.Q(("state", "asked"), _negated=True), ("decided_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="writeoff_decided_by_someone",
                        ),
                        models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="writeoff_above_nothing"),
                        models.CheckConstraint(
                            condition=models.Q(("ground__in", ["dead", "waived", "mistaken"])),
                            name="writeoff_ground_known",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("state", "asked")), fields=("claim",), name="writeoff_one_asked"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="WriteOffHistoryrow",
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
                    ("reason", models.CharField(max_length=300, verbose_name="reason")),
                    (
                        "state",
                        models.CharField(
                            choices=[("asked", "asked for"), ("approved", "approved"), ("refused", "refused")],
                            default="asked",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                    ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                    ("note", models.CharField(blank=True, max_length=300, verbose_name="why it was refused")),
                    (
                        "ground",
                        models.CharField(
                            choices=[
                                ("dead", "died, or nothing can be got back"),
                                ("waived", "waived for hardship"),
                                ("mistaken", "asked back by mistake"),
                            ],
                            max_length=10,
                            verbose_name="ground",
                        ),
                    ),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount, yuan")),
                    (
                        "asked_by",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="asked by",
                        ),
                    ),
                    (
                        "claim",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="payments.claim",
                        ),
                    ),
                    (
                        "decided_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="decided by",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="payments.writeoff",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="TakeBack",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("reason", models.CharField(max_length=300, verbose_name="reason")),
                    (
                        "state",
                        models.CharField(
                            choices=[("asked", "asked for"), ("approved", "approved"), ("refused", "refused")],
                            default="asked",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                    ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                    ("note", models.CharField(blank=True, max_length=300, verbose_name="why it was refused")),
                    (
                        "asked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="asked by",
                        ),
                    ),
                    (
                        "decided_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="decided by",
                        ),
                    ),
                    (
                        "recovery",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="take_backs",
                            to="payments.recovery",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "request to take back what was recorded",
                    "verbose_name_plural": "requests to take back what was recorded",
                    "ordering": ["asked_at", "id"],
                    "abstract": False,
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("reason", ""), _negated=True),
                                models.Q(
                                    models.Q(("state", "refused"), _negated=True),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            name="takeback_says_why",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state", "asked"),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                _connector="OR",
                            ),
                            name="takeback_asker_is_not_approver",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("decided_by__isnull", True), ("state", "asked")),
                                models.Q(models.Q(("state", "asked"), _negated=True), ("decided_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="takeback_decided_by_someone",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("state", "refused"), _negated=True),
                            fields=("recovery",),
                            name="takeback_one_asked",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="TakeBackHistoryrow",
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
                    ("reason", models.CharField(max_length=300, verbose_name="reason")),
                    (
                        "state",
                        models.CharField(
                            choices=[("asked", "asked for"), ("approved", "approved"), ("refused", "refused")],
                            default="asked",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                    ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                    ("note", models.CharField(blank=True, max_length=300, verbose_name="why it was refused")),
                    (
                        "asked_by",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="asked by",
                        ),
                    ),
                    (
                        "decided_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="decided by",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="payments.takeback",
                        ),
                    ),
                    (
                        "recovery",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="payments.recovery",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Handout",
                fields=[
                    (
                        "payment",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            primary_key=True,
                            related_name="handout",
                            serialize=False,
                            to="payments.payment",
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    ("number", models.CharField(max_length=40, verbose_name="payment number")),
                    (
                        "receiver",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("self", "herself"),
                                ("guardian", "the guardian"),
                                ("agent", "someone on her behalf"),
                            ],
                            max_length=10,
                            verbose_name="received by",
                        ),
                    ),
                    ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                    ("relation", models.CharField(blank=True, max_length=2, verbose_name="relation")),
                    (
                        "id_tail",
                        models.CharField(blank=True, max_length=4, verbose_name="last four of the receiver's ID"),
                    ),
                    (
                        "unmet",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("absent", "wasn't there"),
                                ("refused", "didn't want it"),
                                ("died", "has died"),
                                ("moved", "has moved away"),
                            ],
                            max_length=10,
                            verbose_name="not handed out because",
                        ),
                    ),
                    ("on", models.DateField(blank=True, null=True, verbose_name="on")),
                    ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="recorded at")),
                    (
                        "batch",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="handouts",
                            to="payments.batch",
                        ),
                    ),
                    (
                        "enrolment",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="enrolment.enrolment",
                        ),
                    ),
                    (
                        "made_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="recorded by",
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
                        "sheet",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="handouts",
                            to="payments.signedsheet",
                            verbose_name="sheet",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "hand-out",
                    "verbose_name_plural": "hand-outs",
                    "indexes": [models.Index(fields=["program", "area", "batch"], name="handout_program_area")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("made_by__isnull", True),
                                    ("on__isnull", True),
                                    ("receiver", ""),
                                    ("sheet__isnull", True),
                                    ("unmet", ""),
                                ),
                                models.Q(
                                    ("made_by__isnull", False),
                                    ("on__isnull", False),
                                    ("receiver__in", ["self", "guardian", "agent"]),
                                    ("unmet", ""),
                                ),
                                models.Q(
                                    ("made_by__isnull", False),
                                    ("on__isnull", False),
                                    ("receiver", ""),
                                    ("unmet__in", ["absent", "refused", "died", "moved"]),
                                ),
                                _connector="OR",
                            ),
                            name="handout_whole",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("id_tail", ""), ("name", ""), ("receiver__in", ["", "self"]), ("relation", "")
                                ),
                                models.Q(
                                    ("id_tail__regex", "^\\d{3}[\\dX]$"),
                                    ("receiver__in", ["guardian", "agent"]),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("relation", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="handout_receiver_named",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="HandoutHistoryrow",
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
                    ("area", models.CharField(db_collation="C", max_length=12)),
                    ("number", models.CharField(max_length=40, verbose_name="payment number")),
                    (
                        "receiver",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("self", "herself"),
                                ("guardian", "the guardian"),
                                ("agent", "someone on her behalf"),
                            ],
                            max_length=10,
                            verbose_name="received by",
                        ),
                    ),
                    ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                    ("relation", models.CharField(blank=True, max_length=2, verbose_name="relation")),
                    (
                        "id_tail",
                        models.CharField(blank=True, max_length=4, verbose_name="last four of the receiver's ID"),
                    ),
                    (
                        "unmet",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("absent", "wasn't there"),
                                ("refused", "didn't want it"),
                                ("died", "has died"),
                                ("moved", "has moved away"),
                            ],
                            max_length=10,
                            verbose_name="not handed out because",
                        ),
                    ),
                    ("on", models.DateField(blank=True, null=True, verbose_name="on")),
                    ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="recorded at")),
                    (
                        "batch",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="payments.batch",
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
                    (
                        "made_by",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="recorded by",
                        ),
                    ),
                    (
                        "payment",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            serialize=False,
                            to="payments.payment",
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
                        "sheet",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="payments.signedsheet",
                            verbose_name="sheet",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="payments.handout",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="receipt",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="e3601501bf4a61dfb8a1866dc6b73ff9e22d6cdf",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_425f3",
                        table="payments_receipt",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="receipt",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="43beb8a280b25c928b54bb1bdeeb51697f426cca",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_729ab",
                        table="payments_receipt",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="allotment",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_start",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (NEW.state NOT IN ('asked'))",
                        func="RAISE EXCEPTION 'state: % may not become %', 'nothing', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="a5e2f99b03ccb143cf0ba2a62c1271d609c4f66a",
                        operation="INSERT",
                        pgid="pgtrigger_states_start_2b6eb",
                        table="payments_allotment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="allotment",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_move",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state IS DISTINCT FROM NEW.state AND NOT ((OLD.state = 'asked' AND NEW.state IN ('posted', 'refused', 'withdrawn'))))",
                        func="RAISE EXCEPTION 'state: % may not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="dd61dd5cab4ba537c5ccb742875038068af6ac69",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_states_move_ba876",
                        table="payments_allotment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="allotment",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="91cb069a3c09abbc7c34428be529f94c44794acb",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_bf7a1",
                        table="payments_allotment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="allotment",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="9476d96f3a8d522bce74a7e41e7e304ca3de187a",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_1eb00",
                        table="payments_allotment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="allotment",
                trigger=pgtrigger.compiler.Trigger(
                    name="allotment_frozen",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."target_id" IS DISTINCT FROM (NEW."target_id") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."document" IS DISTINCT FROM (NEW."document") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at"))',
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="2345bc9ad574b75995f86e1cbbba8c20991e0937",
                        operation="UPDATE",
                        pgid="pgtrigger_allotment_frozen_56095",
                        table="payments_allotment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="allotment",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_allotmenthistoryrow" ("amount", "asked_at", "asked_by_id", "decided_at", "decided_by_id", "document", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "source_id", "state", "target_id") SELECT new_values."amount", new_values."asked_at", new_values."asked_by_id", new_values."decided_at", new_values."decided_by_id", new_values."document", new_values."id", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."reason", new_values."source_id", new_values."state", new_values."target_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="0fd9fad7153e9a3aae97b00cca4c349468b7cc41",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_1f36e",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="payments_allotment",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="allotment",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_allotmenthistoryrow" ("amount", "asked_at", "asked_by_id", "decided_at", "decided_by_id", "document", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "source_id", "state", "target_id") SELECT new_values."amount", new_values."asked_at", new_values."asked_by_id", new_values."decided_at", new_values."decided_by_id", new_values."document", new_values."id", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."reason", new_values."source_id", new_values."state", new_values."target_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="59f3703ccd82b05446e01e254e7a8d7651831cfb",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_c8e81",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="payments_allotment",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="allotmenthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="23ce01de08a2868ad90af4eeed7873b24682af0d",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_3af5a",
                        table="payments_allotmenthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="allotmenthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="7046e91c442d075363b0c2744c61a9fa9e20953b",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_40a3f",
                        table="payments_allotmenthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="approvalrule",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="2b556643f293e83c3e50e1bb2051577797ca501d",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_4e290",
                        table="payments_approvalrule",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="approvalrule",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="7531db99cbf2903fcd04c714c7f31512d8f01f6a",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_97fe7",
                        table="payments_approvalrule",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="bankformat",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="3ebd1730001f24b6fd59d4a1f68bfe7928d93b7d",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_02827",
                        table="payments_bankformat",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="bankformat",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="577a00e70b7aff01e1416832ef138ca5e4729736",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_820e3",
                        table="payments_bankformat",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="batch",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_start",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (NEW.state NOT IN ('made'))",
                        func="RAISE EXCEPTION 'state: % may not become %', 'nothing', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="7ea07cea0c8c9b551c74b206ea26e6f8aa7e6246",
                        operation="INSERT",
                        pgid="pgtrigger_states_start_e9357",
                        table="payments_batch",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="batch",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_move",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state IS DISTINCT FROM NEW.state AND NOT ((OLD.state = 'made' AND NEW.state IN ('cancelled', 'checked')) OR (OLD.state = 'checked' AND NEW.state IN ('approved', 'cancelled', 'made')) OR (OLD.state = 'approved' AND NEW.state IN ('cancelled', 'sent')) OR (OLD.state = 'sent' AND NEW.state IN ('answered', 'closed')) OR (OLD.state = 'answered' AND NEW.state IN ('closed')) OR (OLD.state = 'closed' AND NEW.state IN ('answered'))))",
                        func="RAISE EXCEPTION 'state: % may not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="28261c0a5d7b1445d11e5d96a481e7968b9ed958",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_states_move_f205f",
                        table="payments_batch",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="batch",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="049c4bf40ec153bed9fb92f6bfbde90be85eb0d7",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_9d08c",
                        table="payments_batch",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="batch",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="2f20995d35ffc27e040bccb271f419e3c1766b9f",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_152af",
                        table="payments_batch",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="batch",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_batchhistoryrow" ("answered_at", "approvals_needed", "approved_at", "approved_by_id", "area", "bank_format_id", "cancelled_at", "cancelled_by_id", "checked_at", "checked_by_id", "closed_at", "closed_by_id", "count", "fund_id", "id", "made_at", "made_by_id", "method", "note", "number", "outside_months", "period", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "reason", "reissue", "round", "sent_at", "sent_back_by_id", "sent_back_reason", "sent_by_id", "state", "total") SELECT new_values."answered_at", new_values."approvals_needed", new_values."approved_at", new_values."approved_by_id", new_values."area", new_values."bank_format_id", new_values."cancelled_at", new_values."cancelled_by_id", new_values."checked_at", new_values."checked_by_id", new_values."closed_at", new_values."closed_by_id", new_values."count", new_values."fund_id", new_values."id", new_values."made_at", new_values."made_by_id", new_values."method", new_values."note", new_values."number", new_values."outside_months", new_values."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."program_id", new_values."reason", new_values."reissue", new_values."round", new_values."sent_at", new_values."sent_back_by_id", new_values."sent_back_reason", new_values."sent_by_id", new_values."state", new_values."total" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="5b7cd6927f4651234bd847d742d574d31a14e6c3",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_76df6",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="payments_batch",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="batch",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_batchhistoryrow" ("answered_at", "approvals_needed", "approved_at", "approved_by_id", "area", "bank_format_id", "cancelled_at", "cancelled_by_id", "checked_at", "checked_by_id", "closed_at", "closed_by_id", "count", "fund_id", "id", "made_at", "made_by_id", "method", "note", "number", "outside_months", "period", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "reason", "reissue", "round", "sent_at", "sent_back_by_id", "sent_back_reason", "sent_by_id", "state", "total") SELECT new_values."answered_at", new_values."approvals_needed", new_values."approved_at", new_values."approved_by_id", new_values."area", new_values."bank_format_id", new_values."cancelled_at", new_values."cancelled_by_id", new_values."checked_at", new_values."checked_by_id", new_values."closed_at", new_values."closed_by_id", new_values."count", new_values."fund_id", new_values."id", new_values."made_at", new_values."made_by_id", new_values."method", new_values."note", new_values."number", new_values."outside_months", new_values."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."program_id", new_values."reason", new_values."reissue", new_values."round", new_values."sent_at", new_values."sent_back_by_id", new_values."sent_back_reason", new_values."sent_by_id", new_values."state", new_values."total" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="ac6ac36307f0c1502ae887163c87b6bfd11b12e1",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_6ec83",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="payments_batch",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="batchhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="a3f8fe7fa1400b5587021de4d7fb6b2053e14fbe",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_10ddf",
                        table="payments_batchhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="batchhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="7a09e3f3482a65ca7cf19899aca2e625351d5884",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_66bd3",
                        table="payments_batchhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="approval",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="0fb6799535cdfa696e47aeff75d217eff409bcd9",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_46808",
                        table="payments_approval",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="approval",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="4ae52c0a0827651c7a727bc4f26148eef06ef926",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_3158e",
                        table="payments_approval",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="budget",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="3d92e484092de848180253232434969840b1fc42",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_e62bb",
                        table="payments_budget",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="budget",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="f728c24ad1beb14e6564f77ee48cd0659a7f11e8",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_98fdf",
                        table="payments_budget",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="budget",
                trigger=pgtrigger.compiler.Trigger(
                    name="budget_signed",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="NEW.made_by_id := scope_account(); NEW.made_at := clock_timestamp(); RETURN NEW;",
                        hash="397cfac97bb1b06f4bd8da7c7e58b15ffcf2c3d7",
                        operation="INSERT",
                        pgid="pgtrigger_budget_signed_7693b",
                        table="payments_budget",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="entitlement",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="a65c276936b2934ce701bb539dc157e728561cc8",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_a9656",
                        table="payments_entitlement",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="entitlement",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="e6bea634423f76b41760a0991c8bde61570ea3f7",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_43770",
                        table="payments_entitlement",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="datedanswer",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="fa8383446cd3d53edd80c8b27bf20bea5915f2f9",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_d03be",
                        table="payments_datedanswer",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="datedanswer",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="11efeac7e6e3c57cf8e6842b75c5134dcc297003",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_e93db",
                        table="payments_datedanswer",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="datedanswer",
                trigger=pgtrigger.compiler.Trigger(
                    name="datedanswer_signed",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="NEW.made_by_id := scope_account(); NEW.created_at := clock_timestamp(); RETURN NEW;",
                        hash="b7cc9337e9f44b112f9597d5864601b3574951c7",
                        operation="INSERT",
                        pgid="pgtrigger_datedanswer_signed_c4e07",
                        table="payments_datedanswer",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="omission",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="c59126c6ed8be48bcdae68fa24b119d21724eb9c",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_9d82c",
                        table="payments_omission",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="omission",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="32c96e5d403b1d1ebc90264ef98850a1e1e45ba5",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_0fa83",
                        table="payments_omission",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="signedsheet",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="d8a53550e1eb86197ae05bdccdb9861daf58a7ac",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_ce501",
                        table="payments_signedsheet",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="signedsheet",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="a8527ce639c771fd8bd585a07d638ffb45f63dfa",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_448de",
                        table="payments_signedsheet",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="answer",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_start",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (NEW.state NOT IN ('staged', 'uploaded'))",
                        func="RAISE EXCEPTION 'state: % may not become %', 'nothing', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="0a43d83908b8b1826ad965e34cd28b9670e8853b",
                        operation="INSERT",
                        pgid="pgtrigger_states_start_f042f",
                        table="payments_answer",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="answer",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_move",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state IS DISTINCT FROM NEW.state AND NOT ((OLD.state = 'uploaded' AND NEW.state IN ('question', 'refused', 'staged')) OR (OLD.state = 'question' AND NEW.state IN ('uploaded')) OR (OLD.state = 'refused' AND NEW.state IN ('uploaded')) OR (OLD.state = 'staged' AND NEW.state IN ('posted', 'uploaded'))))",
                        func="RAISE EXCEPTION 'state: % may not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="df3d4a1aa5f26f5f7badde60b076637f40f1cf01",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_states_move_d55df",
                        table="payments_answer",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="answer",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="c63a43d1c84e997e91289211aec4854fc8e0b95d",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_90413",
                        table="payments_answer",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="answer",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="4f329b785ce77bfda5d211050611fa70ed17d323",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_f842e",
                        table="payments_answer",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="answerpart",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="73ebd5b4789327a479aa38704cb0c332b1fca191",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_85fdd",
                        table="payments_answerpart",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="answerpart",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="37b04f3a7b74e86cec41c68f007f7ed079f606ad",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_11803",
                        table="payments_answerpart",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="payment",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_start",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (NEW.state NOT IN ('planned'))",
                        func="RAISE EXCEPTION 'state: % may not become %', 'nothing', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="016a0ddb2a3535dc68fb8fcb32427aa7260a2e7d",
                        operation="INSERT",
                        pgid="pgtrigger_states_start_0b893",
                        table="payments_payment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="payment",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_move",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state IS DISTINCT FROM NEW.state AND NOT ((OLD.state = 'planned' AND NEW.state IN ('committed', 'dropped')) OR (OLD.state = 'committed' AND NEW.state IN ('dropped', 'in_transit')) OR (OLD.state = 'in_transit' AND NEW.state IN ('paid', 'returned', 'unknown')) OR (OLD.state = 'unknown' AND NEW.state IN ('paid', 'returned')) OR (OLD.state = 'paid' AND NEW.state IN ('returned')) OR (OLD.state = 'returned' AND NEW.state IN ('given_up', 'reissued', 'released')) OR (OLD.state = 'reissued' AND NEW.state IN ('returned'))))",
                        func="RAISE EXCEPTION 'state: % may not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="8fa665070cde4ca6784323d14262795bd1430587",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_states_move_c0ea9",
                        table="payments_payment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="payment",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="851623b0e2c83ef1619e3259563b12d4803aead3",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_386bf",
                        table="payments_payment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="payment",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="e1697df0c72e33aacbd3604157cecf650441e06b",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_8c0f4",
                        table="payments_payment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="payment",
                trigger=pgtrigger.compiler.Trigger(
                    name="facts_frozen",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition='WHEN (OLD."batch_id" IS DISTINCT FROM (NEW."batch_id") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."entitlement_id" IS DISTINCT FROM (NEW."entitlement_id") OR OLD."enrolment_id" IS DISTINCT FROM (NEW."enrolment_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."rules_id" IS DISTINCT FROM (NEW."rules_id") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."set_off" IS DISTINCT FROM (NEW."set_off") OR OLD."against_id" IS DISTINCT FROM (NEW."against_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."payee" IS DISTINCT FROM (NEW."payee") OR OLD."payee_relation" IS DISTINCT FROM (NEW."payee_relation") OR OLD."payee_id_tail" IS DISTINCT FROM (NEW."payee_id_tail") OR OLD."phone_masked" IS DISTINCT FROM (NEW."phone_masked") OR OLD."account_index" IS DISTINCT FROM (NEW."account_index") OR OLD."account_tail" IS DISTINCT FROM (NEW."account_tail") OR OLD."bank" IS DISTINCT FROM (NEW."bank") OR OLD."branch" IS DISTINCT FROM (NEW."branch") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."replaces_id" IS DISTINCT FROM (NEW."replaces_id"))',
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="376234c392df52e92e5b43491a3ac8b7c1237c05",
                        operation="UPDATE",
                        pgid="pgtrigger_facts_frozen_99776",
                        table="payments_payment",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="payment",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_paymenthistoryrow" ("account_index", "account_tail", "against_id", "amount", "area", "bank", "bank_serial", "batch_id", "branch", "enrolment_id", "entitlement_id", "evidence", "id", "name", "paid_on", "payee", "payee_id_tail", "payee_relation", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_masked", "program_id", "release_reason", "released_by_id", "replaces_id", "return_reason", "returned_by_id", "returned_on", "rules_id", "sequence", "set_off", "settled_by_id", "state") SELECT new_values."account_index", new_values."account_tail", new_values."against_id", new_values."amount", new_values."area", new_values."bank", new_values."bank_serial", new_values."batch_id", new_values."branch", new_values."enrolment_id", new_values."entitlement_id", new_values."evidence", new_values."id", new_values."name", new_values."paid_on", new_values."payee", new_values."payee_id_tail", new_values."payee_relation", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."phone_masked", new_values."program_id", new_values."release_reason", new_values."released_by_id", new_values."replaces_id", new_values."return_reason", new_values."returned_by_id", new_values."returned_on", new_values."rules_id", new_values."sequence", new_values."set_off", new_values."settled_by_id", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="5c6607153aff78abd9ce69cb4f09c730d7cf5bbe",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_24a65",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="payments_payment",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="payment",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_paymenthistoryrow" ("account_index", "account_tail", "against_id", "amount", "area", "bank", "bank_serial", "batch_id", "branch", "enrolment_id", "entitlement_id", "evidence", "id", "name", "paid_on", "payee", "payee_id_tail", "payee_relation", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_masked", "program_id", "release_reason", "released_by_id", "replaces_id", "return_reason", "returned_by_id", "returned_on", "rules_id", "sequence", "set_off", "settled_by_id", "state") SELECT new_values."account_index", new_values."account_tail", new_values."against_id", new_values."amount", new_values."area", new_values."bank", new_values."bank_serial", new_values."batch_id", new_values."branch", new_values."enrolment_id", new_values."entitlement_id", new_values."evidence", new_values."id", new_values."name", new_values."paid_on", new_values."payee", new_values."payee_id_tail", new_values."payee_relation", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."phone_masked", new_values."program_id", new_values."release_reason", new_values."released_by_id", new_values."replaces_id", new_values."return_reason", new_values."returned_by_id", new_values."returned_on", new_values."rules_id", new_values."sequence", new_values."set_off", new_values."settled_by_id", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."account_index" IS DISTINCT FROM (new_values."account_index") OR old_values."account_tail" IS DISTINCT FROM (new_values."account_tail") OR old_values."against_id" IS DISTINCT FROM (new_values."against_id") OR old_values."amount" IS DISTINCT FROM (new_values."amount") OR old_values."area" IS DISTINCT FROM (new_values."area") OR old_values."bank" IS DISTINCT FROM (new_values."bank") OR old_values."bank_serial" IS DISTINCT FROM (new_values."bank_serial") OR old_values."batch_id" IS DISTINCT FROM (new_values."batch_id") OR old_values."branch" IS DISTINCT FROM (new_values."branch") OR old_values."enrolment_id" IS DISTINCT FROM (new_values."enrolment_id") OR old_values."entitlement_id" IS DISTINCT FROM (new_values."entitlement_id") OR old_values."evidence" IS DISTINCT FROM (new_values."evidence") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."paid_on" IS DISTINCT FROM (new_values."paid_on") OR old_values."payee" IS DISTINCT FROM (new_values."payee") OR old_values."payee_id_tail" IS DISTINCT FROM (new_values."payee_id_tail") OR old_values."payee_relation" IS DISTINCT FROM (new_values."payee_relation") OR old_values."person_id" IS DISTINCT FROM (new_values."person_id") OR old_values."phone_masked" IS DISTINCT FROM (new_values."phone_masked") OR old_values."program_id" IS DISTINCT FROM (new_values."program_id") OR old_values."release_reason" IS DISTINCT FROM (new_values."release_reason") OR old_values."released_by_id" IS DISTINCT FROM (new_values."released_by_id") OR old_values."replaces_id" IS DISTINCT FROM (new_values."replaces_id") OR old_values."return_reason" IS DISTINCT FROM (new_values."return_reason") OR old_values."returned_by_id" IS DISTINCT FROM (new_values."returned_by_id") OR old_values."returned_on" IS DISTINCT FROM (new_values."returned_on") OR old_values."rules_id" IS DISTINCT FROM (new_values."rules_id") OR old_values."sequence" IS DISTINCT FROM (new_values."sequence") OR old_values."set_off" IS DISTINCT FROM (new_values."set_off") OR old_values."settled_by_id" IS DISTINCT FROM (new_values."settled_by_id") OR old_values."state" IS DISTINCT FROM (new_values."state")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="7b31183ebb0ed05699e25d3cd89cef32647d6004",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_dd546",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="payments_payment",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="claim",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_start",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (NEW.state NOT IN ('open'))",
                        func="RAISE EXCEPTION 'state: % may not become %', 'nothing', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="17a54203ca7543ed5923413c547665414a29565f",
                        operation="INSERT",
                        pgid="pgtrigger_states_start_c107f",
                        table="payments_claim",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="claim",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_move",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state IS DISTINCT FROM NEW.state AND NOT ((OLD.state = 'open' AND NEW.state IN ('settled', 'written_off')) OR (OLD.state = 'settled' AND NEW.state IN ('open')) OR (OLD.state = 'written_off' AND NEW.state IN ('open'))))",
                        func="RAISE EXCEPTION 'state: % may not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="01838fd6c179b820824a87930a240422854a9031",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_states_move_bf91a",
                        table="payments_claim",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="claim",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="a91dee263ab8598236da6fceff4b32fdd3317f2f",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_de3ea",
                        table="payments_claim",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="claim",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="6d68b39fbed223a7ab3ae23627b7d36f7180c3c6",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_eb1c3",
                        table="payments_claim",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="claim",
                trigger=pgtrigger.compiler.Trigger(
                    name="claim_frozen",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."payment_id" IS DISTINCT FROM (NEW."payment_id") OR OLD."enrolment_id" IS DISTINCT FROM (NEW."enrolment_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."difference_id" IS DISTINCT FROM (NEW."difference_id") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."opened_by_id" IS DISTINCT FROM (NEW."opened_by_id") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at"))',
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="0006481c38d8cc36fbf2af514cc91d0c086b8d8d",
                        operation="UPDATE",
                        pgid="pgtrigger_claim_frozen_644e6",
                        table="payments_claim",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="claim",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_claimhistoryrow" ("amount", "area", "difference_id", "enrolment_id", "id", "opened_at", "opened_by_id", "payment_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "program_id", "reason", "state") SELECT new_values."amount", new_values."area", new_values."difference_id", new_values."enrolment_id", new_values."id", new_values."opened_at", new_values."opened_by_id", new_values."payment_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."plan", new_values."program_id", new_values."reason", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="8c2e8841d04b4392ce083bb8b6d4f54694cde72f",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_2c91a",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="payments_claim",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="claim",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_claimhistoryrow" ("amount", "area", "difference_id", "enrolment_id", "id", "opened_at", "opened_by_id", "payment_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "program_id", "reason", "state") SELECT new_values."amount", new_values."area", new_values."difference_id", new_values."enrolment_id", new_values."id", new_values."opened_at", new_values."opened_by_id", new_values."payment_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."plan", new_values."program_id", new_values."reason", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="13599a5f8dd657e57660e70a0290a75b10a5e045",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_c8e8c",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="payments_claim",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="paymenthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="a6175bc19711e6558109845f6a9ba854b5ff30a5",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_fee63",
                        table="payments_paymenthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="paymenthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="d45296b285419faeaa79c56a06b363775f2e5adf",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_957ce",
                        table="payments_paymenthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="claimhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="18d8a23cc847dc9c2a8db40a76e17ae05eee957a",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_302e8",
                        table="payments_claimhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="claimhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="7ed6362dd4e0250d266fd38b079e4d6b8a187531",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_5d675",
                        table="payments_claimhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="recovery",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="e3355c0615be9d65f30c556d17ad6acf3b216de2",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_ebab8",
                        table="payments_recovery",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="recovery",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="418cc082c0f92868abd578cd808e99de018f112b",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_d1c15",
                        table="payments_recovery",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="writeoff",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_start",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (NEW.state NOT IN ('asked'))",
                        func="RAISE EXCEPTION 'state: % may not become %', 'nothing', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="d76f7a2afaae9a2539913f70eed9dd05d142c76a",
                        operation="INSERT",
                        pgid="pgtrigger_states_start_de351",
                        table="payments_writeoff",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="writeoff",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_move",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state IS DISTINCT FROM NEW.state AND NOT ((OLD.state = 'asked' AND NEW.state IN ('approved', 'refused'))))",
                        func="RAISE EXCEPTION 'state: % may not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="fcf8ad7d67ef7bc470343b9be0b872aa704aa973",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_states_move_26414",
                        table="payments_writeoff",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="writeoff",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="2e4a2951c4e7af93dcbc8eac90908aa85f918757",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_eb3a8",
                        table="payments_writeoff",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="writeoff",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="5f0fd5ac2058b89e550a16d2f2b76a1e5bc8c386",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_34d67",
                        table="payments_writeoff",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="writeoff",
                trigger=pgtrigger.compiler.Trigger(
                    name="writeoff_frozen",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."claim_id" IS DISTINCT FROM (NEW."claim_id") OR OLD."ground" IS DISTINCT FROM (NEW."ground") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at"))',
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="ffcbb8886740cf6e633f2e44be666bb9bbdcfb0a",
                        operation="UPDATE",
                        pgid="pgtrigger_writeoff_frozen_29498",
                        table="payments_writeoff",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="writeoff",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_writeoffhistoryrow" ("amount", "asked_at", "asked_by_id", "claim_id", "decided_at", "decided_by_id", "ground", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state") SELECT new_values."amount", new_values."asked_at", new_values."asked_by_id", new_values."claim_id", new_values."decided_at", new_values."decided_by_id", new_values."ground", new_values."id", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."reason", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="d868115d0073bbfa4b39f763a802a759c27952a5",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_9efad",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="payments_writeoff",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="writeoff",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_writeoffhistoryrow" ("amount", "asked_at", "asked_by_id", "claim_id", "decided_at", "decided_by_id", "ground", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state") SELECT new_values."amount", new_values."asked_at", new_values."asked_by_id", new_values."claim_id", new_values."decided_at", new_values."decided_by_id", new_values."ground", new_values."id", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."reason", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="98a67f1c2767592fd62e6dcd17837f55308284e0",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_bfa9a",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="payments_writeoff",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="writeoffhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="aa362f20a556e91bbc30049ac97d4257e476536d",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_7561e",
                        table="payments_writeoffhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="writeoffhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="5ed3432e9945df3f163a124105c02c1371e258e3",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_46dd1",
                        table="payments_writeoffhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="takeback",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_start",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (NEW.state NOT IN ('asked'))",
                        func="RAISE EXCEPTION 'state: % may not become %', 'nothing', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="15ac68b97eace7bee4a05f72c6673e098e470765",
                        operation="INSERT",
                        pgid="pgtrigger_states_start_2eac8",
                        table="payments_takeback",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="takeback",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_move",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state IS DISTINCT FROM NEW.state AND NOT ((OLD.state = 'asked' AND NEW.state IN ('approved', 'refused'))))",
                        func="RAISE EXCEPTION 'state: % may not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="ab5cd58f57311462c98b282270e2d3da3c385434",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_states_move_47266",
                        table="payments_takeback",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="takeback",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="f4fe54683c8471512d249d9e376f4c311ae423de",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_76412",
                        table="payments_takeback",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="takeback",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="5ff0aeb40c81fa0a7c6e8b1893c98ddc4503624a",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_1feb3",
                        table="payments_takeback",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="takeback",
                trigger=pgtrigger.compiler.Trigger(
                    name="takeback_frozen",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."recovery_id" IS DISTINCT FROM (NEW."recovery_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at"))',
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="29e3943f1d075ece3e4c4e096b76e49e04e46df7",
                        operation="UPDATE",
                        pgid="pgtrigger_takeback_frozen_2bf5c",
                        table="payments_takeback",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="takeback",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_takebackhistoryrow" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recovery_id", "state") SELECT new_values."asked_at", new_values."asked_by_id", new_values."decided_at", new_values."decided_by_id", new_values."id", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."reason", new_values."recovery_id", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="e7edb83279327f9a52b30546810f7dd4c39310cc",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_eca69",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="payments_takeback",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="takeback",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_takebackhistoryrow" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recovery_id", "state") SELECT new_values."asked_at", new_values."asked_by_id", new_values."decided_at", new_values."decided_by_id", new_values."id", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."reason", new_values."recovery_id", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="a97b6224f787f1921736c5b58d1e6bee81a7f825",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_1efaf",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="payments_takeback",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="takebackhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="9ec09320475cc8c9840ad503a173b6057b047a85",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_940dd",
                        table="payments_takebackhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="takebackhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="c75eec561e372c0abeaad9781c57a6b6dcee0da6",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_11322",
                        table="payments_takebackhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="handout",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="67bea4dca238df705e3410d2f9bfb554d73d1ada",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_075a3",
                        table="payments_handout",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="handout",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="151345abca735f30da58fad89143566e57c8cb99",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_bc243",
                        table="payments_handout",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="handout",
                trigger=pgtrigger.compiler.Trigger(
                    name="handout_frozen",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition='WHEN (OLD."payment_id" IS DISTINCT FROM (NEW."payment_id") OR OLD."batch_id" IS DISTINCT FROM (NEW."batch_id") OR OLD."number" IS DISTINCT FROM (NEW."number"))',
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="4c46fa27e5b76914dde36ae6fa666bef7da7c661",
                        operation="UPDATE",
                        pgid="pgtrigger_handout_frozen_f9f10",
                        table="payments_handout",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="handout",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_handouthistoryrow" ("area", "batch_id", "enrolment_id", "id_tail", "made_at", "made_by_id", "name", "number", "on", "payment_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "receiver", "relation", "sheet_id", "unmet") SELECT new_values."area", new_values."batch_id", new_values."enrolment_id", new_values."id_tail", new_values."made_at", new_values."made_by_id", new_values."name", new_values."number", new_values."on", new_values."payment_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."payment_id", new_values."program_id", new_values."receiver", new_values."relation", new_values."sheet_id", new_values."unmet" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="f925de4fca19d81d30c5dd4bc9bd91b17db41998",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_cf3a1",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="payments_handout",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="handout",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_handouthistoryrow" ("area", "batch_id", "enrolment_id", "id_tail", "made_at", "made_by_id", "name", "number", "on", "payment_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "receiver", "relation", "sheet_id", "unmet") SELECT new_values."area", new_values."batch_id", new_values."enrolment_id", new_values."id_tail", new_values."made_at", new_values."made_by_id", new_values."name", new_values."number", new_values."on", new_values."payment_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."payment_id", new_values."program_id", new_values."receiver", new_values."relation", new_values."sheet_id", new_values."unmet" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."payment_id") = (new_values."payment_id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="09b65faa57d2daef56ffc3e615c44c67656d1e87",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_154d2",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="payments_handout",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="handouthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="c5319238887c2f94718e773b30e3f995758f9cb2",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_44291",
                        table="payments_handouthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="handouthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="01a8bc3b61eef8e25f15c40748622ef652051fb3",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_ca714",
                        table="payments_handouthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
        ),
    ]
