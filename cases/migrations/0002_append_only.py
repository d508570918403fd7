from django.db import migrations

from lms.core.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [AppendOnly("cases_submissionstep"), AppendOnly("cases_allowance")]
