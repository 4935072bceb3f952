from django.db import migrations

from registry.core import sql


class Migration(migrations.Migration):
    dependencies = [("payments", "0027_leaner_new_histories")]

    operations = [sql.file(__file__, "set_off_of_money.sql")]
