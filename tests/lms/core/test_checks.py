"""Production does not start on an unsafe setting; each line says which."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import ERROR, run_checks

ROOT = Path(__file__).parents[3]
KEY = "k1:" + base64.b64encode(os.urandom(32)).decode()
POSTGRES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
REDIS = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}


@pytest.fixture
def production(settings: Any, tmp_path: Path) -> Any:
    """Settings of a platform that nothing is to be said about."""
    tmp_path.chmod(0o700)
    safe = {
        "PRODUCTION": True, "DEBUG": False, "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_ENCRYPTION_KEY": KEY, "ALLOWED_HOSTS": ["xinlu.example.gov.cn"],
        "SESSION_COOKIE_SECURE": True, "TEST_CLOCK": "", "AUDIT_DAYS": 1095, "VAR": tmp_path,
        "TRUSTED_PROXIES": 1, "SECOND_FACTOR_ROLES": ["system_admin"],
        "DATABASES": POSTGRES, "CACHES": REDIS,
    }  # fmt: skip
    for name, value in safe.items():
        put(settings, name, value)
    return settings


def put(settings: Any, name: str, value: Any) -> None:
    with warnings.catch_warnings():  # Django warns of other databases; none is asked here
        warnings.simplefilter("ignore")
        setattr(settings, name, value)


def ours() -> dict[str, int]:
    """Our own findings with their level."""
    from lms.config.checks import second_factor_roles_exist
    from lms.core import checks

    found = [
        *checks.keys_are_usable(), *checks.audit_is_kept(), *checks.production_is_safe(),
        *second_factor_roles_exist(),
    ]  # fmt: skip
    return {str(check.id): check.level for check in found}


def test_nothing_is_said_about_a_safe_platform(production: Any) -> None:
    assert ours() == {}


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("FIELD_ENCRYPTION_KEY", "", "xinlu.E001"),
        ("FIELD_ENCRYPTION_KEY", "k1:nonsense", "xinlu.E002"),
        ("FIELD_ENCRYPTION_KEY", "k1:" + base64.b64encode(bytes(32)).decode(), "xinlu.E002"),
        ("AUDIT_DAYS", 182, "xinlu.E003"),
        ("SECRET_KEY", "short", "xinlu.E010"),
        ("SECRET_KEY", "x" * 60, "xinlu.E010"),
        ("DEBUG", True, "xinlu.E011"),
        ("ALLOWED_HOSTS", [], "xinlu.E012"),
        ("ALLOWED_HOSTS", ["*"], "xinlu.E012"),
        ("TEST_CLOCK", "/tmp/offset", "xinlu.E013"),
        ("SESSION_COOKIE_SECURE", False, "xinlu.E014"),
        ("SECOND_FACTOR_ROLES", ["manger"], "xinlu.E020"),
    ],
)
def test_an_unsafe_setting_is_an_error(
    production: Any, setting: str, value: Any, code: str
) -> None:
    put(production, setting, value)
    found = ours()
    assert found.pop(code) == ERROR
    assert found == {}


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "xinlu.W015"),
        ("CACHES", {"default": {"BACKEND": "x.LocMemCache"}}, "xinlu.W016"),
        ("TRUSTED_PROXIES", 0, "xinlu.W018"),
        ("SECOND_FACTOR_ROLES", [], "xinlu.W019"),
    ],
)
def test_an_unwise_setting_is_a_warning(
    production: Any, setting: str, value: Any, code: str
) -> None:
    put(production, setting, value)
    assert code in ours()
    assert ours()[code] < ERROR


def test_a_data_folder_that_everybody_may_write_to_is_an_error(production: Any) -> None:
    production.VAR.chmod(0o777)
    assert ours() == {"xinlu.E017": ERROR}


def test_outside_production_only_keys_and_retention_count(production: Any) -> None:
    production.PRODUCTION = False
    production.DEBUG, production.SECRET_KEY, production.ALLOWED_HOSTS = True, "", ["*"]
    assert ours() == {}


def test_this_project_has_no_findings_of_its_own() -> None:
    assert [check for check in run_checks() if not check.is_silenced()] == []


SAFE = {
    "SECRET_KEY": secrets.token_urlsafe(50), "FIELD_ENCRYPTION_KEY": KEY,
    "ALLOWED_HOSTS": "xinlu.example.gov.cn", "XINLU_HTTPS": "1",
}  # fmt: skip


def start(tmp_path: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A real start, with nothing but these settings."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {"XINLU_VAR": str(tmp_path / "var"), "XINLU_ENV": "production", **environment}
    arguments = [sys.executable, *command]
    return subprocess.run(
        arguments, cwd=ROOT, env=clean | given, capture_output=True, text=True, check=False
    )


def test_a_real_start_on_unsafe_settings_ends_with_a_line_for_each(tmp_path: Path) -> None:
    unsafe = {"SECRET_KEY": "x", "XINLU_DEBUG": "1", "XINLU_TEST_CLOCK": "x"}
    ended = start(tmp_path, "-m", "lms.config.run", **unsafe)
    assert ended.returncode == 1
    codes = sorted(line.partition(":")[0] for line in ended.stderr.splitlines())
    assert codes == [f"xinlu.{code}" for code in ("E001", "E010", "E011", "E012", "E013", "E014")]
    assert not (tmp_path / "var" / "xinlu.sqlite3").exists()


def test_without_a_secret_no_process_starts(tmp_path: Path) -> None:
    for command in (["-m", "lms.config.run"], ["-c", "import lms.config.wsgi"]):
        ended = start(tmp_path, *command)
        assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
        assert ended.stderr.startswith("SECRET_KEY is not set")


def test_the_web_server_refuses_as_well_when_something_else_starts_it(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir(mode=0o700)
    command = ["-c", "import lms.config.wsgi"]
    assert start(tmp_path, *command, **SAFE).returncode == 0
    ended = start(tmp_path, *command, **SAFE | {"XINLU_HTTPS": "0"})
    assert (ended.returncode, ended.stderr[:10]) == (1, "xinlu.E014")
