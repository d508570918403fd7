"""The API's frame: authentication, problem documents (RFC 9457), pages of lists."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from lms.core.errors import DomainError, TooOften

logger = logging.getLogger(__name__)
T = TypeVar("T")
MOST_PER_PAGE = 200
MOST_PAGES = 1_000_000
TokenCheck = Callable[[HttpRequest, str], Any]
_token_checks: list[TokenCheck] = []


def accept_tokens(check: TokenCheck) -> None:
    """``check(request, token)`` gives the user whose Bearer token it is, or None."""
    _token_checks.append(check)


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Any:
        for check in _token_checks:
            if (user := check(request, token)) is not None:
                request.user = user
                return user
        return None


class BrowserSession(SessionAuth):
    """The session cookie; unsafe methods need the CSRF token. Whoever is not signed in hears that,
    not that the CSRF token is missing."""

    def _get_key(self, request: HttpRequest) -> str | None:
        return super()._get_key(request) if request.user.is_authenticated else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if request.user.is_authenticated else None


class Paged(Schema, Generic[T]):
    items: list[T]
    total: int


class Problem(Schema):
    """RFC 9457, with one line per input field in ``errors``."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] = []


def page_of(
    rows: QuerySet[Any], page: int, size: int, show: Callable[[Any], Any]
) -> dict[str, Any]:
    """``{"items", "total"}`` of one page; ``page`` counts from 1, ``size`` is at most 200."""
    if not 1 <= page <= MOST_PAGES or not 1 <= size <= MOST_PER_PAGE:
        field = "size" if 1 <= page <= MOST_PAGES else "page"
        sentence = _("page counts from 1, size goes from 1 to 200.")
        raise DomainError(sentence, code="page", fields={field: [sentence]})
    start = (page - 1) * size
    return {"items": [show(row) for row in rows[start : start + size]], "total": rows.count()}


def problem(
    status: int, code: str, detail: str, errors: list[dict[str, Any]] | None = None, **more: Any
) -> JsonResponse:
    body = {
        "type": f"urn:xinlu:{code}",
        "title": code,
        "status": status,
        "detail": detail,
        "errors": errors or [],
        **more,
    }
    return JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def problem_of(error: DomainError) -> HttpResponse:
    errors = [
        {"field": field, "message": str(text)}
        for field, texts in error.fields.items()
        for text in texts
    ]
    response = problem(error.status, error.code, str(error), errors, **error.more)
    if isinstance(error, TooOften):
        response["Retry-After"] = str(error.retry_after)
    return response


SENTENCES = {
    "missing": gettext_noop("This field is required."),
    "json_invalid": gettext_noop("The body is not valid JSON."),
    "int_parsing": gettext_noop("A whole number is wanted here."),
    "int_type": gettext_noop("A whole number is wanted here."),
    "float_parsing": gettext_noop("A number is wanted here."),
    "float_type": gettext_noop("A number is wanted here."),
    "string_type": gettext_noop("Text is wanted here."),
    "uuid_parsing": gettext_noop("This is not an id."),
    "literal_error": gettext_noop("This is not one of the allowed values."),
    "enum": gettext_noop("This is not one of the allowed values."),
    "finite_number": gettext_noop("A finite number is wanted here."),
    "greater_than_equal": gettext_noop("The value is too small."),
    "greater_than": gettext_noop("The value is too small."),
    "less_than_equal": gettext_noop("The value is too large."),
    "string_too_long": gettext_noop("The text is too long."),
    "string_too_short": gettext_noop("The text is too short."),
}
OTHER_FAULT = gettext_noop("This value is not allowed.")


def input_problem(faults: list[dict[str, Any]]) -> HttpResponse:
    """422 for what pydantic refused; each fault in the reader's language."""
    errors = []
    for fault in faults:
        place = [
            str(part)
            for part in fault.get("loc", ())
            if part not in ("body", "query", "path", "data")
        ]
        sentence = SENTENCES.get(fault.get("type", ""), OTHER_FAULT)
        errors.append({"field": ".".join(place), "message": _(sentence)})
    return problem(422, "invalid", _("The input is not as it should be."), errors)


def build_api() -> NinjaAPI:
    """The one API object; routers are added in lms/config/urls.py."""
    api = NinjaAPI(
        title="Xinlu",
        version="1",
        auth=[Bearer(), BrowserSession(csrf=True)],
        docs_url=None,
        openapi_url="/openapi.json",
        urls_namespace="api",
    )

    @api.exception_handler(DomainError)
    def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
        return problem_of(error)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return input_problem(error.errors)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        response = problem(401, "not_signed_in", _("Please sign in."))
        response["WWW-Authenticate"] = 'Bearer realm="xinlu"'
        return response

    @api.exception_handler(PermissionDenied)
    def denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return problem(403, "denied", _("You do not have the right to do this."))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "not_found", _("This does not exist, or not for you."))

    @api.exception_handler(RequestDataTooBig)
    def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return problem(413, "too_large", _("What was sent is too large."))

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        sentence = (
            _("The body is not valid JSON.")
            if error.status_code == 400
            else _("This did not work.")
        )
        return problem(error.status_code, "request", sentence)

    @api.exception_handler(Exception)
    def failed(request: HttpRequest, error: Exception) -> HttpResponse:
        logger.exception("api failed")
        return problem(500, "server_error", _("Something went wrong on our side."))

    return api
