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
        ("catalogue", "0001_tables"),
    ]

    operations = [
        tables.AtOnce(
            migrations.CreateModel(
                name="LedgerAccount",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("source", "source"),
                                ("available", "available"),
                                ("committed", "committed"),
                                ("in_transit", "in transit"),
                                ("paid", "paid"),
                                ("returned", "returned"),
                                ("recovered", "recovered"),
                            ],
                            max_length=12,
                            verbose_name="kind",
                        ),
                    ),
                    ("program", models.CharField(blank=True, db_collation="C", max_length=16, verbose_name="program")),
                    ("period", models.CharField(blank=True, max_length=10, verbose_name="period")),
                    (
                        "balance",
                        models.DecimalField(
                            decimal_places=2, default=0, editable=False, max_digits=14, verbose_name="balance"
                        ),
                    ),
                    ("last_on", models.DateField(editable=False, null=True)),
                    (
                        "fund",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="accounts",
                            to="catalogue.fund",
                            verbose_name="fund",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "ledger account",
                    "verbose_name_plural": "ledger accounts",
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("fund", "kind", "program", "period"), name="ledgeraccount_once"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("kind", "source"), ("balance__gte", 0), _connector="OR"),
                            name="ledgeraccount_not_overdrawn",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "kind__in",
                                    ["source", "available", "committed", "in_transit", "paid", "returned", "recovered"],
                                )
                            ),
                            name="ledgeraccount_kind",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Transfer",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("receipt", "money received"),
                                ("allotment", "to another fund"),
                                ("commitment", "batch approved"),
                                ("release", "commitment released"),
                                ("sending", "sent to the bank"),
                                ("confirmation", "paid, as the bank confirms"),
                                ("return", "returned by the bank"),
                                ("late_return", "returned by the bank after it was confirmed"),
                                ("reissue", "to be paid again"),
                                ("restitution", "returned money given back to the fund"),
                                ("recovery", "recovered"),
                                ("reclaim", "recovered money given back to the fund"),
                                ("reversal", "reversal"),
                            ],
                            max_length=12,
                            verbose_name="kind",
                        ),
                    ),
                    ("on", models.DateField(verbose_name="date")),
                    ("at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                    ("memo", models.CharField(blank=True, max_length=200, verbose_name="memo")),
                    ("cause", models.UUIDField(null=True)),
                    (
                        "actor",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name="by"
                        ),
                    ),
                    (
                        "reverses",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="reversed_by",
                            to="ledger.transfer",
                            verbose_name="reverses",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "transfer",
                    "verbose_name_plural": "transfers",
                    "ordering": ["-at", "-id"],
                    "indexes": [
                        models.Index(fields=["cause"], name="transfer_cause"),
                        models.Index(fields=["on"], name="transfer_on"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "kind__in",
                                    [
                                        "receipt",
                                        "allotment",
                                        "commitment",
                                        "release",
                                        "sending",
                                        "confirmation",
                                        "return",
                                        "late_return",
                                        "reissue",
                                        "restitution",
                                        "recovery",
                                        "reclaim",
                                        "reversal",
                                    ],
                                )
                            ),
                            name="transfer_kind",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("kind", "reversal"), ("reverses__isnull", False)),
                                models.Q(models.Q(("kind", "reversal"), _negated=True), ("reverses__isnull", True)),
                                _connector="OR",
                            ),
                            name="transfer_reversal_names_original",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("kind__in", ["commitment", "sending"])),
                            fields=("cause", "kind"),
                            name="transfer_once_per_cause",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Leg",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount")),
                    (
                        "account",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="legs", to="ledger.ledgeraccount"
                        ),
                    ),
                    (
                        "transfer",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="legs", to="ledger.transfer"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "leg",
                    "verbose_name_plural": "legs",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("amount", 0), _negated=True), name="leg_not_nothing"
                        ),
                        models.UniqueConstraint(fields=("transfer", "account"), name="leg_once_per_account"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="LedgerMonth",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("source", "source"),
                                ("available", "available"),
                                ("committed", "committed"),
                                ("in_transit", "in transit"),
                                ("paid", "paid"),
                                ("returned", "returned"),
                                ("recovered", "recovered"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("program", models.CharField(blank=True, db_collation="C", max_length=16)),
                    ("month", models.DateField()),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                    ("came", models.DecimalField(decimal_places=2, max_digits=14)),
                    (
                        "fund",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.fund",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "month of the ledger",
                    "verbose_name_plural": "months of the ledger",
                    "constraints": [
                        models.UniqueConstraint(fields=("fund", "kind", "program", "month"), name="ledgermonth_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Seal",
                fields=[
                    ("number", models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("payments", "payments of a batch"),
                                ("outcomes", "what became of a batch"),
                                ("transfers", "transfers of the ledger"),
                                ("records", "signatures, plans and claims"),
                            ],
                            max_length=12,
                            verbose_name="kind",
                        ),
                    ),
                    ("cause", models.UUIDField(null=True)),
                    ("count", models.PositiveIntegerField(verbose_name="leaves")),
                    ("root", models.CharField(max_length=64, verbose_name="root")),
                    ("previous", models.CharField(max_length=64, verbose_name="the seal before it")),
                    ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
                    ("hash", models.CharField(max_length=64, verbose_name="seal")),
                ],
                options={
                    "verbose_name": "seal",
                    "verbose_name_plural": "seals",
                    "ordering": ["-number"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("kind__in", ["payments", "outcomes", "transfers", "records"])),
                            name="seal_kind",
                        ),
                        models.CheckConstraint(condition=models.Q(("count__gt", 0)), name="seal_of_something"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("cause__isnull", True), ("kind__in", ("transfers", "records"))),
                                models.Q(
                                    models.Q(("kind__in", ("transfers", "records")), _negated=True),
                                    ("cause__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="seal_names_its_batch",
                        ),
                        models.UniqueConstraint(fields=("kind", "cause"), name="seal_once_per_batch"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SealPart",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("part", models.PositiveIntegerField()),
                    ("hashes", models.BinaryField()),
                    (
                        "seal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="ledger.seal"
                        ),
                    ),
                ],
                options={
                    "ordering": ["part"],
                    "constraints": [models.UniqueConstraint(fields=("seal", "part"), name="sealpart_once")],
                },
            ),
            migrations.CreateModel(
                name="SealSecret",
                fields=[
                    (
                        "seal",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            primary_key=True,
                            related_name="secret",
                            serialize=False,
                            to="ledger.seal",
                        ),
                    ),
                    ("secret", models.BinaryField()),
                ],
            ),
            migrations.CreateModel(
                name="SealedTransfer",
                fields=[
                    (
                        "transfer",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            primary_key=True,
                            related_name="sealed",
                            serialize=False,
                            to="ledger.transfer",
                        ),
                    ),
                    ("position", models.PositiveIntegerField()),
                    (
                        "seal",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="transfers",
                            to="ledger.seal",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("seal", "position"), name="sealedtransfer_place_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="SealedRecord",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("source", models.CharField(db_collation="C", max_length=63)),
                    ("record", models.CharField(db_collation="C", max_length=36)),
                    ("position", models.PositiveIntegerField()),
                    (
                        "seal",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="records",
                            to="ledger.seal",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("source", "record"), name="sealedrecord_once"),
                        models.UniqueConstraint(fields=("seal", "position"), name="sealedrecord_place_once"),
                    ],
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="ledgeraccount",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="e624ff09cabd816260e5c26303d8102dc1b0bbce",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_25f92",
                        table="ledger_ledgeraccount",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="ledgeraccount",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="5ae2f140bbf99cee82df72088f3a98ce184f27dc",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_e647e",
                        table="ledger_ledgeraccount",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="ledgeraccount",
                trigger=pgtrigger.compiler.Trigger(
                    name="key_frozen",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."fund_id" IS DISTINCT FROM (NEW."fund_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."program" IS DISTINCT FROM (NEW."program") OR OLD."period" IS DISTINCT FROM (NEW."period"))',
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="2d6cc8a67df7b29cba5a876463987d900abb62b6",
                        operation="UPDATE",
                        pgid="pgtrigger_key_frozen_8ebbf",
                        table="ledger_ledgeraccount",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="transfer",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="70325547308161dd6ef915ba966493a8d5c54836",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_8b6f8",
                        table="ledger_transfer",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="transfer",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="7fa9a8bdcca29bf01097365ac2df0908fe78c308",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_8ae86",
                        table="ledger_transfer",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="leg",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="38c060dea6d0c2ff6cb30bf3850e31aa5307cbf9",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_832c4",
                        table="ledger_leg",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="leg",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="1258061f55c9ecf5abce10dc68f9b26016149b0f",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_38b7a",
                        table="ledger_leg",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="seal",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="f83a6923d956c167d9f218e4e77841a9a816683d",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_addd1",
                        table="ledger_seal",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="seal",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="8293434bfa67ae5b49ce6ed3859884e5add2c99a",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_5723d",
                        table="ledger_seal",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="sealpart",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="736ec37ac6b4def5ab2706478483ae14f1dfa8f1",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_84d75",
                        table="ledger_sealpart",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="sealpart",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="17cf44f419d42176b3dff035346ba676f5e8664e",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_4a553",
                        table="ledger_sealpart",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="sealsecret",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="dc13237eb2489002c32428860e675b0b7198450e",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_e205f",
                        table="ledger_sealsecret",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="sealsecret",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="ee3881dd20833bbfcbb43b6eb75ea1f06b245a1e",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_de90d",
                        table="ledger_sealsecret",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="sealedtransfer",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="ae1f3c3d71707e150848861a1213cb58c04b5996",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_1830c",
                        table="ledger_sealedtransfer",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="sealedtransfer",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="81f7092f03cc2cad6862969b7a3bf2b1cf398d7c",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_4355f",
                        table="ledger_sealedtransfer",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="sealedrecord",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="d69d06b855ac49b292fb6e05c25e6a9aacad8058",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_3c957",
                        table="ledger_sealedrecord",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="sealedrecord",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="182aeabcd85ceb8d4b88df1b2dfdc2ca63aa5220",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_bcfb7",
                        table="ledger_sealedrecord",
                        when="BEFORE",
                    ),
                ),
            ),
        ),
    ]
