"""The platform's own settings and one app more, whose jobs wait for what a test does."""

from lms.config.settings import *  # noqa: F403
from lms.config.settings import INSTALLED_APPS

INSTALLED_APPS = ["tests.stack", *INSTALLED_APPS]
