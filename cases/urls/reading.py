"""One case."""

from django.urls import path

from cases.views import reading

urlpatterns = [
    path("cases/<int:pk>/", reading.case, name="case"),
    path("cases/<int:pk>/print/", reading.print_case, name="print"),
    path("cases/<int:pk>/withdraw/", reading.withdraw, name="withdraw"),
    path("cases/<int:pk>/number/", reading.number, name="number"),
]
