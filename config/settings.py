"""Read every setting from the environment; NAME_FILE may name a file that holds NAME's value."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import environ
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"  # everything that is made while running on one machine
DEMO = VAR / "demo"  # what `make demo-reset` forgets

env = environ.FileAwareEnv()
env.read_env(DEMO / "env")  # written by `make demo`; a real environment wins over it

# --- The site -----------------------------------------------------------------------------------

# Signs sessions and links. Django refuses to sign with an empty one.
SECRET_KEY = env.str("SECRET_KEY", default="")
# Keys of before, with commas: what they signed or sealed stays good while they are named here.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False)
# Names this site is reached by, separated by commas.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Where links in mails lead; no mail trusts the Host header.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
# 1 behind a proxy that ends TLS: cookies travel over https alone and browsers remember it.
HTTPS = env.bool("HTTPS", default=False)

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
INSTALLED_APPS = [
    "config",  # first, so that its commands and templates win
    "oversight",
    "approvals",
    "documents",
    "tenants",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",  # its widget templates, for our form renderer
    "django_htmx",
    "guardian",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.PageCompression",  # pages shrink to a quarter; padded against BREACH
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.errors.NoBlankAnswers",
    "tenants.http.TenantMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.shell.shell",
            ],
        },
    },
]

FORM_RENDERER = "config.forms.FormRenderer"
CSRF_FAILURE_VIEW = "config.errors.form_is_old"

# --- The database -------------------------------------------------------------------------------

# Serves as wenkong_app, which row security binds: postgres://wenkong_app:…@host:5432/wenkong
DATABASE: dict[str, Any] = env.db(
    "DATABASE_URL",
    default="postgres://wenkong_app@127.0.0.1:5432/wenkong",
    engine="tenants.postgresql",
)
# Connections each process keeps: a new one costs 40 times a checkout. 0 where PgBouncer pools.
DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", default=8)
# 1 keeps the plans of statements; through PgBouncer that needs 1.21 and max_prepared_statements.
DATABASE_PREPARES = env.bool("DATABASE_PREPARES", default=True)
DATABASE["OPTIONS"] = {
    **DATABASE.get("OPTIONS", {}),
    "pool": DATABASE_POOL_SIZE > 0
    and {"min_size": 1, "max_size": DATABASE_POOL_SIZE, "timeout": 10},
    "server_side_binding": DATABASE_PREPARES,
    "prepare_threshold": 3 if DATABASE_PREPARES else None,
}
DATABASES = {"default": DATABASE}
# Migrates as wenkong_owner. Only `manage.py migrate` and the tests read it: see config/owner.py.
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
# Makes roles and the database, once: only `manage.py bootstrap_database` reads it.
DATABASE_ADMIN_URL = env.str("DATABASE_ADMIN_URL", default="")

# --- People -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "tenants.User"
LOGIN_URL = "tenants:sign_in"
LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "tenants:home", "tenants:sign_in"
AUTHENTICATION_BACKENDS = [
    "tenants.door.backend.AccountBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "tenants.people.passwords.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Characters a password has at least.
PASSWORD_LENGTH = env.int("PASSWORD_LENGTH", default=12)
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS.append(
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_LENGTH},
    }
)
# How long a link for a forgotten password works.
RESET_SECONDS = env.int("RESET_MINUTES", default=60) * 60
# A session ends after so many minutes in which nobody used it, and after so many hours anyway.
SESSION_ENGINE = "tenants.door.sessions"
SESSION_IDLE = dt.timedelta(minutes=env.int("SESSION_IDLE_MINUTES", default=30))
SESSION_LONGEST = dt.timedelta(hours=env.int("SESSION_HOURS", default=12))
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
# Origins of identity providers inside the house, with commas: https://sso.city.internal. Others
# are reached at public addresses and by https only.
SSO_PRIVATE = env.list("SSO_PRIVATE", default=[])
# Proxies of ours in front; each adds an address to X-Forwarded-For. 0: none, the header is a lie.
PROXIES = env.int("PROXIES", default=0)
# Grants are direct-foreign-key models of ours; these two tell guardian whose groups to use.
GUARDIAN_USER_OBJ_PERMS_MODEL = "documents.DocumentUserGrant"
GUARDIAN_GROUP_OBJ_PERMS_MODEL = "documents.DocumentGroupGrant"
ANONYMOUS_USER_NAME = None  # guardian would make a user of this name
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False

# --- Safety of the browser ----------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# The proxy must set or strip this header; it is believed only when HTTPS=1 says there is a proxy.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# --- Languages and time -------------------------------------------------------------------------

LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"  # a tenant may have its own
USE_TZ = True

# --- Files and static files ---------------------------------------------------------------------

# Where uploaded and rendered files are kept, by tenant and SHA-256.
FILES_ROOT = env.path("FILES_ROOT", default=str(DEMO / "files")).root
# Where the audit trail is anchored every day; best out of reach of who rules the database.
ANCHORS_ROOT = env.str("ANCHORS_ROOT", default=str(DEMO / "anchors"))
# Seals of signatures: the key (PEM, mode 0400), or a command instead; the list of public keys; who
# stamps their time (RFC 3161), and its roots. Empty: none. See docs/operations.md.
SEAL_KEY_FILE = env.str("SEAL_KEY_FILE", default="")
SEAL_COMMAND, SEAL_SECONDS = env.str("SEAL_COMMAND", default=""), env.int("SEAL_SECONDS", default=5)
SEAL_PUBLIC_KEYS = env.str("SEAL_PUBLIC_KEYS", default=f"{ANCHORS_ROOT}/seal-keys.jsonl")
TSA_URL, TSA_CA_FILE = env.str("TSA_URL", default=""), env.str("TSA_CA_FILE", default="")
# Controlled PDFs are certified with this key and certificate (both PEM; after it those that vouch
# for it), or with one PKCS#12 file alone; RSA-3072 or ECDSA P-256. No key: they are not certified.
PDF_SIGN_KEY_FILE = env.str("PDF_SIGN_KEY_FILE", default="")
PDF_SIGN_CERT_FILE = env.str("PDF_SIGN_CERT_FILE", default="")
PDF_SIGN_PASSPHRASE_FILE = env.str("PDF_SIGN_PASSPHRASE_FILE", default="")
STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR / "static"))  # collectstatic fills it
STATICFILES_DIRS = [VAR / "generated"]  # icons and what else a command makes
# 0 serves files under their plain names, straight from the source tree.
STATIC_HASHED = env.bool("STATIC_HASHED", default=not DEBUG)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

# --- Conversion of office files -----------------------------------------------------------------

# LibreOffice, which turns office files into pages; empty does without, and texts are set by us.
SOFFICE = env.str("SOFFICE", default=shutil.which("soffice") or "")
# 1 where every revision must show its file as it looks: then nothing is submitted without.
OFFICE_REQUIRED = env.bool("OFFICE_REQUIRED", default=False)
FILE_UPLOAD_HANDLERS = [
    "config.arriving.Capped",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Of all the files of one tenant together, in GB.
TENANT_QUOTA_BYTES = env.int("TENANT_QUOTA_GB", default=50) * 2**30
# Uploads that one person may begin in an hour.
UPLOADS_PER_HOUR = env.int("UPLOADS_PER_HOUR", default=60)
# ClamAV's clamd: tcp://host:3310 or unix:///run/clamav/clamd.ctl. Empty: nothing is scanned.
# A file that takes it longer waits in quarantine and is scanned again later.
CLAMAV_URL, CLAMAV_SECONDS = env.str("CLAMAV_URL", ""), env.int("CLAMAV_SECONDS", 20)

# --- Mail ---------------------------------------------------------------------------------------

# smtp://user:password@host:25, smtp+tls:// or smtp+ssl://; without it mails become files.
MAIL = env.email("MAIL_URL", default=f"filemail:///{DEMO / 'mail'}")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="wenkong@localhost")
MAILERS = {
    "default": {
        "BACKEND": MAIL["EMAIL_BACKEND"],
        "OPTIONS": {
            "host": MAIL["EMAIL_HOST"],
            "port": MAIL["EMAIL_PORT"],
            "username": MAIL["EMAIL_HOST_USER"],
            "password": MAIL["EMAIL_HOST_PASSWORD"],
            "use_tls": MAIL.get("EMAIL_USE_TLS", False),
            "use_ssl": MAIL.get("EMAIL_USE_SSL", False),
            "timeout": 10,
        }
        if MAIL["EMAIL_HOST"]
        else {"file_path": MAIL["EMAIL_FILE_PATH"]},
    },
}

# For what comes back: whom mails name as sender, its mailbox (imaps://user:password@host/INBOX).
BOUNCES_ADDRESS, BOUNCES_URL = env.str("BOUNCES_ADDRESS", ""), env.str("BOUNCES_URL", "")
# Servers of ours in place of a service (wecom=https://…); private origins webhooks may go to.
CHANNEL_ORIGINS = env.dict("CHANNEL_ORIGINS", default={})
WEBHOOK_PRIVATE = env.list("WEBHOOK_PRIVATE", default=[])

# --- The queue and the clock --------------------------------------------------------------------

# Valkey or Redis. It may lose everything: the truth is in the database, the sweep finds it.
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,  # what a killed worker held comes back after ten minutes
    "unacked_restore_interval": 60,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,  # a dead broker never makes a person wait,
    "max_retries": 0,  # nor do six more attempts; the worker has its own way to come back
    "socket_timeout": 10,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 300, 240
CELERY_TASK_PUBLISH_RETRY = False
# A conversion takes memory and minutes: a worker of its own does one at a time.
CELERY_TASK_ROUTES = {"documents.tasks.convert": {"queue": "conversions"}}
CELERY_WORKER_PREFETCH_MULTIPLIER, CELERY_WORKER_MAX_TASKS_PER_CHILD = 1, 200
# In KiB: a child that has set pages keeps their fonts; a new one is a fork that costs nothing.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 150_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- Log ----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"pikepdf": {"level": "WARNING"}},  # it announces itself at every start
}
