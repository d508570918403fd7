"""Settings from the environment, typed: one class, one place, defaults that run on a bare machine.

Every name here is listed with its default in docs/operations.md. A secret may also come as
``NAME_FILE`` (the path of a file that holds it), as container platforms hand them over.
"""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class Unset(SystemExit):
    """A setting has a value that cannot be read: ends the program with a line that says which."""


def text(name: str, default: str = "") -> str:
    """The value of ``name``, else the content of the file that ``name_FILE`` names, else
    default."""
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Unset(f"{name}_FILE: {path} cannot be read ({_why(error)}).") from error
    return default


def _why(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def number(name: str, default: int) -> int:
    raw = text(name)
    try:
        return int(raw) if raw else default
    except ValueError as error:
        raise Unset(f"{name} must be a whole number, not {raw!r}.") from error


def at_least(least: int, name: str, default: int) -> int:
    if (found := number(name, default)) < least:
        raise Unset(f"{name} must be at least {least}, not {found}.")
    return found


def flag(name: str, default: bool) -> bool:
    raw = text(name).lower()
    if raw in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return raw in ("1", "true", "yes", "on") if raw else default
    raise Unset(f"{name} must be 1 or 0, not {raw!r}.")


def address(name: str) -> str:
    """The address of a server. Valkey speaks Redis, and is called so by the libraries."""
    found = text(name)
    return "redis" + found.removeprefix("valkey") if found.startswith("valkey") else found


def names(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def pairs(name: str) -> dict[str, str]:
    """``a=x, b=y`` as a mapping."""
    found = {}
    for part in names(name):
        key, sign, value = (piece.strip() for piece in part.partition("="))
        if not (key and sign and value):
            raise Unset(f"{name} must be written as name=value, not {part!r}.")
        found[key] = value
    return found


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """One of ``choices``; the first is the default. A slip of the pen is never taken for it."""
    raw = text(name, choices[0])
    if raw not in choices:
        raise Unset(f"{name} must be one of {', '.join(choices)}, not {raw!r}.")
    return raw


def _kind() -> str:
    return one_of("XINLU_ENV", ("development", "production"))


def kept_secret(var: Path, name: str, make: Callable[[], str]) -> str:
    """A development secret, made once and kept in the data folder (mode 600)."""
    path = var / name
    try:
        if not path.exists():
            _keep_secret(path, make())
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Unset(f"XINLU_VAR: {path} cannot be kept ({_why(error)}).") from error


def _keep_secret(path: Path, secret: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secret, encoding="utf-8")
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)  # atomic: of two processes that start together one wins
    draft.unlink()


def new_field_key() -> str:
    return "k1:" + base64.b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True)
class Env:
    """What the environment says; read once by ``lms.config.settings``."""

    production: bool = field(default_factory=lambda: _kind() == "production")
    var: Path = field(
        default_factory=lambda: Path(text("XINLU_VAR", str(BASE_DIR / "var"))).resolve()
    )
    debug: bool = field(default_factory=lambda: flag("XINLU_DEBUG", False))
    database_url: str = field(default_factory=lambda: text("DATABASE_URL"))
    celery_broker_url: str = field(default_factory=lambda: address("CELERY_BROKER_URL"))
    cache_url: str = field(default_factory=lambda: address("CACHE_URL"))
    allowed_hosts: list[str] = field(default_factory=lambda: names("ALLOWED_HOSTS"))
    trusted_origins: list[str] = field(default_factory=lambda: names("CSRF_TRUSTED_ORIGINS"))
    test_clock: str = field(default_factory=lambda: text("XINLU_TEST_CLOCK"))
    bind: str = field(default_factory=lambda: text("XINLU_BIND", "127.0.0.1"))
    web_workers: int = field(default_factory=lambda: at_least(1, "XINLU_WEB_WORKERS", 2))
    web_threads: int = field(default_factory=lambda: at_least(1, "XINLU_WEB_THREADS", 3))
    worker_processes: int = field(default_factory=lambda: at_least(1, "XINLU_WORKER_PROCESSES", 2))
    media_port: int = field(default_factory=lambda: at_least(0, "XINLU_MEDIA_PORT", 0))
    media_accel: bool = field(default_factory=lambda: flag("XINLU_MEDIA_ACCEL", False))
    public_url: str = field(default_factory=lambda: text("XINLU_PUBLIC_URL"))
    https: bool = field(default_factory=lambda: flag("XINLU_HTTPS", False))
    trusted_proxies: int = field(default_factory=lambda: at_least(0, "XINLU_TRUSTED_PROXIES", 0))
    second_factor_roles: list[str] = field(
        default_factory=lambda: names("XINLU_SECOND_FACTOR_ROLES")
    )
    password_days: int = field(default_factory=lambda: number("XINLU_PASSWORD_DAYS", 90))
    audit_days: int = field(default_factory=lambda: number("XINLU_AUDIT_DAYS", 1095))
    clamav_socket: str = field(default_factory=lambda: text("CLAMAV_SOCKET"))
    max_upload_mb: int = field(default_factory=lambda: at_least(1, "XINLU_MAX_UPLOAD_MB", 2048))
    oidc_issuer: str = field(default_factory=lambda: text("OIDC_ISSUER"))
    oidc_client_id: str = field(default_factory=lambda: text("OIDC_CLIENT_ID"))
    oidc_client_secret: str = field(default_factory=lambda: text("OIDC_CLIENT_SECRET"), repr=False)
    log_level: str = field(
        default_factory=lambda: one_of("XINLU_LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR"))
    )
    witness_dir: str = field(default_factory=lambda: text("XINLU_WITNESS_DIR"))
    witness_here: bool = field(default_factory=lambda: flag("XINLU_WITNESS_HERE", True))
    webhook_hosts: list[str] = field(default_factory=lambda: names("XINLU_WEBHOOK_HOSTS"))
    api_rate: int = field(default_factory=lambda: at_least(1, "XINLU_API_RATE", 120))
    message_providers: dict[str, str] = field(
        default_factory=lambda: pairs("XINLU_MESSAGE_PROVIDERS")
    )
    demo: bool = field(default_factory=lambda: flag("XINLU_DEMO", True))
    secret_key_fallbacks: list[str] = field(
        default_factory=lambda: names("SECRET_KEY_FALLBACKS"), repr=False
    )

    @property
    def secret_key(self) -> str:
        """SECRET_KEY; outside production one is made and kept in the data folder."""
        if value := text("SECRET_KEY"):
            return value
        if self.production:
            raise Unset("SECRET_KEY is not set: at least 50 characters, drawn at random.")
        return kept_secret(self.var, "secret_key", lambda: secrets.token_urlsafe(50))

    @property
    def field_encryption_key(self) -> str:
        """Keys of the encrypted columns: ``id:base64`` pairs, comma separated, the first is
        used."""
        if value := text("FIELD_ENCRYPTION_KEY"):
            return value
        if self.production:
            return ""  # xinlu.E001 says so, with the other faults
        return kept_secret(self.var, "field_encryption_key", new_field_key)


env = Env()
