"""Saved lists and seminars."""

from django.urls import path

from cases.views import lists

urlpatterns = [
    path("cases/lists/", lists.lists, name="lists"),
    path("cases/lists/new/", lists.make, name="make_list"),
    path("cases/lists/<uuid:pk>/", lists.case_list, name="saved_list"),
    path("cases/lists/<uuid:pk>/change/", lists.change, name="change_list"),
    path("cases/lists/<uuid:pk>/cases/", lists.item, name="list_item"),
    path("cases/lists/<uuid:pk>/seminar/", lists.seminar, name="seminar"),
    path("cases/lists/<uuid:pk>/plan/", lists.plan, name="plan"),
    path("cases/lists/<uuid:pk>/handout/", lists.handout, name="handout"),
]
