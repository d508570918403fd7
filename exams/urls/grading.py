"""Grading by hand."""

from __future__ import annotations

from django.urls import path

from exams.views import grading

urlpatterns = [
    path("exams/grading/", grading.queue, name="grading"),
    path("exams/grading/<uuid:paper>/", grading.sheets, name="grading_sheets"),
    path("exams/grading/sheets/<slug:code>/", grading.sheet, name="grading_sheet"),
]
