"""Addresses of content. Include ``urlpatterns`` at the root, before Wagtail's own."""

from __future__ import annotations

from django.urls import include, path, re_path
from django.views.generic import RedirectView

from content import views
from content.library import views as library

app_name = "content"
urlpatterns = [
    path("", include("content.media.urls")),
    re_path(
        r"^media/(?P<folder>images|original_images)/(?P<name>[^/]+)$", views.picture, name="picture"
    ),
    path("library/", library.libraries, name="libraries"),
    path("library/<slug:kind>/", library.library, name="library"),
    path("library/<slug:kind>/<int:page_id>/", library.resource, name="resource"),
    path("library/<slug:kind>/<int:page_id>/adopt/", library.adopt, name="adopt"),
    path("library/tools/<int:page_id>/paper/", library.paper, name="paper"),
    path("materials/<int:page_id>/", library.material, name="material"),
    path("teachers/<int:page_id>/", library.teacher, name="teacher"),
    path("cms/login/", views.sign_in, name="cms_sign_in"),
    re_path(r"^cms/password_reset/", views.sign_in),
    # Name, password and language belong to the account, which is not the CMS's business.
    re_path(r"^cms/account/", RedirectView.as_view(url="/")),
]
