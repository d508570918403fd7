from django.db import migrations

from lms.core.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]
    operations = [AppendOnly("training_checkanswer"), AppendOnly("training_acknowledgement")]
