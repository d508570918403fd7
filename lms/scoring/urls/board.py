from django.urls import URLPattern, path

from lms.scoring.views import board

urlpatterns: list[URLPattern] = [path("scores/", board.month_board, name="board")]
