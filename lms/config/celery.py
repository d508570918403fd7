"""The Celery application. Tasks take ids; what they do is told by the Job table."""

import os

from celery import Celery

from lms.config import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")

broker.connect()
app = Celery("xinlu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
