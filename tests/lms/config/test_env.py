"""Settings from the environment: typed, with a line for what cannot be read."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest

from lms.config import env as module
from lms.config.env import Env, Unset


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is set but the data folder."""
    for name in list(os.environ):
        if name.startswith(("XINLU_", "SECRET_", "FIELD_", "DATABASE_", "CELERY_", "CACHE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XINLU_VAR", str(tmp_path / "var"))


def test_defaults_run_on_a_bare_machine(tmp_path: Path) -> None:
    env = Env()
    assert not env.production
    assert env.var == tmp_path / "var"
    assert (env.database_url, env.celery_broker_url, env.bind) == ("", "", "127.0.0.1")
    assert env.audit_days == 1095


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("XINLU_ENV", "prod", "XINLU_ENV must be one of development, production, not 'prod'."),
        ("XINLU_AUDIT_DAYS", "3 years", "XINLU_AUDIT_DAYS must be a whole number"),
        ("XINLU_DEBUG", "maybe", "XINLU_DEBUG must be 1 or 0"),
        ("XINLU_WEB_WORKERS", "0", "XINLU_WEB_WORKERS must be at least 1, not 0."),
        ("XINLU_LOG_LEVEL", "LOUD", "XINLU_LOG_LEVEL must be one of"),
        ("XINLU_MESSAGE_PROVIDERS", "sms", "XINLU_MESSAGE_PROVIDERS must be written as name=value"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Unset) as ended:
        Env()
    assert str(ended.value).startswith(said)


def test_a_secret_may_come_as_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "secret"))
    assert Env().secret_key == "from a file"


def test_the_value_itself_wins_over_its_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "missing"))
    monkeypatch.setenv("DATABASE_URL", "postgres:///xinlu")
    assert Env().database_url == "postgres:///xinlu"


def test_a_secret_file_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "missing"))
    with pytest.raises(Unset, match=r"SECRET_KEY_FILE: .*missing cannot be read"):
        _ = Env().secret_key


def test_development_secrets_are_made_once_and_kept_closed(tmp_path: Path) -> None:
    first = Env()
    assert first.secret_key == Env().secret_key
    assert first.field_encryption_key == Env().field_encryption_key
    for name in ("secret_key", "field_encryption_key"):
        mode = (tmp_path / "var" / name).stat().st_mode
        assert stat.S_IMODE(mode) == 0o600


def test_of_two_that_start_at_once_both_keep_the_same_secret(tmp_path: Path) -> None:
    def late() -> str:
        (tmp_path / "name").write_text("first")
        return "second"

    assert module.kept_secret(tmp_path, "name", late) == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["name"]


def test_production_makes_no_secret_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XINLU_ENV", "production")
    env = Env()
    assert env.field_encryption_key == ""
    with pytest.raises(Unset, match="SECRET_KEY is not set"):
        _ = env.secret_key
    assert not (tmp_path / "var" / "secret_key").exists()


def test_a_data_folder_that_cannot_be_made_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XINLU_VAR", str(tmp_path / "file"))
    with pytest.raises(Unset, match=r"XINLU_VAR: .* cannot be kept"):
        _ = Env().secret_key


def test_valkey_is_called_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", "valkeys://cache:6379/1")
    assert Env().cache_url == "rediss://cache:6379/1"


def test_lists_and_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example , b.example,")
    monkeypatch.setenv("XINLU_MESSAGE_PROVIDERS", "sms=a.b.C, email=d.E")
    env = Env()
    assert env.allowed_hosts == ["a.example", "b.example"]
    assert env.message_providers == {"sms": "a.b.C", "email": "d.E"}


def test_every_setting_stands_in_the_operations_manual() -> None:
    source = Path(module.__file__).read_text(encoding="utf-8")
    manual = (module.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    settings = set(
        re.findall(r'(?:text|flag|number|names|pairs|address|one_of)\("([A-Z_]+)"', source)
    )
    settings |= set(re.findall(r'at_least\(\d+, "([A-Z_]+)"', source))
    assert len(settings) > 30
    assert [name for name in sorted(settings) if f"`{name}`" not in manual] == []
