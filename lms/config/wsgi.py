"""The WSGI application that Granian serves; loaded by each of its workers."""

import os

from django.core.wsgi import get_wsgi_application

from lms.config import tied

tied.to_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")
application = get_wsgi_application()
