"""The question bank and the papers in the CMS."""

from __future__ import annotations

from wagtail.snippets.models import register_snippet

from exams.cms.questions import Questions

register_snippet(Questions)
