"""Every address of the platform, by app. Wagtail's pages come last: they take what is left."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms.core.api import build_api

api = build_api()
APPS = (
    "lms.accounts",
    "lms.scoring",
    "lms.training",
    "exams",
    "lms.learning",
    "lms.credits",
    "cases",
    "content",
    "lms.messaging",
    "lms.core",
)


def app_urls() -> list[URLPattern | URLResolver]:
    """The apps' own pages, at the root."""
    return [path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")]


def add_routers() -> None:
    """Each app's ``api.router``."""
    for app in APPS:
        if app != "lms.core" and find_spec(f"{app}.api"):
            api.add_router("", f"{app}.api.router")


add_routers()
# Our own pages come before Wagtail's of the same address: the CMS has no sign-in of its own.
urlpatterns = [
    path("api/v1/", api.urls),
    *app_urls(),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("pages/", include(wagtail_urls)),
]

handler400 = "lms.core.refusals.bad_request"
handler403 = "lms.core.refusals.denied"
handler404 = "lms.core.refusals.missing"
handler500 = "lms.core.refusals.broken"
