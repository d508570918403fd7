"""Evidence is never changed or deleted, and no two study intervals of a learner overlap."""

from django.db import migrations

from lms.core.triggers import AppendOnly
from lms.learning.migrations._overlap import NoOverlap


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_initial")]
    operations = [
        AppendOnly("learning_studyinterval"),
        AppendOnly("learning_uncountedinterval"),
        AppendOnly("learning_presenceconfirmation"),
        NoOverlap("learning_studyinterval"),
    ]
