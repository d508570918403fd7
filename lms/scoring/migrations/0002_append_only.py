from django.db import migrations

from lms.core.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]
    operations = [
        AppendOnly("scoring_scheme"),
        AppendOnly("scoring_conductrecord"),
        AppendOnly("scoring_conductdecision"),
        AppendOnly("scoring_talk"),
        AppendOnly("scoring_monthscore", allow_columns=["is_current"]),
        AppendOnly("scoring_objectionstep"),
        AppendOnly("scoring_monthsignature"),
        AppendOnly("scoring_witnesscopy"),
        AppendOnly("scoring_indicatorrecord"),
        AppendOnly("scoring_attachment"),
        AppendOnly("scoring_monthreopening"),
    ]
