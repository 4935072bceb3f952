import django.db.models.deletion
import django.db.models.functions.datetime
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
        ("beneficiaries", "0001_functions"),
    ]

    operations = [
        tables.AtOnce(
            migrations.CreateModel(
                name="Household",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="area")),
                    ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                    ("head_name", models.CharField(blank=True, max_length=60, verbose_name="head of household")),
                    ("booklet_number", models.CharField(blank=True, max_length=20, verbose_name="household number")),
                ],
                options={
                    "verbose_name": "household",
                    "verbose_name_plural": "households",
                    "indexes": [models.Index(fields=["area", "id"], name="household_area")],
                },
            ),
            migrations.CreateModel(
                name="HouseholdHistoryrow",
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
                    ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                    ("head_name", models.CharField(blank=True, max_length=60, verbose_name="head of household")),
                    ("booklet_number", models.CharField(blank=True, max_length=20, verbose_name="household number")),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="beneficiaries.household",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Person",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    (
                        "code",
                        models.CharField(
                            db_default=models.Func(function="next_person_code"),
                            editable=False,
                            max_length=12,
                            verbose_name="person code",
                        ),
                    ),
                    ("name", models.CharField(max_length=60, verbose_name="name")),
                    ("pinyin", models.CharField(blank=True, max_length=600, verbose_name="pinyin")),
                    (
                        "sex",
                        models.CharField(
                            choices=[("0", "Unknown"), ("1", "Male"), ("2", "Female"), ("9", "Not stated")],
                            max_length=1,
                            verbose_name="sex",
                        ),
                    ),
                    ("birth_date", models.DateField(verbose_name="date of birth")),
                    (
                        "id_type",
                        models.CharField(
                            choices=[
                                ("resident_id", "Resident ID card or household register"),
                                ("residence_permit", "Residence permit (Hong Kong, Macau, Taiwan)"),
                                ("birth_certificate", "Birth certificate"),
                                ("none", "No paper"),
                            ],
                            default="resident_id",
                            max_length=20,
                            verbose_name="ID type",
                        ),
                    ),
                    ("id_number_sealed", models.BinaryField(null=True)),
                    ("id_number_index", models.BinaryField(null=True)),
                    ("id_number_tail", models.CharField(blank=True, max_length=4, verbose_name="last four of the ID")),
                    (
                        "no_id_reason",
                        models.CharField(blank=True, max_length=200, verbose_name="why there is no ID number"),
                    ),
                    ("ethnic_group", models.CharField(default="01", max_length=2, verbose_name="ethnic group")),
                    (
                        "hukou_kind",
                        models.CharField(
                            blank=True,
                            choices=[("rural", "Rural"), ("urban", "Urban"), ("unified", "Resident (no distinction)")],
                            max_length=8,
                            verbose_name="kind of hukou",
                        ),
                    ),
                    (
                        "hukou_area",
                        models.CharField(blank=True, db_collation="C", max_length=12, verbose_name="hukou area"),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="living area")),
                    ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                    (
                        "relation_to_head",
                        models.CharField(blank=True, max_length=2, verbose_name="relation to the head of household"),
                    ),
                    ("public_employee", models.BooleanField(default=False, verbose_name="public employee")),
                    ("died_on", models.DateField(blank=True, null=True, verbose_name="died on")),
                    ("left_on", models.DateField(blank=True, null=True, verbose_name="moved out of the city on")),
                    ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                    ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="registered at")),
                    (
                        "household",
                        models.ForeignKey(
                            db_index=False,
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="members",
                            to="beneficiaries.household",
                            verbose_name="household",
                        ),
                    ),
                    (
                        "merged_into",
                        models.ForeignKey(
                            db_index=False,
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="merged",
                            to="beneficiaries.person",
                            verbose_name="merged into",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "person",
                    "verbose_name_plural": "people",
                    "indexes": [
                        models.Index(
                            condition=models.Q(("household__isnull", False)),
                            fields=["household"],
                            name="person_household",
                        ),
                        models.Index(
                            condition=models.Q(("merged_into__isnull", False)),
                            fields=["merged_into"],
                            name="person_merged_into",
                        ),
                        models.Index(fields=["area", "id"], name="person_area"),
                        models.Index(fields=["id_number_tail", "area", "id"], name="person_tail"),
                        models.Index(fields=["birth_date", "area"], name="person_birth"),
                        models.Index(
                            condition=models.Q(("died_on__isnull", False)),
                            fields=["area", "died_on"],
                            name="person_died",
                        ),
                        models.Index(
                            condition=models.Q(("merged_into__isnull", False)),
                            fields=["id_number_index"],
                            name="person_merged_number",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("code",), name="person_code"),
                        models.UniqueConstraint(
                            condition=models.Q(("merged_into__isnull", True)),
                            fields=("id_number_index",),
                            name="person_one_per_id",
                        ),
                        models.UniqueConstraint(fields=("id", "area"), name="person_with_area"),
                        models.CheckConstraint(
                            condition=models.Q(("sex__in", ["0", "1", "2", "9"])), name="person_sex_code"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("id_number_index__isnull", True),
                                    ("id_number_sealed__isnull", True),
                                    ("id_type", "none"),
                                    models.Q(("no_id_reason", ""), _negated=True),
                                ),
                                models.Q(
                                    models.Q(("id_type", "none"), _negated=True),
                                    ("id_number_index__isnull", False),
                                    ("id_number_sealed__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="person_id_or_reason",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("died_on__isnull", True), ("died_on__gte", models.F("birth_date")), _connector="OR"
                            ),
                            name="person_born_before_death",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Hardship",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("since", models.DateField(verbose_name="since")),
                    ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                    (
                        "category",
                        models.CharField(
                            choices=[
                                ("dibao", "Subsistence allowance"),
                                ("tekun", "Destitute, state-supported"),
                                ("fanpin", "At risk of returning to poverty"),
                                ("zhichu", "Impoverished by expenses"),
                                ("dibianlin", "Just above the allowance line"),
                                ("jiandanglika", "Registered poor (before 2021)"),
                                ("orphan", "Orphan"),
                                ("youfu", "Family of the fallen or of servicemen"),
                                ("other", "Other hardship"),
                            ],
                            max_length=12,
                            verbose_name="category",
                        ),
                    ),
                    ("evidence", models.CharField(blank=True, max_length=60, verbose_name="certificate number")),
                    ("issuer", models.CharField(blank=True, max_length=60, verbose_name="certified by")),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="beneficiaries.person",
                            verbose_name="person",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "hardship",
                    "verbose_name_plural": "hardships",
                    "indexes": [models.Index(fields=["person", "category"], name="hardship_person")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                            ),
                            name="hardship_period",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="HardshipHistoryrow",
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
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("since", models.DateField(verbose_name="since")),
                    ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                    (
                        "category",
                        models.CharField(
                            choices=[
                                ("dibao", "Subsistence allowance"),
                                ("tekun", "Destitute, state-supported"),
                                ("fanpin", "At risk of returning to poverty"),
                                ("zhichu", "Impoverished by expenses"),
                                ("dibianlin", "Just above the allowance line"),
                                ("jiandanglika", "Registered poor (before 2021)"),
                                ("orphan", "Orphan"),
                                ("youfu", "Family of the fallen or of servicemen"),
                                ("other", "Other hardship"),
                            ],
                            max_length=12,
                            verbose_name="category",
                        ),
                    ),
                    ("evidence", models.CharField(blank=True, max_length=60, verbose_name="certificate number")),
                    ("issuer", models.CharField(blank=True, max_length=60, verbose_name="certified by")),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="beneficiaries.hardship",
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
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Disability",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("since", models.DateField(verbose_name="since")),
                    ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                    ("kind", models.CharField(max_length=1, verbose_name="kind of disability")),
                    ("level", models.PositiveSmallIntegerField(verbose_name="disability level")),
                    ("certificate_sealed", models.BinaryField(null=True)),
                    ("certificate_index", models.BinaryField(null=True)),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="beneficiaries.person",
                            verbose_name="person",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "disability",
                    "verbose_name_plural": "disabilities",
                    "indexes": [models.Index(fields=["person"], name="disability_person")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                            ),
                            name="disability_period",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("kind__in", ["1", "2", "3", "4", "5", "6", "7"])),
                            name="disability_kind",
                        ),
                        models.CheckConstraint(condition=models.Q(("level__range", (1, 4))), name="disability_level"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="DisabilityHistoryrow",
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
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("since", models.DateField(verbose_name="since")),
                    ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                    ("kind", models.CharField(max_length=1, verbose_name="kind of disability")),
                    ("level", models.PositiveSmallIntegerField(verbose_name="disability level")),
                    ("certificate_index", models.BinaryField(null=True)),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="beneficiaries.disability",
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
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Consent",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("registry", "keeping the record"),
                                ("sharing", "sharing with partner bureaus"),
                                ("publicity", "publicity list"),
                                ("news", "news and pictures"),
                            ],
                            max_length=10,
                            verbose_name="consents to",
                        ),
                    ),
                    ("by_guardian", models.BooleanField(verbose_name="given by the guardian")),
                    ("given_by", models.CharField(max_length=60, verbose_name="given by")),
                    ("given_on", models.DateField(verbose_name="given on")),
                    ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="withdrawn on")),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="beneficiaries.person",
                            verbose_name="person",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "consent",
                    "verbose_name_plural": "consents",
                    "indexes": [models.Index(fields=["person", "kind"], name="consent_person")],
                },
            ),
            migrations.CreateModel(
                name="ConsentHistoryrow",
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
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("registry", "keeping the record"),
                                ("sharing", "sharing with partner bureaus"),
                                ("publicity", "publicity list"),
                                ("news", "news and pictures"),
                            ],
                            max_length=10,
                            verbose_name="consents to",
                        ),
                    ),
                    ("by_guardian", models.BooleanField(verbose_name="given by the guardian")),
                    ("given_by", models.CharField(max_length=60, verbose_name="given by")),
                    ("given_on", models.DateField(verbose_name="given on")),
                    ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="withdrawn on")),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="beneficiaries.consent",
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
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Move",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("source", models.CharField(db_collation="C", max_length=12, verbose_name="from")),
                    ("target", models.CharField(blank=True, db_collation="C", max_length=12, verbose_name="to")),
                    ("moved_on", models.DateField(verbose_name="moved on")),
                    ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="beneficiaries.person",
                            verbose_name="person",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "move",
                    "verbose_name_plural": "moves",
                    "ordering": ["moved_on"],
                },
            ),
            migrations.CreateModel(
                name="Phone",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("number_sealed", models.BinaryField()),
                    ("number_index", models.BinaryField()),
                    ("masked", models.CharField(max_length=20, verbose_name="phone")),
                    ("holder", models.CharField(blank=True, max_length=60, verbose_name="whose phone")),
                    ("preferred", models.BooleanField(default=False, verbose_name="preferred")),
                    ("closed_on", models.DateField(blank=True, null=True, verbose_name="no longer used since")),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="beneficiaries.person",
                            verbose_name="person",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "phone",
                    "verbose_name_plural": "phones",
                    "indexes": [models.Index(fields=["number_index", "area"], name="phone_index")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("closed_on__isnull", True)),
                            fields=("person", "number_index"),
                            name="phone_once_per_person",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="PhoneHistoryrow",
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
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("number_index", models.BinaryField()),
                    ("masked", models.CharField(max_length=20, verbose_name="phone")),
                    ("holder", models.CharField(blank=True, max_length=60, verbose_name="whose phone")),
                    ("preferred", models.BooleanField(default=False, verbose_name="preferred")),
                    ("closed_on", models.DateField(blank=True, null=True, verbose_name="no longer used since")),
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
                            to="beneficiaries.phone",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="PayAccount",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("payee", models.CharField(max_length=60, verbose_name="payee")),
                    (
                        "payee_relation",
                        models.CharField(default="01", max_length=2, verbose_name="payee's relation to the person"),
                    ),
                    ("number_sealed", models.BinaryField()),
                    ("number_index", models.BinaryField()),
                    ("tail", models.CharField(max_length=4, verbose_name="last four of the account")),
                    ("bank", models.CharField(blank=True, max_length=60, verbose_name="bank")),
                    ("branch", models.CharField(blank=True, max_length=100, verbose_name="branch")),
                    ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="beneficiaries.person",
                            verbose_name="person",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "account for payments",
                    "verbose_name_plural": "accounts for payments",
                    "indexes": [models.Index(fields=["number_index", "area"], name="payaccount_index")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("closed_on__isnull", True)),
                            fields=("person", "number_index"),
                            name="payaccount_once_per_person",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="PayAccountHistoryrow",
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
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("payee", models.CharField(max_length=60, verbose_name="payee")),
                    (
                        "payee_relation",
                        models.CharField(default="01", max_length=2, verbose_name="payee's relation to the person"),
                    ),
                    ("number_index", models.BinaryField()),
                    ("tail", models.CharField(max_length=4, verbose_name="last four of the account")),
                    ("bank", models.CharField(blank=True, max_length=60, verbose_name="bank")),
                    ("branch", models.CharField(blank=True, max_length=100, verbose_name="branch")),
                    ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="beneficiaries.payaccount",
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
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Pair",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("first_area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("second_area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("weight", models.FloatField(default=0, verbose_name="how likely")),
                    ("evidence", models.JSONField(default=list, verbose_name="what speaks for and against it")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("open", "to be decided"),
                                ("different", "not the same person"),
                                ("merged", "merged"),
                            ],
                            default="open",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("found_at", models.DateTimeField(auto_now_add=True, verbose_name="found at")),
                    ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                    ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                    (
                        "decided_by",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="by",
                        ),
                    ),
                    (
                        "first",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="beneficiaries.person",
                        ),
                    ),
                    (
                        "second",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="beneficiaries.person",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "possible duplicate",
                    "verbose_name_plural": "possible duplicates",
                    "indexes": [
                        models.Index(condition=models.Q(("state", "open")), fields=["weight", "id"], name="pair_queue")
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("first", "second"), name="pair_once"),
                        models.CheckConstraint(
                            condition=models.Q(("first__lt", models.F("second"))), name="pair_ordered"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "different"), _negated=True),
                                models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="pair_decided_by_someone",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PairHistoryrow",
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
                    ("first_area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("second_area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("weight", models.FloatField(default=0, verbose_name="how likely")),
                    ("evidence", models.JSONField(default=list, verbose_name="what speaks for and against it")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("open", "to be decided"),
                                ("different", "not the same person"),
                                ("merged", "merged"),
                            ],
                            default="open",
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("found_at", models.DateTimeField(auto_now_add=True, verbose_name="found at")),
                    ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                    ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                    (
                        "decided_by",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="by",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="beneficiaries.pair",
                        ),
                    ),
                    (
                        "first",
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
                        "second",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="beneficiaries.person",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Merge",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("taken", models.JSONField(default=list, verbose_name="taken from the merged record")),
                    ("moved", models.JSONField(default=dict, verbose_name="what went over")),
                    ("before_sealed", models.BinaryField()),
                    ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                    (
                        "made_at",
                        models.DateTimeField(
                            db_default=django.db.models.functions.datetime.Now(), verbose_name="merged at"
                        ),
                    ),
                    ("undone_at", models.DateTimeField(null=True, verbose_name="undone at")),
                    ("undone_reason", models.CharField(blank=True, max_length=300, verbose_name="why it was undone")),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="merged by",
                        ),
                    ),
                    (
                        "undone_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="undone by",
                        ),
                    ),
                    (
                        "merged",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="merges_into",
                            to="beneficiaries.person",
                            verbose_name="merged record",
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="beneficiaries.person",
                            verbose_name="person",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "merge",
                    "verbose_name_plural": "merges",
                    "ordering": ["-made_at"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("undone_at__isnull", True)), fields=("merged",), name="merge_once"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("person", models.F("merged")), _negated=True), name="merge_of_two"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                                models.Q(
                                    ("undone_at__isnull", False),
                                    ("undone_by__isnull", False),
                                    models.Q(("undone_reason", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="merge_undone_by_someone",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="MergeHistoryrow",
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
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("taken", models.JSONField(default=list, verbose_name="taken from the merged record")),
                    ("moved", models.JSONField(default=dict, verbose_name="what went over")),
                    ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                    (
                        "made_at",
                        models.DateTimeField(
                            db_default=django.db.models.functions.datetime.Now(), verbose_name="merged at"
                        ),
                    ),
                    ("undone_at", models.DateTimeField(null=True, verbose_name="undone at")),
                    ("undone_reason", models.CharField(blank=True, max_length=300, verbose_name="why it was undone")),
                    (
                        "made_by",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="merged by",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="beneficiaries.merge",
                        ),
                    ),
                    (
                        "undone_by",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="undone by",
                        ),
                    ),
                    (
                        "merged",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="beneficiaries.person",
                            verbose_name="merged record",
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
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="MergeConflict",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("two-numbers", "two different ID numbers"),
                                ("same-program", "both in the same program"),
                                ("excluded", "in two programs that exclude each other"),
                                ("lifetime", "relief that is given once in a lifetime, twice"),
                                ("paid-twice", "money for the same period, twice"),
                            ],
                            max_length=20,
                            verbose_name="kind",
                        ),
                    ),
                    ("program", models.CharField(blank=True, max_length=20, verbose_name="program")),
                    ("detail", models.JSONField(default=dict)),
                    ("sentence", models.CharField(max_length=300, verbose_name="what it is")),
                    (
                        "merge",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="conflicts",
                            to="beneficiaries.merge",
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="beneficiaries.person",
                            verbose_name="person",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "conflict of a merge",
                    "verbose_name_plural": "conflicts of merges",
                },
            ),
            migrations.CreateModel(
                name="Relation",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=registry.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("since", models.DateField(verbose_name="since")),
                    ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                    ("kind", models.CharField(max_length=2, verbose_name="relation")),
                    ("name", models.CharField(max_length=60, verbose_name="name")),
                    ("id_number_sealed", models.BinaryField(null=True)),
                    ("id_number_index", models.BinaryField(null=True)),
                    ("id_number_tail", models.CharField(blank=True, max_length=4, verbose_name="last four of the ID")),
                    ("phone_sealed", models.BinaryField(null=True)),
                    ("phone_index", models.BinaryField(null=True)),
                    ("phone_masked", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                    ("guardian", models.BooleanField(default=False, verbose_name="guardian")),
                    ("entrusted", models.BooleanField(default=False, verbose_name="entrusted with care")),
                    ("workplace", models.CharField(blank=True, max_length=100, verbose_name="works at")),
                    (
                        "situation",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("", "able to care"),
                                ("away", "away for work"),
                                ("dead", "dead"),
                                ("missing", "declared missing"),
                                ("disabled", "severely disabled"),
                                ("ill", "gravely ill"),
                                ("prison", "in prison or custody"),
                                ("detox", "in compulsory drug treatment"),
                                ("restricted", "otherwise deprived of liberty"),
                                ("lost", "out of contact"),
                                ("revoked", "deprived of guardianship"),
                                ("deported", "deported"),
                                ("mental", "mentally ill"),
                                ("incapable", "entirely unable to work"),
                            ],
                            max_length=12,
                            verbose_name="situation",
                        ),
                    ),
                    ("situation_since", models.DateField(blank=True, null=True, verbose_name="situation since")),
                    ("proof", models.CharField(blank=True, max_length=60, verbose_name="number of the proof")),
                    (
                        "other",
                        models.ForeignKey(
                            db_index=False,
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="related_to",
                            to="beneficiaries.person",
                            verbose_name="registered as",
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="beneficiaries.person",
                            verbose_name="person",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "relation",
                    "verbose_name_plural": "relations",
                    "indexes": [
                        models.Index(
                            condition=models.Q(("other__isnull", False)), fields=["other"], name="relation_other"
                        ),
                        models.Index(
                            condition=models.Q(("id_number_index__isnull", False)),
                            fields=["id_number_index", "area"],
                            name="relation_id_index",
                        ),
                        models.Index(
                            condition=models.Q(("phone_index__isnull", False)),
                            fields=["phone_index", "area"],
                            name="relation_phone_index",
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                            ),
                            name="relation_period",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("other__isnull", True),
                                models.Q(("other", models.F("person")), _negated=True),
                                _connector="OR",
                            ),
                            name="relation_not_self",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RelationHistoryrow",
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
                    ("area", models.CharField(db_collation="C", editable=False, max_length=12)),
                    ("since", models.DateField(verbose_name="since")),
                    ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                    ("kind", models.CharField(max_length=2, verbose_name="relation")),
                    ("name", models.CharField(max_length=60, verbose_name="name")),
                    ("id_number_index", models.BinaryField(null=True)),
                    ("id_number_tail", models.CharField(blank=True, max_length=4, verbose_name="last four of the ID")),
                    ("phone_index", models.BinaryField(null=True)),
                    ("phone_masked", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                    ("guardian", models.BooleanField(default=False, verbose_name="guardian")),
                    ("entrusted", models.BooleanField(default=False, verbose_name="entrusted with care")),
                    ("workplace", models.CharField(blank=True, max_length=100, verbose_name="works at")),
                    (
                        "situation",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("", "able to care"),
                                ("away", "away for work"),
                                ("dead", "dead"),
                                ("missing", "declared missing"),
                                ("disabled", "severely disabled"),
                                ("ill", "gravely ill"),
                                ("prison", "in prison or custody"),
                                ("detox", "in compulsory drug treatment"),
                                ("restricted", "otherwise deprived of liberty"),
                                ("lost", "out of contact"),
                                ("revoked", "deprived of guardianship"),
                                ("deported", "deported"),
                                ("mental", "mentally ill"),
                                ("incapable", "entirely unable to work"),
                            ],
                            max_length=12,
                            verbose_name="situation",
                        ),
                    ),
                    ("situation_since", models.DateField(blank=True, null=True, verbose_name="situation since")),
                    ("proof", models.CharField(blank=True, max_length=60, verbose_name="number of the proof")),
                    (
                        "other",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="beneficiaries.person",
                            verbose_name="registered as",
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
                            to="beneficiaries.relation",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="PersonHistoryrow",
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
                    (
                        "code",
                        models.CharField(
                            db_default=models.Func(function="next_person_code"),
                            editable=False,
                            max_length=12,
                            verbose_name="person code",
                        ),
                    ),
                    ("name", models.CharField(max_length=60, verbose_name="name")),
                    ("pinyin", models.CharField(blank=True, max_length=600, verbose_name="pinyin")),
                    (
                        "sex",
                        models.CharField(
                            choices=[("0", "Unknown"), ("1", "Male"), ("2", "Female"), ("9", "Not stated")],
                            max_length=1,
                            verbose_name="sex",
                        ),
                    ),
                    ("birth_date", models.DateField(verbose_name="date of birth")),
                    (
                        "id_type",
                        models.CharField(
                            choices=[
                                ("resident_id", "Resident ID card or household register"),
                                ("residence_permit", "Residence permit (Hong Kong, Macau, Taiwan)"),
                                ("birth_certificate", "Birth certificate"),
                                ("none", "No paper"),
                            ],
                            default="resident_id",
                            max_length=20,
                            verbose_name="ID type",
                        ),
                    ),
                    ("id_number_index", models.BinaryField(null=True)),
                    ("id_number_tail", models.CharField(blank=True, max_length=4, verbose_name="last four of the ID")),
                    (
                        "no_id_reason",
                        models.CharField(blank=True, max_length=200, verbose_name="why there is no ID number"),
                    ),
                    ("ethnic_group", models.CharField(default="01", max_length=2, verbose_name="ethnic group")),
                    (
                        "hukou_kind",
                        models.CharField(
                            blank=True,
                            choices=[("rural", "Rural"), ("urban", "Urban"), ("unified", "Resident (no distinction)")],
                            max_length=8,
                            verbose_name="kind of hukou",
                        ),
                    ),
                    (
                        "hukou_area",
                        models.CharField(blank=True, db_collation="C", max_length=12, verbose_name="hukou area"),
                    ),
                    ("area", models.CharField(db_collation="C", max_length=12, verbose_name="living area")),
                    ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                    (
                        "relation_to_head",
                        models.CharField(blank=True, max_length=2, verbose_name="relation to the head of household"),
                    ),
                    ("public_employee", models.BooleanField(default=False, verbose_name="public employee")),
                    ("died_on", models.DateField(blank=True, null=True, verbose_name="died on")),
                    ("left_on", models.DateField(blank=True, null=True, verbose_name="moved out of the city on")),
                    ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                    ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="registered at")),
                    (
                        "household",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="beneficiaries.household",
                            verbose_name="household",
                        ),
                    ),
                    (
                        "merged_into",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="beneficiaries.person",
                            verbose_name="merged into",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="history",
                            related_query_name="history",
                            to="beneficiaries.person",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            # Its table lies in two parts: `sql/search.sql`.
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.CreateModel(
                        name="SearchToken",
                        fields=[
                            (
                                "pk",
                                models.CompositePrimaryKey(
                                    "token",
                                    "area",
                                    "person_id",
                                    blank=True,
                                    editable=False,
                                    primary_key=True,
                                    serialize=False,
                                ),
                            ),
                            ("token", models.CharField(db_collation="C", max_length=90)),
                            ("area", models.CharField(db_collation="C", max_length=12)),
                            ("person_id", models.UUIDField()),
                        ],
                    ),
                ],
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="household",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_householdhistoryrow" ("address", "area", "booklet_number", "head_name", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."address", new_values."area", new_values."booklet_number", new_values."head_name", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="f37071026f387b2c21f4a0bb8ea9c57a0dd18bee",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_b0966",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="beneficiaries_household",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="household",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_householdhistoryrow" ("address", "area", "booklet_number", "head_name", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."address", new_values."area", new_values."booklet_number", new_values."head_name", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="e0f9f6c4ef81b3e6a8a038b8501a66c4e15b8b5f",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_b7683",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="beneficiaries_household",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="householdhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="b173228913514a0e37c2be469ed115455d5cafd6",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_d268e",
                        table="beneficiaries_householdhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="householdhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="12939cf4878eb85249bed392ed24418bfa3a2919",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_f9942",
                        table="beneficiaries_householdhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="person",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="84e1d755eacdcc70a00af32f82ef3e22f2659d72",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_268e2",
                        table="beneficiaries_person",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="person",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="3d7f7be066c1dc553dd879263401d081057ffb29",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_3f8e0",
                        table="beneficiaries_person",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="person",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_personhistoryrow" ("address", "area", "birth_date", "code", "created_at", "died_on", "ethnic_group", "household_id", "hukou_area", "hukou_kind", "id", "id_number_index", "id_number_tail", "id_type", "left_on", "merged_into_id", "name", "no_id_reason", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinyin", "public_employee", "relation_to_head", "sex") SELECT new_values."address", new_values."area", new_values."birth_date", new_values."code", new_values."created_at", new_values."died_on", new_values."ethnic_group", new_values."household_id", new_values."hukou_area", new_values."hukou_kind", new_values."id", new_values."id_number_index", new_values."id_number_tail", new_values."id_type", new_values."left_on", new_values."merged_into_id", new_values."name", new_values."no_id_reason", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."pinyin", new_values."public_employee", new_values."relation_to_head", new_values."sex" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="6b82bfc52e4c8500e88fbcfc4721ea8aecc038e0",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_1c406",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="beneficiaries_person",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="person",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_personhistoryrow" ("address", "area", "birth_date", "code", "created_at", "died_on", "ethnic_group", "household_id", "hukou_area", "hukou_kind", "id", "id_number_index", "id_number_tail", "id_type", "left_on", "merged_into_id", "name", "no_id_reason", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinyin", "public_employee", "relation_to_head", "sex") SELECT new_values."address", new_values."area", new_values."birth_date", new_values."code", new_values."created_at", new_values."died_on", new_values."ethnic_group", new_values."household_id", new_values."hukou_area", new_values."hukou_kind", new_values."id", new_values."id_number_index", new_values."id_number_tail", new_values."id_type", new_values."left_on", new_values."merged_into_id", new_values."name", new_values."no_id_reason", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."pinyin", new_values."public_employee", new_values."relation_to_head", new_values."sex" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."address" IS DISTINCT FROM (new_values."address") OR old_values."area" IS DISTINCT FROM (new_values."area") OR old_values."birth_date" IS DISTINCT FROM (new_values."birth_date") OR old_values."code" IS DISTINCT FROM (new_values."code") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."died_on" IS DISTINCT FROM (new_values."died_on") OR old_values."ethnic_group" IS DISTINCT FROM (new_values."ethnic_group") OR old_values."household_id" IS DISTINCT FROM (new_values."household_id") OR old_values."hukou_area" IS DISTINCT FROM (new_values."hukou_area") OR old_values."hukou_kind" IS DISTINCT FROM (new_values."hukou_kind") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."id_number_index" IS DISTINCT FROM (new_values."id_number_index") OR old_values."id_number_tail" IS DISTINCT FROM (new_values."id_number_tail") OR old_values."id_type" IS DISTINCT FROM (new_values."id_type") OR old_values."left_on" IS DISTINCT FROM (new_values."left_on") OR old_values."merged_into_id" IS DISTINCT FROM (new_values."merged_into_id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."no_id_reason" IS DISTINCT FROM (new_values."no_id_reason") OR old_values."note" IS DISTINCT FROM (new_values."note") OR old_values."pinyin" IS DISTINCT FROM (new_values."pinyin") OR old_values."public_employee" IS DISTINCT FROM (new_values."public_employee") OR old_values."relation_to_head" IS DISTINCT FROM (new_values."relation_to_head") OR old_values."sex" IS DISTINCT FROM (new_values."sex")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="6c9e33cde94bd47bd00e9d1fc77c5163296e3116",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_ba1cc",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="beneficiaries_person",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="hardship",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_hardshiphistoryrow" ("area", "category", "evidence", "id", "issuer", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") SELECT new_values."area", new_values."category", new_values."evidence", new_values."id", new_values."issuer", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."since", new_values."until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="b9b5e1868bbf9d6719ddafda351a681bf5c437a7",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_320a1",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="beneficiaries_hardship",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="hardship",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_hardshiphistoryrow" ("area", "category", "evidence", "id", "issuer", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") SELECT new_values."area", new_values."category", new_values."evidence", new_values."id", new_values."issuer", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."since", new_values."until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="5c9f25cd2cd8e97410381c569a4ae393d0f22d84",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_106b2",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="beneficiaries_hardship",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="hardshiphistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="71866a19e26f330c30fc4860eb3041740013e0ac",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_1d537",
                        table="beneficiaries_hardshiphistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="hardshiphistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="3bb264c79c29c1dc14734586205ec21532ddd7cd",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_caecd",
                        table="beneficiaries_hardshiphistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="disability",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_disabilityhistoryrow" ("area", "certificate_index", "id", "kind", "level", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") SELECT new_values."area", new_values."certificate_index", new_values."id", new_values."kind", new_values."level", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."since", new_values."until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="e1e03916fb84e92b8d668be69da6b8672c56efaa",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_087f9",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="beneficiaries_disability",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="disability",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_disabilityhistoryrow" ("area", "certificate_index", "id", "kind", "level", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") SELECT new_values."area", new_values."certificate_index", new_values."id", new_values."kind", new_values."level", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."since", new_values."until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."area" IS DISTINCT FROM (new_values."area") OR old_values."certificate_index" IS DISTINCT FROM (new_values."certificate_index") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."level" IS DISTINCT FROM (new_values."level") OR old_values."person_id" IS DISTINCT FROM (new_values."person_id") OR old_values."since" IS DISTINCT FROM (new_values."since") OR old_values."until" IS DISTINCT FROM (new_values."until")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="2cf21f3936d8b3a5438117951a05e9ae341d3f7e",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_218e6",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="beneficiaries_disability",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="disabilityhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="738c0e6293f1162efe0fe93754152003e3c616f0",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_b7273",
                        table="beneficiaries_disabilityhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="disabilityhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="95da9dec53c921a734462a8052bc84b9fa9d2ba7",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_af3c7",
                        table="beneficiaries_disabilityhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="consent",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_consenthistoryrow" ("area", "by_guardian", "given_by", "given_on", "id", "kind", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "withdrawn_on") SELECT new_values."area", new_values."by_guardian", new_values."given_by", new_values."given_on", new_values."id", new_values."kind", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."withdrawn_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="b05f17d6ee372fbd576ab118ff0996702966c989",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_df4f4",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="beneficiaries_consent",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="consent",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_consenthistoryrow" ("area", "by_guardian", "given_by", "given_on", "id", "kind", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "withdrawn_on") SELECT new_values."area", new_values."by_guardian", new_values."given_by", new_values."given_on", new_values."id", new_values."kind", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."withdrawn_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="0f1d9389150d8a7013b5fe19090393dea2b39623",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_06e7d",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="beneficiaries_consent",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="consenthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="18d0dc01da39fa3a3743a04daed3d0061d65c986",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_5760a",
                        table="beneficiaries_consenthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="consenthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="9dd585700aebc637822924b140f2b7d8fadab19b",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_539e5",
                        table="beneficiaries_consenthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="phone",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_phonehistoryrow" ("area", "closed_on", "holder", "id", "masked", "number_index", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferred") SELECT new_values."area", new_values."closed_on", new_values."holder", new_values."id", new_values."masked", new_values."number_index", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."preferred" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="fc78feafc2b769994ce795554011f33f701423fa",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_fba81",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="beneficiaries_phone",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="phone",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_phonehistoryrow" ("area", "closed_on", "holder", "id", "masked", "number_index", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferred") SELECT new_values."area", new_values."closed_on", new_values."holder", new_values."id", new_values."masked", new_values."number_index", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."preferred" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."area" IS DISTINCT FROM (new_values."area") OR old_values."closed_on" IS DISTINCT FROM (new_values."closed_on") OR old_values."holder" IS DISTINCT FROM (new_values."holder") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."masked" IS DISTINCT FROM (new_values."masked") OR old_values."number_index" IS DISTINCT FROM (new_values."number_index") OR old_values."person_id" IS DISTINCT FROM (new_values."person_id") OR old_values."preferred" IS DISTINCT FROM (new_values."preferred")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="7a408dfdb22a63f80acbd367e6a74670fa2221b3",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_5d974",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="beneficiaries_phone",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="phonehistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="cc715b0a6a34555fd70bd4698139836f784e9e45",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_41b97",
                        table="beneficiaries_phonehistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="phonehistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="b4a1fa8f8c426c766086ff9b313350c2756562fd",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_cfed5",
                        table="beneficiaries_phonehistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="payaccount",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_payaccounthistoryrow" ("area", "bank", "branch", "closed_on", "id", "number_index", "payee", "payee_relation", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tail") SELECT new_values."area", new_values."bank", new_values."branch", new_values."closed_on", new_values."id", new_values."number_index", new_values."payee", new_values."payee_relation", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."tail" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="615268414e82f725ed7ec1c890ab8a980e8d88c3",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_ee3d0",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="beneficiaries_payaccount",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="payaccount",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_payaccounthistoryrow" ("area", "bank", "branch", "closed_on", "id", "number_index", "payee", "payee_relation", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tail") SELECT new_values."area", new_values."bank", new_values."branch", new_values."closed_on", new_values."id", new_values."number_index", new_values."payee", new_values."payee_relation", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."tail" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."area" IS DISTINCT FROM (new_values."area") OR old_values."bank" IS DISTINCT FROM (new_values."bank") OR old_values."branch" IS DISTINCT FROM (new_values."branch") OR old_values."closed_on" IS DISTINCT FROM (new_values."closed_on") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."number_index" IS DISTINCT FROM (new_values."number_index") OR old_values."payee" IS DISTINCT FROM (new_values."payee") OR old_values."payee_relation" IS DISTINCT FROM (new_values."payee_relation") OR old_values."person_id" IS DISTINCT FROM (new_values."person_id") OR old_values."tail" IS DISTINCT FROM (new_values."tail")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="1b4eb7afb42c3a069a272b10731022468b5967aa",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_80604",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="beneficiaries_payaccount",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="payaccounthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="0bb93e6f5b0be325336efcb34162aad5906e4474",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_77136",
                        table="beneficiaries_payaccounthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="payaccounthistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="cd066685790c7d734a15c89f227a649f758769f2",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_32ffb",
                        table="beneficiaries_payaccounthistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="pair",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_start",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (NEW.state NOT IN ('different', 'open'))",
                        func="RAISE EXCEPTION 'state: % may not become %', 'nothing', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="80ba8dca5c877a08449b04fbe7991ad1bc563000",
                        operation="INSERT",
                        pgid="pgtrigger_states_start_bb0f6",
                        table="beneficiaries_pair",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="pair",
                trigger=pgtrigger.compiler.Trigger(
                    name="states_move",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state IS DISTINCT FROM NEW.state AND NOT ((OLD.state = 'open' AND NEW.state IN ('different', 'merged')) OR (OLD.state = 'different' AND NEW.state IN ('open')) OR (OLD.state = 'merged' AND NEW.state IN ('open'))))",
                        func="RAISE EXCEPTION 'state: % may not become %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_states';",
                        hash="7739d92eadaab768bedc8110594e79303ef1c88e",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_states_move_fac30",
                        table="beneficiaries_pair",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="pair",
                trigger=pgtrigger.compiler.Trigger(
                    name="pair_decision_stays",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.state <> 'open')",
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="314e082f44e278636e9cf1065d0bdc760a08f938",
                        operation="DELETE",
                        pgid="pgtrigger_pair_decision_stays_c2a96",
                        table="beneficiaries_pair",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="pair",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_pairhistoryrow" ("decided_at", "decided_by_id", "evidence", "first_area", "first_id", "found_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "second_area", "second_id", "state", "weight") SELECT new_values."decided_at", new_values."decided_by_id", new_values."evidence", new_values."first_area", new_values."first_id", new_values."found_at", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."reason", new_values."second_area", new_values."second_id", new_values."state", new_values."weight" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="265e81f7a5e5c3304d32d10daf947a6c28c6d716",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_1e729",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="beneficiaries_pair",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="pair",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_pairhistoryrow" ("decided_at", "decided_by_id", "evidence", "first_area", "first_id", "found_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "second_area", "second_id", "state", "weight") SELECT new_values."decided_at", new_values."decided_by_id", new_values."evidence", new_values."first_area", new_values."first_id", new_values."found_at", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."reason", new_values."second_area", new_values."second_id", new_values."state", new_values."weight" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="9ec6f02ffaaa7f5e01701e1ed677e59ca74f8e31",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_4efd6",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="beneficiaries_pair",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="pairhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="b985afbe7672add282b14f842b5dd9bc4c5a4c42",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_a4bef",
                        table="beneficiaries_pairhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="pairhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="889ca803dd2431d895d7dde8ca76e3ffc81f386f",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_94900",
                        table="beneficiaries_pairhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="merge",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="3e4ca8f657e5260cb84d4367bc280ade60e37bb9",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_5cb88",
                        table="beneficiaries_merge",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="merge",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="43d976cb67f9bb896c8e1591f978da5754a1f4db",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_1d978",
                        table="beneficiaries_merge",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="merge",
                trigger=pgtrigger.compiler.Trigger(
                    name="merge_frozen",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition='WHEN (OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."merged_id" IS DISTINCT FROM (NEW."merged_id") OR OLD."taken" IS DISTINCT FROM (NEW."taken") OR OLD."moved" IS DISTINCT FROM (NEW."moved") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at"))',
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="03d6cc99c822855a33ee61541684aae1bc8fdbfe",
                        operation="UPDATE",
                        pgid="pgtrigger_merge_frozen_b151f",
                        table="beneficiaries_merge",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="merge",
                trigger=pgtrigger.compiler.Trigger(
                    name="merge_undone_once",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition="WHEN (OLD.undone_at IS NOT NULL AND (OLD.undone_at, OLD.undone_by_id, OLD.undone_reason) IS DISTINCT FROM (NEW.undone_at, NEW.undone_by_id, NEW.undone_reason))",
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="0987c5600eb5c75ec3ec164f441202cf44a0b6b1",
                        operation="UPDATE",
                        pgid="pgtrigger_merge_undone_once_8e57e",
                        table="beneficiaries_merge",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="merge",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_mergehistoryrow" ("area", "id", "made_at", "made_by_id", "merged_id", "moved", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "taken", "undone_at", "undone_by_id", "undone_reason") SELECT new_values."area", new_values."id", new_values."made_at", new_values."made_by_id", new_values."merged_id", new_values."moved", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."reason", new_values."taken", new_values."undone_at", new_values."undone_by_id", new_values."undone_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="d01bfb1c50b90c5f6b72db79e9bc48e924d6c1bf",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_06a47",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="beneficiaries_merge",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="merge",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_mergehistoryrow" ("area", "id", "made_at", "made_by_id", "merged_id", "moved", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "taken", "undone_at", "undone_by_id", "undone_reason") SELECT new_values."area", new_values."id", new_values."made_at", new_values."made_by_id", new_values."merged_id", new_values."moved", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."reason", new_values."taken", new_values."undone_at", new_values."undone_by_id", new_values."undone_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."area" IS DISTINCT FROM (new_values."area") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."made_at" IS DISTINCT FROM (new_values."made_at") OR old_values."made_by_id" IS DISTINCT FROM (new_values."made_by_id") OR old_values."merged_id" IS DISTINCT FROM (new_values."merged_id") OR old_values."moved" IS DISTINCT FROM (new_values."moved") OR old_values."person_id" IS DISTINCT FROM (new_values."person_id") OR old_values."reason" IS DISTINCT FROM (new_values."reason") OR old_values."taken" IS DISTINCT FROM (new_values."taken") OR old_values."undone_at" IS DISTINCT FROM (new_values."undone_at") OR old_values."undone_by_id" IS DISTINCT FROM (new_values."undone_by_id") OR old_values."undone_reason" IS DISTINCT FROM (new_values."undone_reason")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="f9be5fe8175c9af9a37852a1c7cacd2fcbd0328c",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_7bd56",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="beneficiaries_merge",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="mergehistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="d6b679e7db3718e36004c01cad716f346d998a6d",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_68bcd",
                        table="beneficiaries_mergehistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="mergehistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="ef4156e930cfb4a1cc07f29dac17eafae3e4f8e3",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_603c4",
                        table="beneficiaries_mergehistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="mergeconflict",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_delete",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="292b800156a55f9974d75577122703d127535ecb",
                        operation="DELETE",
                        pgid="pgtrigger_no_delete_2a90f",
                        table="beneficiaries_mergeconflict",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="mergeconflict",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="b6fffedc1ccbd5941001ed101d32656c1b030f0f",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_db173",
                        table="beneficiaries_mergeconflict",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="mergeconflict",
                trigger=pgtrigger.compiler.Trigger(
                    name="mergeconflict_frozen",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."merge_id" IS DISTINCT FROM (NEW."merge_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."program" IS DISTINCT FROM (NEW."program") OR OLD."detail" IS DISTINCT FROM (NEW."detail") OR OLD."sentence" IS DISTINCT FROM (NEW."sentence"))',
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="7ecf31f7b608003260fe751028582d79192a22ce",
                        operation="UPDATE",
                        pgid="pgtrigger_mergeconflict_frozen_029cd",
                        table="beneficiaries_mergeconflict",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="relation",
                trigger=pgtrigger.compiler.Trigger(
                    name="insert_insert",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_relationhistoryrow" ("area", "entrusted", "guardian", "id", "id_number_index", "id_number_tail", "kind", "name", "other_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_index", "phone_masked", "proof", "since", "situation", "situation_since", "until", "workplace") SELECT new_values."area", new_values."entrusted", new_values."guardian", new_values."id", new_values."id_number_index", new_values."id_number_tail", new_values."kind", new_values."name", new_values."other_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."phone_index", new_values."phone_masked", new_values."proof", new_values."since", new_values."situation", new_values."situation_since", new_values."until", new_values."workplace" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="dadbc7475fcb6b33f17820763dd3019d9b8edb7f",
                        level="STATEMENT",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_450b2",
                        referencing="REFERENCING NEW TABLE AS new_values ",
                        table="beneficiaries_relation",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="relation",
                trigger=pgtrigger.compiler.Trigger(
                    name="update_update",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "beneficiaries_relationhistoryrow" ("area", "entrusted", "guardian", "id", "id_number_index", "id_number_tail", "kind", "name", "other_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_index", "phone_masked", "proof", "since", "situation", "situation_since", "until", "workplace") SELECT new_values."area", new_values."entrusted", new_values."guardian", new_values."id", new_values."id_number_index", new_values."id_number_tail", new_values."kind", new_values."name", new_values."other_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."phone_index", new_values."phone_masked", new_values."proof", new_values."since", new_values."situation", new_values."situation_since", new_values."until", new_values."workplace" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."area" IS DISTINCT FROM (new_values."area") OR old_values."entrusted" IS DISTINCT FROM (new_values."entrusted") OR old_values."guardian" IS DISTINCT FROM (new_values."guardian") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."id_number_index" IS DISTINCT FROM (new_values."id_number_index") OR old_values."id_number_tail" IS DISTINCT FROM (new_values."id_number_tail") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."other_id" IS DISTINCT FROM (new_values."other_id") OR old_values."person_id" IS DISTINCT FROM (new_values."person_id") OR old_values."phone_index" IS DISTINCT FROM (new_values."phone_index") OR old_values."phone_masked" IS DISTINCT FROM (new_values."phone_masked") OR old_values."proof" IS DISTINCT FROM (new_values."proof") OR old_values."since" IS DISTINCT FROM (new_values."since") OR old_values."situation" IS DISTINCT FROM (new_values."situation") OR old_values."situation_since" IS DISTINCT FROM (new_values."situation_since") OR old_values."until" IS DISTINCT FROM (new_values."until") OR old_values."workplace" IS DISTINCT FROM (new_values."workplace")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                        hash="dd1b8038e8d11aa0faa915d1de9cb2011d002e5c",
                        level="STATEMENT",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_6da1b",
                        referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                        table="beneficiaries_relation",
                        when="AFTER",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="relationhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="e6fb12416295fe6aa6d5982b77fb2af6e4cb7b6a",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_57889",
                        table="beneficiaries_relationhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="relationhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="21e29b87141d1243b00f730071148ceb0425bdc3",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_ddd94",
                        table="beneficiaries_relationhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="personhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="no_truncate",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'cannot truncate %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
                        hash="175dd2bed5fcb61514de87634ba38710954e92b8",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_4f331",
                        table="beneficiaries_personhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="personhistoryrow",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="3b577232fed130450c7490c8229de7240eac0680",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_a451d",
                        table="beneficiaries_personhistoryrow",
                        when="BEFORE",
                    ),
                ),
            ),
        ),
    ]
