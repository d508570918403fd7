from django.urls import URLPattern, path

from lms.scoring.views import indicators

CASE = "scores/indicators/cases/<uuid:pk>/"
urlpatterns: list[URLPattern] = [
    path("scores/indicators/", indicators.figures, name="indicators"),
    path("scores/indicators/cases/", indicators.cases, name="indicator_cases"),
    path("scores/indicators/new/", indicators.choose, name="choose_indicator"),
    path("scores/indicators/new/<slug:indicator>/", indicators.new, name="new_indicator"),
    path(CASE, indicators.case, name="indicator"),
    path(f"{CASE}correct/", indicators.correct, name="correct_indicator"),
    path(f"{CASE}void/", indicators.void, name="void_indicator"),
]
