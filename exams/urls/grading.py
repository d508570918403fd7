"""Grading by hand."""

from __future__ import annotations

from django.urls import path

from exams.views import grading

urlpatterns = [
    path("exams/grading/", grading.queue, name="grading"),
    path("exams/grading/<uuid:paper>/", grading.sheets, name="grading_sheets"),
    path(
        "exams/grading/<uuid:paper>/questions/<uuid:version>/",
        grading.question,
        name="grading_question",
    ),
    path("exams/grading/<uuid:paper>/hand-over/", grading.hand_over, name="grading_hand_over"),
    path("exams/grading/sheets/<slug:code>/", grading.sheet, name="grading_sheet"),
]
