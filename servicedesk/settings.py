"""One settings file. The environment chooses; a wrong value stops the start; development
defaults never reach production (docs/operations.md lists every variable)."""

from __future__ import annotations

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from servicedesk.env import Environment
from servicedesk.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment.load(BASE_DIR / ".env")

MODE = env.one_of("MODE", ("development", "production"), "development")
PRODUCTION = MODE == "production"
DEBUG = env.flag("DEBUG", False)
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var")))
try:
    (DATA_DIR / "static").mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"DATA_DIR should be a folder that can be written to: {error}") from error

_DEVELOPMENT_SECRET = "for-development-only-never-for-production-0123456789abcdef"  # noqa: S105
_DEVELOPMENT_KEY = b"development-only-key-of-32-bytes"

SECRET_KEY = env.text("SECRET_KEY", None if PRODUCTION else _DEVELOPMENT_SECRET)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
PHONE_SEAL_KEYS = [env.key("PHONE_SEAL_KEY", size=32, default=None if PRODUCTION else _DEVELOPMENT_KEY)]
if env.text("PHONE_SEAL_KEY_OLD", ""):
    PHONE_SEAL_KEYS.append(env.key("PHONE_SEAL_KEY_OLD", size=32))
PHONE_DIGEST_KEY = env.key("PHONE_DIGEST_KEY", size=32, default=None if PRODUCTION else _DEVELOPMENT_KEY[::-1])

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", () if PRODUCTION else ("127.0.0.1", "localhost", "[::1]", "testserver"))
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
USUAL_ADDRESS = "http://127.0.0.1:8000"
PUBLIC_ADDRESS = env.address("PUBLIC_ADDRESS", ("http", "https"), "" if PRODUCTION else USUAL_ADDRESS)
TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES", 0, most=3)
PLAIN_HTTP = env.flag("PLAIN_HTTP", not PRODUCTION)

INSTALLED_APPS = [
    "servicedesk.apps.ServicedeskConfig",
    "kpi",
    "halls",
    "improvement",
    "complaints",
    "org",
    "core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "core.api.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "org.signin.middleware.SessionLimitMiddleware",
    "org.signin.middleware.LanguageMiddleware",
    "org.signin.middleware.LoginRequiredMiddleware",
    "org.signin.middleware.SecondFactorMiddleware",
    "core.api.pace.PacedPagesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.api.middleware.InertPagesMiddleware",
    "servicedesk.errors.ActAddressMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "core.collisions.CollisionMiddleware",
]

ROOT_URLCONF = "servicedesk.urls"
WSGI_APPLICATION = "servicedesk.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "servicedesk.home.context.shell",
            ],
        },
    }
]

# Databases: the embedded default is SQLite with the settings of reliability.md D11.
DATABASE_URL = env.address("DATABASE_URL", ("postgres", "postgresql", "sqlite"))
if DATABASE_URL:
    DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "servicedesk.sqlite3"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Tests that serve pages from a thread need a file: SQLite's shared memory locks whole tables.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": (
                f"-c lock_timeout={env.whole('PG_LOCK_TIMEOUT_MS', 3000)}"
                f" -c statement_timeout={env.whole('PG_STATEMENT_TIMEOUT_MS', 15000)}"
                " -c idle_in_transaction_session_timeout=30000"
                # Room for the bitmap of a frequent word, which else keeps pages only and looks at every row again.
                " -c work_mem=16MB"
            )
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Jobs: the row is the truth, a message only says "look" (D1), so a lossy broker is safe.
REDIS_URL = env.address("REDIS_URL", ("redis", "rediss", "unix"))
BROKER_DIR = DATA_DIR / "broker"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "servicedesk"}
}

