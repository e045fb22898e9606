"""Settings: one file, read from the environment. The secrets are files only the server reads.

HOMEWARD_MODE          demo (default), test or deployment
HOMEWARD_DATA          folder of the embedded database, broker and head file (default: var)
HOMEWARD_MEDIA         folder of the sealed documents, the same for all web servers and workers
                       (default: media in the data folder)
HOMEWARD_KEYS          folder of the key files (default: keys in the data folder)
HOMEWARD_DATABASE_URL  postgresql://user:password@host:port/name, or sqlite:///path
                       (default: SQLite in the data folder)
HOMEWARD_BROKER_URL    amqp:// or redis:// (default: folders in the data folder)
HOMEWARD_HOSTS         names the portal answers to, with commas (deployment: needed)
HOMEWARD_PORT          port of the demo (default: 8000)
HOMEWARD_TIME_ZONE     the organisation's time zone (default: UTC)
HOMEWARD_EXIT_URL      where "leave this page" goes
HOMEWARD_MAIL_URL      smtps:// or smtp://user:password@host:port of the organisation's mail server;
                       smtp:// asks for encryption unless the server is this machine (default: no
                       mail is sent)
HOMEWARD_MAIL_FROM     the address that mail comes from
"""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from accounts.route import Route
from config.keyfiles import KeyFiles

BASE_DIR = Path(__file__).resolve().parent.parent


def _text(name: str, default: str = "") -> str:
    return os.environ.get(f"HOMEWARD_{name}", default).strip()


def _list(name: str, default: str) -> list[str]:
    return [part.strip() for part in _text(name, default).split(",") if part.strip()]


def _mode() -> str:
    mode = _text("MODE", "demo")
    if mode not in {"demo", "test", "deployment"}:
        raise ImproperlyConfigured("HOMEWARD_MODE is demo, test or deployment.")
    return mode


def _database(url: str, data: Path) -> dict[str, Any]:
    if not url or url.startswith("sqlite:///"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            # Kept open: the last one to close writes the whole log back, which every page paid for.
            "CONN_MAX_AGE": 600,
            "NAME": url.removeprefix("sqlite://") or data / "homeward.sqlite3",
            "OPTIONS": {
                # Measured with 8 writers: no "database is locked", where the default gave 4 000.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
            },
            "TEST": {"NAME": data / "test.sqlite3"},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured("HOMEWARD_DATABASE_URL starts with postgresql:// or sqlite:///")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"prepare_threshold": 5, "server_side_binding": True},
    }


def _mail(url: str, sender: str) -> Route | None:
    if not url:
        return None
    try:
        return Route.of(url, sender)
    except ValueError as wrong:
        raise ImproperlyConfigured(f"HOMEWARD_MAIL_URL, HOMEWARD_MAIL_FROM: {wrong}") from None


MODE = _mode()
DEMO = MODE == "demo"
DEPLOYMENT = MODE == "deployment"
DATA_DIR = Path(_text("DATA", str(BASE_DIR / "var"))).resolve()
# `manage.py found` makes the secrets that any other start of a deployment insists on.
FOUNDING = sys.argv[1:2] == ["found"]
KEYS = KeyFiles(Path(_text("KEYS", str(DATA_DIR / "keys"))), may_make=FOUNDING or not DEPLOYMENT)
AUDIT_HEAD_FILE = DATA_DIR / "audit-head.log"

DEBUG = False
SECRET_KEY = KEYS.secret("secret.key").hex()
ALLOWED_HOSTS = _list("HOSTS", "" if DEPLOYMENT else "localhost,127.0.0.1,[::1],testserver")
PORT = int(_text("PORT", "8000"))
if DEPLOYMENT and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set HOMEWARD_HOSTS to the names the portal answers to.")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "guardian",
    "csp",
    "vault",
    "accounts",
    "cases",
    "contacts",
    "info",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.sessions.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.gate.GateMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "accounts.context.portal",
            ],
            "builtins": [
                "accounts.templatetags.homeward",
                "accounts.templatetags.kept",
                "django.templatetags.i18n",
            ],
        },
    }
]

DATABASES = {"default": _database(_text("DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

# Who signs in. No permission comes from anywhere but a grant row that carries a key.
AUTH_USER_MODEL = "accounts.Member"
AUTHENTICATION_BACKENDS = ["guardian.backends.ObjectPermissionBackend"]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
GUARDIAN_USER_OBJ_PERMS_MODEL = "accounts.NoUserPermission"
GUARDIAN_GROUP_OBJ_PERMS_MODEL = "accounts.NoGroupPermission"
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # the backend is listed; see AUTHENTICATION_BACKENDS
]

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session"
VAULT_COOKIE_NAME = "__Host-vault"
DEVICE_COOKIE_NAME = "__Host-device"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds; 12 hours end any session
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "accounts.views.stale.stale_form"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

SECURE_SSL_REDIRECT = DEPLOYMENT
SECURE_HSTS_SECONDS = 63072000 if DEPLOYMENT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = DEPLOYMENT
SECURE_HSTS_PRELOAD = DEPLOYMENT
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DEPLOYMENT else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# A note may have 200 000 characters, which a form encodes with up to 12 bytes each.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Documents lie here, sealed, under random names; nothing in it is ever served as it is.
MEDIA_ROOT = Path(_text("MEDIA", str(DATA_DIR / "media"))).resolve()
FILE_UPLOAD_HANDLERS = ["accounts.uploads.SealingUploadHandler"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fa", "فارسی")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = _text("TIME_ZONE", "UTC")

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not DEPLOYMENT
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if DEPLOYMENT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# The page "Leave this page" goes to: harmless anywhere.
EXIT_URL = _text("EXIT_URL", "https://www.wikipedia.org/")

# Argon2id (RFC 9106): 64 MiB and 3 passes; the tests stretch less, since they test no timing.
ARGON2_MEMORY_KIB = 256 if MODE == "test" else 64 * 1024
ARGON2_PASSES = 1 if MODE == "test" else 3
ARGON2_AT_ONCE = 2  # derivations a process runs at the same time; the others wait
ARGON2_WAIT_SECONDS = 10

# How long a process trusts its copy of the organisation's name; tests count queries.
ORGANISATION_SECONDS = 0 if MODE == "test" else 5

BROKER_URL = _text("BROKER_URL") or "filesystem://"
# How often the clock asks for a sweep, which finds what no message told of.
SWEEP_SECONDS = 1.0 if MODE == "test" else 30.0

# Members who wish are mailed "please sign in". Nobody else is, and nothing else is said.
MAIL = _mail(_text("MAIL_URL"), _text("MAIL_FROM"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "bare"}},
    "formatters": {"bare": {"()": "accounts.logs.BareFormatter"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers would mail or print request data.
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
