"""The Celery application. Tasks take ids; what they do is told by the Job table."""

import os

from celery import Celery

from lms.config import broker
from lms.config.env import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")

broker.connect()
if env.celery_broker_url:  # Celery reads the variable itself, before it reads our settings
    os.environ["CELERY_BROKER_URL"] = env.celery_broker_url
app = Celery("xinlu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
