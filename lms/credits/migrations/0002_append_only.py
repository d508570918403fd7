from django.db import migrations

from lms.core.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("credits", "0001_initial")]
    operations = [AppendOnly("credits_creditentry")]
