"""Apps, database, broker, cache, templates, languages, logs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from lms.config.env import BASE_DIR, env

VAR = env.var
PRODUCTION = env.production
DEBUG = env.debug
SECRET_KEY = env.secret_key
SECRET_KEY_FALLBACKS = env.secret_key_fallbacks
FIELD_ENCRYPTION_KEY = env.field_encryption_key
TEST_CLOCK = env.test_clock
AUDIT_DAYS = env.audit_days
MESSAGE_PROVIDERS = env.message_providers
ROOT_URLCONF = "lms.config.urls"
WSGI_APPLICATION = "lms.config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "lms.config",
    "lms.scoring",
    "lms.training",
    "exams",
    "lms.learning",
    "lms.credits",
    "cases",
    "content",
    "lms.messaging",
    "lms.accounts",
    "lms.core",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtailmedia",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_vite",
    "django_celery_beat",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "two_factor",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

# Order matters: the request id is outermost so that every log line carries it.
MIDDLEWARE = [
    "lms.core.middleware.RequestContextMiddleware",
    "lms.core.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "lms.accounts.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lms.core.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.core.context.page",
            ],
        },
    },
]
FORM_RENDERER = "lms.core.forms.Renderer"


def database() -> dict[str, Any]:
    """DATABASE_URL, or SQLite under the data folder."""
    if env.database_url:
        config: dict[str, Any] = dict(
            dj_database_url.parse(env.database_url, conn_max_age=60, conn_health_checks=True)
        )
    else:
        config = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR / "xinlu.sqlite3")}
    if config["ENGINE"].endswith("sqlite3"):
        # Without IMMEDIATE a transaction that reads and then writes fails under load at once;
        # with it writers wait in line for up to the time-out.
        config["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                " PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728;"
            ),
        }
        config["CONN_MAX_AGE"] = None
    return config


DATABASES = {"default": database()}
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.cache_url}
        if env.cache_url
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "lms" / "config" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Celery: the Job table is the truth and the broker only a hint (docs/adr/0004).
BROKER_FOLDER: Path = VAR / "broker"
CELERY_BROKER_URL: str = env.celery_broker_url or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {}
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "polling_interval": 0.5,
    }
elif CELERY_BROKER_URL.startswith("redis"):
    # A broker that is gone must not hold up the page that wants a job done.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 3}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_MAX_LOOP_INTERVAL = 2  # it ends no sooner than the loop it is in
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [("app", BASE_DIR / "content" / "frontend" / "dist")]
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"
JOB_FILES = VAR / "jobs"
CASE_ORIGINALS: Path = VAR / "originals"
WITNESS_DIR: Path = Path(env.witness_dir) if env.witness_dir else VAR / "witness"
WITNESS_HERE = env.witness_here
WEBHOOK_HOSTS = env.webhook_hosts
API_RATE = env.api_rate
"""Requests a minute of one token of a machine account."""
STORAGES = {
    "default": {"BACKEND": "content.uploads.MediaStorage"},
    "staticfiles": {"BACKEND": "lms.core.static_files.HashedOnceStorage"},
}
# Names with a hash of the content, Vite's or Django's, never change what they hold.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/(app/assets/.+-[\w-]{8}|.+\.[0-9a-f]{12})\.\w+$"
# dist/ is hashed by Vite already and must keep its names.
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "static_url_prefix": "app",
        "manifest_path": BASE_DIR / "content" / "frontend" / "dist" / "manifest.json",
    }
}

QUIET = (
    "celery.app.trace", "celery.worker.strategy", "celery.beat", "django_tasks", "fontTools",
    "wagtail",
)  # fmt: skip
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "lms.core.logs.ContextFilter"}},
    "formatters": {"json": {"()": "lms.core.logs.JsonFormatter"}},
    "handlers": {
        "out": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["context"]}
    },
    "root": {"handlers": ["out"], "level": env.log_level},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "kombu.connection": {"level": "ERROR"},  # the filesystem broker has no host name
        **{name: {"level": "WARNING"} for name in QUIET},
        # It names the account that somebody tried; sign-ins are in the audit log.
        "axes": {"level": "ERROR"},
    },
}

SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # the address has a limit of its own (lms/accounts/lockout.py)
    "models.W040",  # PostgreSQL has the columns beside the key in its index; SQLite does without
]
SITE_NAME = _("Xinlu")
FORMAT_MODULE_PATH: list[str] = []
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

Path(VAR).mkdir(mode=0o750, parents=True, exist_ok=True)
