"""Closing months: list, one month, what is decided about it, working days."""

from django.urls import URLPattern, path

from lms.scoring.views import months as views
from lms.scoring.views import working_days

MONTH = "scores/months/<uuid:county>/<str:month>/"

urlpatterns: list[URLPattern] = [
    path("scores/months/", views.months, name="months"),
    path(MONTH, views.month, name="month"),
    path(f"{MONTH}close/", views.close, name="close_month"),
    path(f"{MONTH}offices/<int:office>/review/", views.review, name="review_office"),
    path(f"{MONTH}offices/<int:office>/return/", views.give_back, name="return_office"),
    path(f"{MONTH}approve/", views.approve, name="approve_month"),
    path(f"{MONTH}post/", views.post, name="post_month"),
    path(f"{MONTH}reopen/", views.reopen, name="reopen_month"),
    path(f"{MONTH}people/<uuid:pk>/", views.score, name="month_score"),
    path("scores/working-days/", working_days.working_days, name="working_days"),
    path("scores/working-days/<int:pk>/remove/", working_days.remove, name="remove_working_day"),
]
