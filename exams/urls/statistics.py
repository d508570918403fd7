"""Figures of papers and questions."""

from __future__ import annotations

from django.urls import path

from exams.views import statistics

urlpatterns = [
    path("exams/figures/", statistics.papers, name="figures"),
    path("exams/figures/<uuid:pk>/", statistics.paper, name="paper_figures"),
    path("exams/figures/<uuid:pk>/again/", statistics.again, name="figures_again"),
    path("exams/figures/<uuid:pk>/<uuid:version>/", statistics.question, name="question_figures"),
]
