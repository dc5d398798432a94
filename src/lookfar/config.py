"""Every setting once: name, type, default, unit, one sentence; docs/settings.md is written from here."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lookfar.domain.errors import Misconfigured


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting as the operator sees it; read from the environment variable `name`."""

    name: str
    kind: str
    default: str
    unit: str
    says: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="LOOKFAR_HOME",
        kind="path",
        default="var",
        unit="directory",
        says="Where the database, raw bodies, keys and outboxes are kept.",
    ),
    Setting(
        name="LOOKFAR_DATABASE",
        kind="text",
        default="",
        unit="postgresql:// address",
        says="The PostgreSQL database to use; empty means SQLite inside LOOKFAR_HOME.",
    ),
    Setting(
        name="LOOKFAR_HOST",
        kind="text",
        default="127.0.0.1",
        unit="address",
        says="The address the web server binds.",
    ),
    Setting(
        name="LOOKFAR_PORT",
        kind="number",
        default="8321",
        unit="TCP port",
        says="The port the web server binds.",
    ),
    Setting(
        name="LOOKFAR_WEB_AT_ONCE",
        kind="number",
        default="8",
        unit="requests",
        says="How many pages are worked on at once; four times as many wait, others are told to come again (503).",
    ),
    Setting(
        name="LOOKFAR_PUBLIC_URL",
        kind="text",
        default="",
        unit="URL",
        says="The address people reach this installation at, for links in mails; empty means host and port.",
    ),
    Setting(
        name="LOOKFAR_CONTACT",
        kind="text",
        default="",
        unit="e-mail address or URL",
        says="Who runs this installation, told to publishers in the UA header of every fetch.",
    ),
    Setting(
        name="LOOKFAR_SMTP_HOST",
        kind="text",
        default="",
        unit="host name",
        says="The mail server that takes alerts; empty means no e-mail is sent and the banner says so.",
    ),
    Setting(
        name="LOOKFAR_SMTP_PORT",
        kind="number",
        default="587",
        unit="TCP port",
        says="The port of the mail server.",
    ),
    Setting(
        name="LOOKFAR_SMTP_USER",
        kind="text",
        default="",
        unit="",
        says="The account at the mail server; empty means none.",
    ),
    Setting(
        name="LOOKFAR_SMTP_PASSWORD",
        kind="secret",
        default="",
        unit="",
        says="The password of that account.",
    ),
    Setting(
        name="LOOKFAR_SMTP_TLS",
        kind="choice",
        default="starttls",
        unit="starttls, tls or none",
        says="How the connection to the mail server is secured; it is never downgraded.",
    ),
    Setting(
        name="LOOKFAR_MAIL_FROM",
        kind="text",
        default="lookfar@localhost",
        unit="e-mail address",
        says="The sender of alert mails.",
    ),
    Setting(
        name="LOOKFAR_EGRESS_ALLOW",
        kind="list",
        default="",
        unit="host:port, comma-separated",
        says="Private or loopback addresses the operator allows connections to, for mirrors and tests.",
    ),
    Setting(
        name="LOOKFAR_MIRROR",
        kind="text",
        default="",
        unit="URL",
        says="A server that answers in place of all publishers, as <mirror>/<host>/<path>; for closed networks.",
    ),
    Setting(
        name="LOOKFAR_COLLECT",
        kind="choice",
        default="on",
        unit="on or off",
        says="Whether `lookfar up` fetches feeds; off leaves every source blind.",
    ),
    Setting(
        name="LOOKFAR_BLIND_AFTER",
        kind="number",
        default="300",
        unit="seconds",
        says="How long evaluation or sending may stand still before `/health` is red and the watchdog speaks.",
    ),
    Setting(
        name="LOOKFAR_WATCHDOG_MAIL",
        kind="list",
        default="",
        unit="e-mail addresses, comma-separated",
        says="Whom the watchdog tells that Lookfar is blind, by the mail server above.",
    ),
    Setting(
        name="LOOKFAR_WATCHDOG_WEBHOOK",
        kind="text",
        default="",
        unit="URL",
        says="Where the watchdog posts that Lookfar is blind, or sees again.",
    ),
    Setting(
        name="LOOKFAR_HEARTBEAT_URL",
        kind="text",
        default="",
        unit="URL",
        says="A dead-man's switch elsewhere, asked by the watchdog every minute for as long as all is well.",
    ),
    Setting(
        name="LOOKFAR_FIELD_KEYS",
        kind="secret",
        default="",
        unit="base64 of 32 bytes, comma-separated",
        says="Keys of the private columns, the one that writes first; empty means the file keys/field.key.",
    ),
    Setting(
        name="LOOKFAR_LAKE",
        kind="text",
        default="duckdb",
        unit="duckdb, spark://host:port or spark://local[2]",
        says="What computes over history; a Spark cluster must see LOOKFAR_HOME under the same path.",
    ),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}
_CHOICES = {"LOOKFAR_SMTP_TLS": ("starttls", "tls", "none"), "LOOKFAR_COLLECT": ("on", "off")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one process, read and checked once."""

    values: Mapping[str, str]

    def text(self, name: str) -> str:
        """The setting's text; raises KeyError for a name that is not in SETTINGS."""
        setting = _BY_NAME[name]
        return self.values.get(name, "").strip() or setting.default

    def number(self, name: str) -> int:
        """The setting as an integer; raises Misconfigured when it is none."""
        text = self.text(name)
        if not re.fullmatch(r"\d{1,9}", text):
            raise Misconfigured(f"{name} must be a whole number, not {text!r}")
        return int(text)

    def names(self, name: str) -> tuple[str, ...]:
        """A comma-separated setting as its parts."""
        return tuple(part.strip() for part in self.text(name).split(",") if part.strip())

    @property
    def home(self) -> Path:
        """LOOKFAR_HOME as an absolute path."""
        return Path(self.text("LOOKFAR_HOME")).resolve()

    def at_home(self, name: str) -> Path:
        """A file or directory inside LOOKFAR_HOME."""
        return self.home / name

    @property
    def public_url(self) -> str:
        """The address people reach this installation at, without a slash at its end."""
        given = self.text("LOOKFAR_PUBLIC_URL").rstrip("/")
        return given or f"http://{self.text('LOOKFAR_HOST')}:{self.number('LOOKFAR_PORT')}"


def read_config(environment: Mapping[str, str] | None = None) -> Config:
    """The settings from the environment; raises Misconfigured for an unknown name or a bad choice."""
    given = os.environ if environment is None else environment
    values = {key: value for key, value in given.items() if key.startswith("LOOKFAR_")}
    for name, value in values.items():
        if name not in _BY_NAME:
            raise Misconfigured(f"unknown setting {name}; docs/settings.md lists all of them")
        if name in _CHOICES and value and value not in _CHOICES[name]:
            raise Misconfigured(f"{name} must be one of {', '.join(_CHOICES[name])}, not {value!r}")
    return Config(values=values)
