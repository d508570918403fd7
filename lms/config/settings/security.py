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
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "lms.accounts.passwords.ThreeClasses"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "phone")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Desk roles choose a new one after so many days (domain.md §5); 0: never.
PASSWORD_DAYS = env.password_days
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_URL = "/sign-out/"
LOGOUT_REDIRECT_URL = "/sign-in/"
SECOND_FACTOR_ROLES = env.second_factor_roles
OTP_TOTP_ISSUER = "新路"

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
AXES_LOCKOUT_PARAMETERS = ["username"]
ADDRESS_FAILURE_LIMIT = 50
AXES_USERNAME_CALLABLE = "lms.accounts.lockout.account_name"
AXES_WHITELIST_CALLABLE = "lms.accounts.lockout.is_not_counted"
AXES_CLIENT_IP_CALLABLE = "lms.core.middleware.client_address"
# A try during the lock-out does not begin it anew: who forgot a password waits 15 minutes, no more.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "lms.accounts.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "password", "otp", "code", "old", "again"]

# Single sign-on by OpenID Connect, where an issuer is set. It never makes accounts.
OIDC_ISSUER = env.oidc_issuer
OIDC_RP_CLIENT_ID = env.oidc_client_id
OIDC_RP_CLIENT_SECRET = env.oidc_client_secret
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_RP_SCOPES = "openid profile"
OIDC_CREATE_USER = False
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 10
OIDC_REDIRECT_FIELD_NAME = "next"
OIDC_AUTHENTICATION_CALLBACK_URL = "accounts:oidc_callback"
LOGIN_REDIRECT_URL_FAILURE = "/sign-in/?refused=1"
if env.oidc_issuer:
    AUTHENTICATION_BACKENDS.append("lms.accounts.oidc.SingleSignOn")

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
