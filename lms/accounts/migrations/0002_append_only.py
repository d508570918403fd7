from django.db import migrations

from lms.core.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        AppendOnly("accounts_levelchange"),
        AppendOnly("accounts_officemove"),
        AppendOnly("accounts_studysettings"),
    ]
