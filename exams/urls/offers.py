"""Tests that an officer prescribes to one person."""

from __future__ import annotations

from django.urls import path

from exams.views import offers

urlpatterns = [
    path("exams/people/<uuid:pk>/offer/", offers.offer_test, name="offer_test"),
    path(
        "exams/people/<uuid:pk>/offers/<uuid:offer>/withdraw/",
        offers.withdraw_offer,
        name="withdraw_offer",
    ),
]
