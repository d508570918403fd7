"""Results: one's own, the book of wrong answers; those of the people one looks after."""

from __future__ import annotations

from django.urls import path

from exams.views import office_results, results, wrong

urlpatterns = [
    path("results/", results.mine, name="my_results"),
    path("sittings/<uuid:pk>/result/", results.result, name="result"),
    path("sittings/<uuid:pk>/record/", results.record, name="record"),
    path("wrong-answers/", wrong.book, name="wrong"),
    path("wrong-answers/<uuid:sitting>/<int:place>/", wrong.practise, name="practise"),
    path("exams/results/", office_results.overview, name="results"),
    path("exams/results/missing/", office_results.missing, name="missing"),
    path("exams/people/<uuid:pk>/", office_results.of_person, name="person_results"),
    path("exams/sittings/<uuid:pk>/", office_results.sitting, name="sitting_record"),
]
