"""How far cases have come; which risk points and posts nothing covers."""

from __future__ import annotations

from django.urls import path, re_path

from lms.training.views import coverage, figures

urlpatterns = [
    path("training/cases/", figures.cases, name="cases"),
    path("training/cases/<int:pk>/figures/", figures.case, name="figures"),
    re_path(
        r"^training/cases/(?P<pk>[0-9]{1,9})/figures/export\.(?P<kind>xlsx|pdf)$",
        figures.export,
        name="figures_export",
    ),
    path("training/cases/<int:pk>/people/", figures.readers, name="readers"),
    path("training/coverage/", coverage.coverage, name="coverage"),
    re_path(
        r"^training/coverage/export\.(?P<kind>xlsx|pdf)$", coverage.export, name="coverage_export"
    ),
]
