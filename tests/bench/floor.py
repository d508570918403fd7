"""The floor: a bare Django application on Granian that does the least anybody could.

Same database, same session and user reads as the platform; a beat is one SELECT and one UPDATE with
a payload of the same size, a page is ten SELECTs and 90 list items. Served like the platform's own
process (tests/bench/servers.py), so that ratios mean the same on any machine.
"""

from __future__ import annotations

import json
import os

from django.conf import settings

from lms.config.settings.base import DATABASES

if not settings.configured:
    settings.configure(
        SECRET_KEY=os.environ["BENCH_SECRET_KEY"],
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES=DATABASES,
        USE_TZ=True,
        AUTH_USER_MODEL="floor_app.FloorUser",
        SESSION_COOKIE_NAME="xinlu_session",
        INSTALLED_APPS=[
            "tests.bench.floor_app",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )  # fmt: skip

import django

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.template import Context, Template  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from tests.bench.floor_table import INSERTED, TABLE  # noqa: E402

PAGE = Template(
    "<!doctype html><title>{{ title }}</title><ul>{% for item in items %}"
    '<li><a href="/{{ item.0 }}">{{ item.1 }}</a></li>{% endfor %}</ul>'
)


@csrf_exempt
def beat(request: HttpRequest) -> HttpResponse:
    """One SELECT, one UPDATE, a small JSON answer."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    body = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT version, payload FROM {TABLE} WHERE id = %s", [body["row"]])
        version, payload = cursor.fetchone()
        cursor.execute(
            f"UPDATE {TABLE} SET version = %s, payload = %s WHERE id = %s AND version = %s",
            [version + 1, payload, body["row"], version],
        )
    return JsonResponse({"seq": body["seq"], "state": "playing", "reason": None})


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One INSERT, a small JSON answer."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    body = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {INSERTED} (sitting, place, answer, at) VALUES (%s, %s, %s, %s)",
            [body["sitting"], body["place"], body["answer"], "2026-01-01T00:00:00+00:00"],
        )
    return JsonResponse({"saved": [[body["place"], 1]]})


def page(request: HttpRequest) -> HttpResponse:
    """Ten SELECTs of nine rows each, 90 list items."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    items: list[tuple[int, str]] = []
    with connection.cursor() as cursor:
        for start in range(0, 90, 9):
            sql = f"SELECT id, label FROM {TABLE} WHERE id BETWEEN %s AND %s"
            cursor.execute(sql, [start + 1, start + 9])
            items += cursor.fetchall()
    return HttpResponse(PAGE.render(Context({"title": "floor", "items": items})))


urlpatterns = [path("beat", beat), path("insert", insert), path("page", page)]
application = get_wsgi_application()