# Who signs in, and how.
AUTH_USER_MODEL = "org.Person"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("staff_number", "name", "email")},
    },
    {"NAME": "org.signin.rules.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
SIGN_IN_TRIES = env.whole("SIGN_IN_TRIES", 5, least=3, most=20)
SIGN_IN_TRIES_PER_PERSON = env.whole("SIGN_IN_TRIES_PER_PERSON", 50, least=10, most=1000)
SIGN_IN_LOCK_MINUTES = env.whole("SIGN_IN_LOCK_MINUTES", 15, least=1, most=1440)
# Who wants to decide about money types the password again; so long it then counts (K19).
SUDO_MINUTES = env.whole("SUDO_MINUTES", 15, least=1, most=60)
PASSWORD_CHECK = "org.signin.services.check_own_password"  # noqa: S105  # a name, no password
SECOND_FACTOR_ROLES = env.words(
    "SECOND_FACTOR_ROLES", ("general_manager", "finance", "administrator") if PRODUCTION else ()
)
OTP_TOTP_ISSUER = env.text("OTP_ISSUER", "Service Desk")
OTP_TOTP_THROTTLE_FACTOR = 1

SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = env.whole("SESSION_HOURS", 12, least=1, most=24) * 3600
SESSION_IDLE_MINUTES = env.whole("SESSION_IDLE_MINUTES", 60, least=5, most=720)
SESSION_IDLE_MINUTES_HALLS = env.whole("SESSION_IDLE_MINUTES_HALLS", 15, least=5, most=720)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_NAME = "sessionid" if PLAIN_HTTP else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if PLAIN_HTTP else "__Host-csrftoken"
CSRF_FAILURE_VIEW = "servicedesk.errors.form_too_old"

AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = "org.signin.lockout.failure_limit"
AXES_COOLOFF_TIME = "org.signin.lockout.cool_off"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "org.signin.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "core.api.middleware.client_address"
AXES_USERNAME_FORM_FIELD = "staff_number"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
# Axes keeps what was posted with a wrong password: nothing that is or nearly is one (N15).
AXES_SENSITIVE_PARAMETERS = ["password", "old", "again", "code", "token"]

# Pages are inert (P9).
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
SECURE_HSTS_PRELOAD = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# Uploads.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_PERMISSIONS = 0o600
FILES_DIR = DATA_DIR / "files"
ANCHOR_DIR = DATA_DIR / "anchors"
MAX_SHEET_BYTES = env.whole("MAX_SHEET_MB", 60, least=1, most=500) * 1024 * 1024
MAX_ATTACHMENT_BYTES = env.whole("MAX_ATTACHMENT_MB", 10, least=1, most=100) * 1024 * 1024
MAX_UPLOADS_BYTES_PER_DAY = env.whole("MAX_UPLOADS_MB_PER_DAY", 500, least=10, most=100_000) * 1024 * 1024

# What one person may open in an hour (A15): more than anybody reads, less than a copy of the desk takes.
PAGE_LIMIT_PER_HOUR = env.whole("PAGE_LIMIT_PER_HOUR", 3000, least=100)
SEARCH_LIMIT_PER_HOUR = env.whole("SEARCH_LIMIT_PER_HOUR", 600, least=20)
EXPORT_LIMIT_PER_HOUR = env.whole("EXPORT_LIMIT_PER_HOUR", 120, least=5)

# How long a job that has ended is listed: longer than any result file lasts.
JOB_KEEP_DAYS = env.whole("JOB_KEEP_DAYS", 90, least=8, most=3660)

# Time and words.
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]

# Static files: hashed names, gzip (libraries.md finding 6).
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "servicedesk.statics.HashedStaticFiles"
        if env.flag("HASHED_STATIC", PRODUCTION)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not env.flag("HASHED_STATIC", PRODUCTION)
WHITENOISE_AUTOREFRESH = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Webhooks leave only for these hosts, by their full names; without any, for none (A10).
WEBHOOK_HOSTS = env.hosts("WEBHOOK_HOSTS")
WEBHOOK_PORTS = env.ports("WEBHOOK_PORTS", [443])

# I-15: how far back the same number counts as a repeat; the source gives no number.
COMPLAINT_REPEAT_DAYS = env.whole("COMPLAINT_REPEAT_DAYS", 30, least=1, most=365)
# How soon after a ticket of our own one from outside counts as skip-level, and how far back refunds are counted.
COMPLAINT_SKIP_LEVEL_DAYS = env.whole("COMPLAINT_SKIP_LEVEL_DAYS", 30, least=1, most=365)
COMPLAINT_REFUND_DAYS = env.whole("COMPLAINT_REFUND_DAYS", 90, least=1, most=730)
# So many tickets of one product, cause and unit in so many days are proposed as a batch; unset, only by hand (I-15).
BATCH_THRESHOLD = env.maybe_whole("BATCH_THRESHOLD", least=2, most=1000)
BATCH_DAYS = env.maybe_whole("BATCH_DAYS", least=1, most=90)
# A ticket closed within so many minutes is looked at by a reviewer; unset, none for that reason.
FALSE_ENTRY_MINUTES = env.maybe_whole("FALSE_ENTRY_MINUTES", least=1, most=1440)

