"""Single sign-on by OpenID Connect (mozilla-django-oidc), where ``OIDC_ISSUER`` is set.

It finds the account whose user name the provider names, and never makes one. Where the provider's
addresses are is asked of the issuer itself, once a day.
"""

from __future__ import annotations

from typing import Any

import jwt
import requests
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.utils import import_from_settings
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from lms.accounts.models import User
from lms.core.errors import DomainError

ADDRESSES = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
DAY = 24 * 3600


class ProviderUnreachable(DomainError):
    """Nobody's fault here: sign in with the password meanwhile."""

    status = 503


def unreachable() -> ProviderUnreachable:
    return ProviderUnreachable(
        _("Single sign-on cannot be reached at the moment. Please sign in with your password."),
        code="provider_unreachable",
    )


def provider() -> dict[str, str]:
    """What the issuer says of itself. Raises `ProviderUnreachable`."""
    issuer = settings.OIDC_ISSUER.rstrip("/")
    if (known := cache.get(f"oidc:{issuer}")) is not None:
        return dict(known)
    try:
        address = f"{issuer}/.well-known/openid-configuration"
        answer = requests.get(address, timeout=settings.OIDC_TIMEOUT)
        answer.raise_for_status()
        said = answer.json()
        found = {name: str(said[name]) for name in (*ADDRESSES.values(), "issuer")}
    except (requests.RequestException, ValueError, KeyError) as error:
        raise unreachable() from error
    if found["issuer"].rstrip("/") != issuer:
        raise unreachable()
    cache.set(f"oidc:{issuer}", found, DAY)
    return found


def setting(name: str, *default: Any) -> Any:
    """The package's settings; the provider's addresses are asked of the provider."""
    if name in ADDRESSES:
        return provider()[ADDRESSES[name]]
    return import_from_settings(name, *default)


class SingleSignOn(OIDCAuthenticationBackend):
    """Matches ``preferred_username`` with the user name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Django makes a backend for every page: the provider is asked only when somebody signs in.
        self.UserModel = User

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        return setting(attr, *args)

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> User | None:
        if request is None or "nonce" not in kwargs:
            return None
        super().__init__()
        try:
            found = super().authenticate(request, **kwargs)
        except requests.RequestException as error:
            raise unreachable() from error
        return found if isinstance(found, User) and self.user_can_authenticate(found) else None

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """Signature, time and nonce, and that it was issued by this provider for this platform."""
        try:
            payload: dict[str, Any] = super().verify_token(token, **kwargs)
        except jwt.PyJWTError as error:
            raise SuspiciousOperation("The token is not valid.") from error
        audience = payload.get("aud")
        meant = audience if isinstance(audience, list) else [audience]
        if settings.OIDC_RP_CLIENT_ID not in meant or payload.get("iss") != provider()["issuer"]:
            raise SuspiciousOperation("The token was issued for somebody else.")
        return payload

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        return bool(claims.get("preferred_username"))

    def filter_users_by_claims(self, claims: dict[str, Any]) -> Any:
        return User.objects.filter(username=str(claims["preferred_username"]), is_active=True)

    def get_user(self, user_id: Any) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


class Begin(OIDCAuthenticationRequestView):
    get_settings = staticmethod(setting)


class Callback(OIDCAuthenticationCallbackView):
    get_settings = staticmethod(setting)


def begin(request: HttpRequest) -> HttpResponse:
    """To the provider. Open to everybody where an issuer is set."""
    _require_issuer()
    answer: HttpResponse = Begin.as_view()(request)
    return answer


def callback(request: HttpRequest) -> HttpResponse:
    """Back from the provider; what does not fit goes to the sign-in page."""
    _require_issuer()
    try:
        answer: HttpResponse = Callback.as_view()(request)
    except SuspiciousOperation:
        answer = redirect(settings.LOGIN_REDIRECT_URL_FAILURE)
    return answer


def _require_issuer() -> None:
    if not settings.OIDC_ISSUER:
        raise Http404
