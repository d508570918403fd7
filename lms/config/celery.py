"""The Celery application. Tasks take ids; what they do is told by the Job table."""

import os

from celery import Celery
from celery.signals import beat_embedded_init, worker_process_init

from lms.config import broker, tied
from lms.config.env import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")

broker.connect()
if env.celery_broker_url:  # Celery reads the variable itself, before it reads our settings
    os.environ["CELERY_BROKER_URL"] = env.celery_broker_url
app = Celery("xinlu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
beat_embedded_init.connect(tied.to_parent)
worker_process_init.connect(tied.to_parent)
