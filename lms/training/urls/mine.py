"""One's own required reading."""

from __future__ import annotations

from django.urls import path

from lms.training.views import mine

urlpatterns = [
    path("training/", mine.mine, name="mine"),
    path("training/readings/<uuid:pk>/", mine.reading, name="reading"),
    path("training/readings/<uuid:pk>/answer/", mine.answer_one, name="answer"),
    path("training/readings/<uuid:pk>/sign/", mine.sign, name="sign"),
]
