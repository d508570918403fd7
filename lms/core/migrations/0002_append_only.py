from django.db import migrations

from lms.core.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [AppendOnly("core_auditentry", unless="OLD.expires_at < CURRENT_TIMESTAMP")]
