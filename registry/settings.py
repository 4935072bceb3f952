"""Settings, all of them from the environment.

Development needs none of these set; production (`REGISTRY_ENV=production`) refuses to start
without them. `docs/operations.md` lists every name.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pghistory
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from registry import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = os.environ.get("REGISTRY_ENV", "development")
PRODUCTION = ENV == "production"
DEBUG = os.environ.get("DEBUG", "0" if PRODUCTION else "1") == "1"


def secret(name: str, development: str) -> str:
    """The secret `name`; production demands one of at least 32 characters, and not the development one."""
    value = os.environ.get(name, "")
    if not PRODUCTION:
        return value or development
    if len(value) < 32 or value == development or len(set(value)) < 8:
        raise ImproperlyConfigured(
            f"{name} is missing or weak: set it to at least 32 random characters. "
            f"缺少 {name} 或强度不足：请设置为至少 32 位随机字符。"
        )
    return value


if ENV == "development":
    # What `make demo` sealed and signed, a command that is run by hand must open.
    for name, value in embedded.kept_secrets().items():
        os.environ.setdefault(name, value)

if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off in production. 生产环境不能打开 DEBUG。")

SECRET_KEY = secret("SECRET_KEY", "development-only-secret-key-not-for-production-use")
SCOPE_KEY = secret("SCOPE_KEY", "development-only-scope-key-not-for-production-use")
# "key-id:base64url(32 bytes)", newest first; older keys stay listed until `rotate_vault` has run.
VAULT_KEYS = secret("VAULT_KEYS", "dev1:ZGV2ZWxvcG1lbnQtb25seS12YXVsdC1rZXktMDAwMDE=")
VAULT_INDEX_KEY = secret("VAULT_INDEX_KEY", "development-only-blind-index-key-not-for-production")

ALLOWED_HOSTS = [h for h in os.environ.get("ALLOWED_HOSTS", "" if PRODUCTION else "*").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "registry.core",
    "beneficiaries",
    "programs.catalogue",
    "programs.ledger",
    "programs.enrolment",
    "programs.enrolment.rosters",
    "programs.payments",
    "programs.assurance",
    "cms",
    "registry.city",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "pgtrigger",
    "pghistory",
    "import_export",
    "axes",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "registry.core.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "registry.core.scope.middleware.ScopeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "registry.core.staff.refusals.RefusalMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "registry.urls"
WSGI_APPLICATION = "registry.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Database and broker -------------------------------------------------------------------------
# The app connects in a role that row-level security binds; migrations connect as the owner.
APP_ROLE = "registry_app"
# The area code of the whole registry: Xuancheng.
CITY = "3418"
AS_OWNER = os.environ.get("REGISTRY_DATABASE_ROLE") == "owner"


def database(url: str, *, assume_role: str | None) -> dict:
    parts = urlsplit(url)
    host = unquote(parts.hostname or "")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    options = {"assume_role": assume_role} if assume_role else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", "")) or host,
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": 0 if AS_OWNER else 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**options, **query},
    }


DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "")
REDIS_URL = os.environ.get("REDIS_URL", "")
if not (DATABASE_URL and REDIS_URL) and not PRODUCTION:
    addresses = embedded.addresses()
    if not DATABASE_URL:
        DATABASE_URL, DATABASE_OWNER_URL = addresses.database_url, addresses.owner_url
    REDIS_URL = REDIS_URL or addresses.redis_url
if not (DATABASE_URL and REDIS_URL):
    raise ImproperlyConfigured(
        "DATABASE_URL and REDIS_URL must be set in production. 生产环境必须设置 DATABASE_URL 和 REDIS_URL。"
    )

# With a single address the login is the owner's, and the app steps down from it (`assume_role`);
# production wants two logins, because a role that was assumed can be put off again.
if AS_OWNER:
    DATABASES = {"default": database(DATABASE_OWNER_URL or DATABASE_URL, assume_role=None)}
else:
    DATABASES = {"default": database(DATABASE_URL, assume_role=None if DATABASE_OWNER_URL else APP_ROLE)}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "registry",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# kombu spells a unix socket, and the number of a database behind one, in its own way.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "max_retries": 1, "socket_timeout": 5}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
# Early: the row of a job says whether it was done, and the sweep sends again what was lost (`core.jobs`).
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Asia/Shanghai"

# --- History -------------------------------------------------------------------------------------
PGHISTORY_LEVEL = pghistory.Statement
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()
# A history is read by the row that it is of, and by nothing else.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="history", related_query_name="history", db_index=True)
PGHISTORY_BASE_MODEL = "registry.core.history.HistoryRow"
PGHISTORY_MIDDLEWARE_METHODS = ()

# --- Who -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "registry.core.backend.RoleBackend",
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
SESSION_ENGINE = "registry.core.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_SSL_REDIRECT = PRODUCTION

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/staff/"],  # Wagtail's admin has inline scripts of its own
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}

# --- Language, time ------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["registry.core.formats"]

# --- Files ---------------------------------------------------------------------------------------
RUN_DIR = embedded.Layout.of().run_dir
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", RUN_DIR / "static"))
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", RUN_DIR / "media"))
# Evidence about people. Never served by the web server, only by a view that asks the database first.
PRIVATE_ROOT = Path(os.environ.get("PRIVATE_ROOT", RUN_DIR / "private"))
# The seals, outside the database: best on a disk where the database's administrators have no say.
SEALS_FILE = Path(os.environ.get("SEALS_FILE", RUN_DIR / "seals" / "chain.jsonl"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "registry.core.storage.PrivateStorage",
        "OPTIONS": {
            "location": PRIVATE_ROOT,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
EVIDENCE_MAX_BYTES = 10 * 2**20
# How long the public reads of a paid batch: a year, so that this year's stands beside the last.
DISCLOSURE_DAYS = int(os.environ.get("DISCLOSURE_DAYS", "365"))

# --- Wagtail -------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = _("The registry")
WAGTAILADMIN_BASE_URL = os.environ.get("PUBLIC_URL", "http://localhost:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_I18N_ENABLED = False
WAGTAILEMBEDS_FINDERS = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {"axes": {"level": "WARNING"}, "django_tasks": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS = ["wagtailadmin.W003"]
