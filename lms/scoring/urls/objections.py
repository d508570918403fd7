"""Objections."""

from django.urls import URLPattern, path

from lms.scoring.views import objections as views

urlpatterns: list[URLPattern] = [
    path("weather/notices/<uuid:pk>/object/", views.make, name="object"),
    path("weather/objections/<uuid:pk>/", views.mine, name="my_objection"),
    path("weather/objections/<uuid:pk>/withdraw/", views.withdraw, name="withdraw_objection"),
    path("scores/objections/", views.queue, name="objections"),
    path("scores/objections/<uuid:pk>/", views.objection, name="objection"),
]
