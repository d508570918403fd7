"""The case library."""

from django.urls import path

from cases.views import library

urlpatterns = [path("cases/", library.cases, name="list")]
