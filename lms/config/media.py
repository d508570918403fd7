"""The media server's application (docs/adr/0008); loaded by Granian's worker."""

from content.media.server import application
from lms.config import tied

__all__ = ["application"]

tied.to_parent()
