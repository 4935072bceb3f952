from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    initial = True
    # After all of Wagtail's: each of its migrations would otherwise render our models anew, half a minute in all.
    dependencies = [
        ("core", "0001_tables"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailembeds", "0009_embed_cache_until"),
        ("wagtailforms", "0005_alter_formsubmission_form_data"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ]
    operations = [sql.file(__file__, "functions.sql")]
