import django.db.models.deletion
import django.utils.timezone
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

from registry.core import tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_tables"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        tables.AtOnce(
            migrations.CreateModel(
                name="NoticePage",
                fields=[
                    (
                        "page_ptr",
                        models.OneToOneField(
                            auto_created=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            parent_link=True,
                            primary_key=True,
                            serialize=False,
                            to=settings.WAGTAIL_PAGE_MODEL,
                        ),
                    ),
                    ("title_en", models.CharField(blank=True, max_length=120, verbose_name="title in English")),
                    ("intro", models.TextField(blank=True, max_length=600, verbose_name="introduction")),
                    ("intro_en", models.TextField(blank=True, max_length=900, verbose_name="introduction in English")),
                    (
                        "date",
                        models.DateField(db_index=True, default=django.utils.timezone.localdate, verbose_name="date"),
                    ),
                    (
                        "category",
                        models.CharField(
                            choices=[
                                ("news", "News"),
                                ("notice", "Notice"),
                                ("report", "Report"),
                                ("regulation", "Regulation"),
                                ("guide", "Guide"),
                                ("answer", "Answer to a letter"),
                            ],
                            default="notice",
                            max_length=12,
                            verbose_name="category",
                        ),
                    ),
                    ("source", models.CharField(blank=True, max_length=60, verbose_name="source")),
                    ("author", models.CharField(blank=True, max_length=40, verbose_name="author")),
                    ("document_number", models.CharField(blank=True, max_length=60, verbose_name="document number")),
                    ("index_number", models.CharField(blank=True, max_length=40, verbose_name="index number")),
                    ("keywords", models.CharField(blank=True, max_length=120, verbose_name="keywords")),
                    ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                    (
                        "body",
                        wagtail.fields.StreamField(
                            [("heading", 0), ("paragraph", 1), ("table", 3), ("figure", 7), ("attachment", 10)],
                            blank=True,
                            block_lookup={
                                0: (
                                    "wagtail.blocks.CharBlock",
                                    (),
                                    {
                                        "icon": "title",
                                        "label": "heading",
                                        "max_length": 120,
                                        "template": "cms/blocks/heading.html",
                                    },
                                ),
                                1: (
                                    "wagtail.blocks.RichTextBlock",
                                    (),
                                    {
                                        "features": ["bold", "italic", "link", "document-link", "ol", "ul"],
                                        "icon": "pilcrow",
                                        "label": "text",
                                    },
                                ),
                                2: (
                                    "wagtail.blocks.CharBlock",
                                    (),
                                    {"label": "text", "max_length": 500, "required": False},
                                ),
                                3: (
                                    "wagtail.contrib.typed_table_block.blocks.TypedTableBlock",
                                    [[("text", 2)]],
                                    {"label": "table", "template": "cms/blocks/table.html"},
                                ),
                                4: ("wagtail.images.blocks.ImageChooserBlock", (), {"label": "picture"}),
                                5: (
                                    "wagtail.blocks.CharBlock",
                                    (),
                                    {
                                        "help_text": "What the picture shows, for those who can't see it.",
                                        "label": "description",
                                        "max_length": 200,
                                    },
                                ),
                                6: (
                                    "wagtail.blocks.CharBlock",
                                    (),
                                    {"label": "caption", "max_length": 200, "required": False},
                                ),
                                7: (
                                    "wagtail.blocks.StructBlock",
                                    [[("image", 4), ("description", 5), ("caption", 6)]],
                                    {},
                                ),
                                8: ("wagtail.documents.blocks.DocumentChooserBlock", (), {"label": "file"}),
                                9: (
                                    "wagtail.blocks.CharBlock",
                                    (),
                                    {"label": "title", "max_length": 120, "required": False},
                                ),
                                10: ("wagtail.blocks.StructBlock", [[("document", 8), ("title", 9)]], {}),
                            },
                            verbose_name="text",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "article",
                    "verbose_name_plural": "articles",
                },
                bases=("wagtailcore.page",),
            ),
            migrations.CreateModel(
                name="ProgramPage",
                fields=[
                    (
                        "page_ptr",
                        models.OneToOneField(
                            auto_created=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            parent_link=True,
                            primary_key=True,
                            serialize=False,
                            to=settings.WAGTAIL_PAGE_MODEL,
                        ),
                    ),
                    ("title_en", models.CharField(blank=True, max_length=120, verbose_name="title in English")),
                    ("intro", models.TextField(blank=True, max_length=600, verbose_name="introduction")),
                    ("intro_en", models.TextField(blank=True, max_length=900, verbose_name="introduction in English")),
                    ("text", wagtail.fields.RichTextField(blank=True, verbose_name="text")),
                    (
                        "program",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="catalogue.program",
                            verbose_name="program",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "program page",
                    "verbose_name_plural": "program pages",
                },
                bases=("wagtailcore.page",),
            ),
            migrations.CreateModel(
                name="HomePage",
                fields=[
                    (
                        "page_ptr",
                        models.OneToOneField(
                            auto_created=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            parent_link=True,
                            primary_key=True,
                            serialize=False,
                            to=settings.WAGTAIL_PAGE_MODEL,
                        ),
                    ),
                    ("title_en", models.CharField(blank=True, max_length=120, verbose_name="title in English")),
                    ("intro", models.TextField(blank=True, max_length=600, verbose_name="introduction")),
                    ("intro_en", models.TextField(blank=True, max_length=900, verbose_name="introduction in English")),
                    ("slogan", models.CharField(blank=True, max_length=40, verbose_name="slogan")),
                    ("slogan_en", models.CharField(blank=True, max_length=80, verbose_name="slogan in English")),
                ],
                options={
                    "verbose_name": "home page",
                    "verbose_name_plural": "home pages",
                },
                bases=("wagtailcore.page",),
            ),
            migrations.CreateModel(
                name="Office",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "name_zh",
                        models.CharField(default="宣城市妇女联合会", max_length=60, verbose_name="name in Chinese"),
                    ),
                    (
                        "name_en",
                        models.CharField(
                            default="Xuancheng Women's Federation", max_length=120, verbose_name="name in English"
                        ),
                    ),
                    ("address_zh", models.CharField(blank=True, max_length=120, verbose_name="address in Chinese")),
                    ("address_en", models.CharField(blank=True, max_length=160, verbose_name="address in English")),
                    ("phone", models.CharField(blank=True, max_length=40, verbose_name="office phone")),
                    ("hotline", models.CharField(default="12338", max_length=20, verbose_name="rights hotline")),
                    ("hours_zh", models.CharField(blank=True, max_length=120, verbose_name="office hours in Chinese")),
                    ("hours_en", models.CharField(blank=True, max_length=160, verbose_name="office hours in English")),
                    (
                        "supervision_url",
                        models.URLField(
                            blank=True,
                            help_text="Where the public may report misconduct (监督一点通).",
                            verbose_name="link for supervision",
                        ),
                    ),
                    ("record_number", models.CharField(blank=True, max_length=40, verbose_name="ICP record number")),
                    (
                        "site",
                        models.OneToOneField(
                            editable=False, on_delete=django.db.models.deletion.CASCADE, to="wagtailcore.site"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "the office",
                    "verbose_name_plural": "offices",
                },
            ),
            migrations.CreateModel(
                name="SectionPage",
                fields=[
                    (
                        "page_ptr",
                        models.OneToOneField(
                            auto_created=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            parent_link=True,
                            primary_key=True,
                            serialize=False,
                            to=settings.WAGTAIL_PAGE_MODEL,
                        ),
                    ),
                    ("title_en", models.CharField(blank=True, max_length=120, verbose_name="title in English")),
                    ("intro", models.TextField(blank=True, max_length=600, verbose_name="introduction")),
                    ("intro_en", models.TextField(blank=True, max_length=900, verbose_name="introduction in English")),
                ],
                options={
                    "verbose_name": "section",
                    "verbose_name_plural": "sections",
                },
                bases=("wagtailcore.page",),
            ),
        ),
    ]
