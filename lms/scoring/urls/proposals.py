from django.urls import URLPattern, path

from lms.scoring.views import proposals

urlpatterns: list[URLPattern] = [
    path("scores/proposals/", proposals.listing, name="proposals"),
    path("scores/proposals/<uuid:pk>/", proposals.proposal, name="proposal"),
]
