"""Corrections of faulty questions."""

from __future__ import annotations

from django.urls import path

from exams.views import regrading

urlpatterns = [
    path("exams/regrades/", regrading.regrades, name="regrades"),
    path("exams/regrades/new/<uuid:version>/", regrading.propose, name="propose_regrade"),
    path("exams/regrades/<uuid:pk>/", regrading.regrade, name="regrade"),
    path("exams/regrades/<uuid:pk>/run/", regrading.run, name="run_regrade"),
]
