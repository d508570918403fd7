"""Wiring: settings, addresses, Celery. Imports everything; nothing imports it."""

from lms.config.celery import app as celery_app

__all__ = ["celery_app"]
