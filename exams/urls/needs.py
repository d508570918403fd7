"""What a person needs in tests."""

from __future__ import annotations

from django.urls import path

from exams.views import needs

urlpatterns = [path("exams/people/<uuid:pk>/needs/", needs.needs_of_person, name="needs")]
