"""Other systems: machine accounts, tokens, addresses that are told of news."""

from django.urls import URLPattern, path

from lms.scoring.views import machines

urlpatterns: list[URLPattern] = [
    path("machines/", machines.machines, name="machines"),
    path("machines/new/", machines.machine_new, name="machine_new"),
    path("machines/<uuid:pk>/", machines.machine, name="machine"),
    path("machines/<uuid:pk>/tokens/<uuid:token>/end/", machines.token_end, name="token_end"),
    path("webhooks/", machines.endpoint_list, name="endpoints"),
    path("webhooks/new/", machines.endpoint_new, name="endpoint_new"),
    path("webhooks/<uuid:pk>/", machines.endpoint, name="endpoint"),
    path("webhooks/<uuid:pk>/end/", machines.endpoint_end, name="endpoint_end"),
    path("webhooks/sent/<uuid:pk>/again/", machines.delivery_again, name="delivery_again"),
]
