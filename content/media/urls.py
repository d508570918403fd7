"""Addresses of media files on the web server; the media server answers the first kind too."""

from __future__ import annotations

from django.urls import path, re_path

from content.media import views

app_name = "media"
urlpatterns = [
    re_path(r"^media/s/(?P<token>[A-Za-z0-9._-]+)/(?P<name>.+)$", views.media_file, name="file"),
    path("media/<uuid:uid>/", views.open_file, name="open"),
    path("media/<uuid:uid>/addresses", views.renew, name="renew"),
]
