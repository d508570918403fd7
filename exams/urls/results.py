"""Results: one's own, the book of wrong answers; those of the people one looks after."""

from __future__ import annotations

from django.urls import path

from exams.views import results, wrong

urlpatterns = [
    path("results/", results.mine, name="my_results"),
    path("sittings/<uuid:pk>/result/", results.result, name="result"),
    path("sittings/<uuid:pk>/record/", results.record, name="record"),
    path("wrong-answers/", wrong.book, name="wrong"),
    path("wrong-answers/<uuid:sitting>/<int:place>/", wrong.practise, name="practise"),
]
