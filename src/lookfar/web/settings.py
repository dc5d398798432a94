"""Django settings, made from `lookfar.config`; safe by default."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lookfar.accounts.read_only import DATABASE, only_read, read_only_database
from lookfar.accounts.secret_files import secret_file
from lookfar.config import read_config
from lookfar.formats.encoded import MOST_BYTES

CONFIG = read_config()
HOME = CONFIG.home
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
BASE_DIR = Path(__file__).resolve().parent

SECRET_KEY = secret_file(HOME / "keys" / "session.key", 48).hex()
FIELD_KEY_FILE = HOME / "keys" / "field.key"
AUDIT_KEY_FILE = HOME / "keys" / "audit.key"
FIELD_KEYS = CONFIG.text("LOOKFAR_FIELD_KEYS")

DEBUG = False
_PUBLIC = urlsplit(CONFIG.text("LOOKFAR_PUBLIC_URL"))
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", CONFIG.text("LOOKFAR_HOST")] + (
    [_PUBLIC.hostname] if _PUBLIC.hostname else []
)
CSRF_TRUSTED_ORIGINS = [f"{_PUBLIC.scheme}://{_PUBLIC.netloc}"] if _PUBLIC.scheme else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "lookfar.accounts",
    "lookfar.records",
    "lookfar.web",
]
MIDDLEWARE = [
    "lookfar.web.middleware.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lookfar.web.audited.Audited",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lookfar.web.middleware.PlainAnswers",
]
ROOT_URLCONF = "lookfar.web.urls"
ASGI_APPLICATION = "lookfar.web.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lookfar.web.standing.on_every_page",
            ],
        },
    }
]


def _database() -> dict[str, Any]:
    address = CONFIG.text("LOOKFAR_DATABASE")
    if address:
        parts = urlsplit(address)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": parts.port or "",
        }
    if only_read(HOME):
        return read_only_database(HOME / DATABASE)
    return {
        "ENGINE": "lookfar.records.fair_sqlite",
        "NAME": HOME / DATABASE,
        "TEST": {"NAME": ":memory:"},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA secure_delete=ON;",
        },
    }


DATABASES = {"default": _database()}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "ratings": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "ratings",
        "OPTIONS": {"MAX_ENTRIES": 8},
    },
}
"""The world's ratings (1 MB a moment asked about) are apart, so that questions fill neither memory nor push out
the counts of failed sign-ins."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}

# An uploaded file stays in memory: a larger one would wait unencrypted in a temporary file.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = MOST_BYTES + 10_000

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _PUBLIC.scheme == "https"
SECURE_CONTENT_TYPE_NOSNIFF = True
# Nothing is told to other sites; "no-referrer" would make browsers send `Origin: null` with our own forms.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"faults": {"()": "lookfar.web.faults.OnlyFaults"}},
    "formatters": {"faults": {"()": "lookfar.web.faults.FaultFormatter"}},
    "handlers": {"faults": {"class": "lookfar.web.faults.ToStderr", "filters": ["faults"], "formatter": "faults"}},
    "loggers": {"django.request": {"handlers": ["faults"], "level": "ERROR", "propagate": False}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookfar.web.settings")