# Within so many hours a complaint received at a counter counts as solved on site (C_SITE); unset, none is counted.
COMPLAINT_ON_SITE_HOURS = env.maybe_whole("COMPLAINT_ON_SITE_HOURS", least=1, most=720)

# Tickets of these channels go up the call centre's line (S0 1.13), all others up the branch's.
CALL_CENTRE_CHANNELS = env.words("CALL_CENTRE_CHANNELS", ("hotline", "call_back"))
# So many days in which the same tag at the same unit is a repeat (S1-P3); unset, no repeat is looked for.
TAG_REPEAT_DAYS = env.maybe_whole("TAG_REPEAT_DAYS", least=1, most=730)

# What the sources leave open about follow-up calls and visits: without a number nothing is computed from it.
CALL_BACK_TRIES = env.maybe_whole("CALL_BACK_TRIES", least=1, most=50)
CALL_BACK_LOW_SCORE = env.maybe_whole("CALL_BACK_LOW_SCORE", least=2, most=10)
FIELD_ORDER_VIP_HOURS = env.maybe_whole("FIELD_ORDER_VIP_HOURS", least=1, most=720)
# So many hours before a promise falls due its owner is reminded.
PROMISE_REMIND_HOURS = env.whole("PROMISE_REMIND_HOURS", 24, least=1, most=720)
# Working days in which a person named answers a finding; without a number the day is typed with each notice.
FINDING_ANSWER_DAYS = env.maybe_whole("FINDING_ANSWER_DAYS", least=1, most=60)

# After so many hours without a decision an approver is reminded, and again each time they have passed.
APPROVAL_REMIND_HOURS = env.whole("APPROVAL_REMIND_HOURS", 24, least=1, most=720)
# Letters as PDF: a TrueType file with Chinese characters, or one of a collection as path#number; else it is looked for.
PDF_FONT = env.text("PDF_FONT", "")

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Mail.
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("EMAIL_HOST", "")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.whole("EMAIL_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "servicedesk@localhost")

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["core.api.permissions.DenyByDefault"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.api.authentication.TokenAuthentication",
        "core.api.authentication.PageSessionAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.CursorPages",
    "PAGE_SIZE": 50,
    "DEFAULT_THROTTLE_CLASSES": ["core.api.throttles.PersonThrottle"],
    "DEFAULT_THROTTLE_RATES": {"person": env.text("API_RATE", "600/min")},
    "EXCEPTION_HANDLER": "core.api.problems.as_problem",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "NUM_PROXIES": TRUSTED_PROXIES,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Service Desk API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Choices that are called by a word which others have too.
    "ENUM_NAME_OVERRIDES": {
        "ChannelEnum": "complaints.tickets.choices.Channel",
        "CheckKindEnum": "halls.checks.choices.CheckKind",
        "CounterPauseEnum": "halls.queue.choices.PauseReason",
        "CustomerKindEnum": "halls.stationing.choices.CustomerKind",
        "DeviceKindEnum": "halls.premises.choices.DeviceKind",
        "GradeEnum": "complaints.tickets.choices.Grade",
        "HallChannelEnum": "halls.intake.choices.Channel",
        "NeededEnum": "halls.checks.choices.When",
        "RushStepEnum": "halls.rush.choices.StepKind",
    },
}

LOGGING_CONFIG = None
logging_config(level=env.one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"), pretty=not PRODUCTION)

# The preload list is for sites of the public internet, and entering it cannot be undone for months.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS should name this server's host names, separated by commas, and not '*'.")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG is on; in production it should be no.")
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY should have at least 50 characters; make one with `manage.py new_keys`.")
if PRODUCTION and not PUBLIC_ADDRESS:
    raise ImproperlyConfigured("PUBLIC_ADDRESS should be the address people open, such as https://desk.example.cn.")
