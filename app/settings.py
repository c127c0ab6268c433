"""Settings: the only reader of the environment and of ``instance/settings.toml``.

Precedence: environment, then file, then default. Names in the file are those of the environment without
``CUSTODIA_``, in lower case. Secrets are generated into the instance folder on first use, never written to logs.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self

from flask import current_app

PREFIX = "CUSTODIA_"


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another.

    ``instance`` is the folder of the database, documents, keys and issued reports. ``database_url`` is SQLite in it
    unless set. Limits on sessions are in minutes, on uploads in bytes. Paths of certificate and key are taken from the
    instance folder unless they are absolute.
    """

    instance: Path
    database_url: str = ""
    public_url: str = ""
    secret_key: str = field(default="", repr=False)
    subject_key: str = field(default="", repr=False)
    blobs_url: str = ""
    signing_certificate: str = ""
    signing_key: str = ""
    signing_passphrase: str = field(default="", repr=False)
    timestamp_url: str = ""
    mail_url: str = field(default="", repr=False)
    mail_from: str = ""
    log_level: str = "INFO"
    log_format: str = "plain"
    upload_limit: int = 25 * 1024 * 1024
    session_idle_minutes: int = 60
    session_absolute_minutes: int = 12 * 60
    trusted_proxies: int = 0

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None, **given: Any) -> Self:
        """Settings from *environment* (the process's by default) and the instance's file; *given* wins over both.

        Raises :class:`ValueError` naming the setting that cannot be read.
        """
        environment = os.environ if environment is None else environment
        instance = Path(
            given.pop("instance", None) or environment.get(PREFIX + "INSTANCE") or "instance"
        ).resolve()
        values: dict[str, Any] = {}
        file = instance / "settings.toml"
        if file.is_file():
            values.update(tomllib.loads(file.read_text(encoding="utf-8")))
        known = {f.name: f for f in fields(cls) if f.name != "instance"}
        for name in known:
            if PREFIX + name.upper() in environment:
                values[name] = environment[PREFIX + name.upper()]
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise ValueError(
                f"settings.toml: “{unknown[0]}” is not a known setting: remove it or correct its name."
            )
        for name, value in list(values.items()):
            if known[name].type is int or known[name].type == "int":
                values[name] = _whole(name, value)
        return cls(instance=instance, **values | given).completed()

    def completed(self) -> Self:
        """These settings with the defaults that depend on the instance folder filled in."""
        return replace(
            self, database_url=self.database_url or f"sqlite:///{self.instance / 'custodia.sqlite3'}"
        )

    def with_secret(self) -> Self:
        """These settings with the keys that were not set, made on first use and kept in ``instance/keys`` (mode 0600).

        The secret key signs forms. The subject key makes the hashes by which data subjects are known in the ledgers; it
        is another one, since to replace it would make every hash on file meaningless.
        """
        keys = self.instance / "keys"
        return replace(
            self,
            secret_key=self.secret_key or _kept_secret(keys / "secret"),
            subject_key=self.subject_key or _kept_secret(keys / "subjects"),
        )

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is SQLite."""
        return self.database_url.startswith("sqlite")


def current() -> Settings:
    """The settings of the application under way, as ``db.session`` is its session."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def child_environment(**added: str) -> dict[str, str]:
    """The environment of a program that this one starts: its own, with what is *added*."""
    return {**os.environ, **added}


def founding_token(instance: Path, *, make: bool = False) -> str | None:
    """The token with which the first administrator enters, ``None`` where none was made; *make* makes it."""
    path = instance / "keys" / "first-administrator"
    if make:
        return _kept_secret(path)
    return path.read_text(encoding="ascii") if path.is_file() else None


def _whole(name: str, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{PREFIX}{name.upper()}: “{value}” is not a whole number.") from error


def _kept_secret(path: Path) -> str:
    """The secret in *path*, made first where it is missing; two processes starting at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(
            os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii"
        ) as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
