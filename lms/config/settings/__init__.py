"""Django settings. Values that differ between machines come from ``lms.config.env`` alone."""

from lms.config.settings.base import *  # noqa: F403
from lms.config.settings.content import *  # noqa: F403
from lms.config.settings.security import *  # noqa: F403
