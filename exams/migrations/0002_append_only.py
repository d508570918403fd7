from django.db import migrations

from lms.core.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("exams", "0001_initial")]
    operations = [
        AppendOnly("exams_questionversion"),
        AppendOnly("exams_answersave"),
        AppendOnly("exams_sittingevent"),
        AppendOnly("exams_examneeds"),
        AppendOnly(
            "exams_sitting",
            allow_columns=[
                "state", "submitted_at", "closed_how", "tab", "device_id", "points", "passed",
                "final_at", "grading_version", "deadline_at", "extra_percent",
            ],
        ),
    ]  # fmt: skip
