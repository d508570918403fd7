"""Sign-in, sessions, cookies, content security policy."""

from csp.constants import NONCE, NONE, SELF  # noqa: F401

from lms.config.env import env

ALLOWED_HOSTS = env.allowed_hosts or ([] if env.production else ["*"])
CSRF_TRUSTED_ORIGINS = env.trusted_origins

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "lms.accounts.backends.NameOrPhoneBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
SECOND_FACTOR_ROLES = env.second_factor_roles

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "xinlu_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = env.https
CSRF_COOKIE_NAME = "xinlu_csrf"
CSRF_COOKIE_SECURE = env.https
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lms.core.refusals.csrf_failed"
LANGUAGE_COOKIE_NAME = "xinlu_language"
SECURE_SSL_REDIRECT = env.https
SECURE_HSTS_SECONDS = 31_536_000 if env.https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if env.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview shows pages in a frame of its own
TRUSTED_PROXIES = env.trusted_proxies

# Lock-out (docs/operations.md): 5 failures, 15 minutes, by account and by address.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = ["username", ["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "lms.accounts.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["password", "otp"]

# Idle time-outs in seconds (GB/T 22239 level 3; domain.md §5).
IDLE_SECONDS = 1800
IDLE_SECONDS_STAFF = 900

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/cms/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}
