"""The platform's own settings with what tests need: fast hashing, a database file of their own."""

import os

from lms.config.settings import *  # noqa: F403
from lms.config.settings import DATABASES, STATIC_ROOT, VAR

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    name = os.environ.get("XINLU_TEST_SQLITE", str(VAR / "test.sqlite3"))
    DATABASES["default"]["TEST"] = {"NAME": name}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
STORAGES = {
    "default": {"BACKEND": "content.uploads.MediaStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
ALLOWED_HOSTS = ["*"]
