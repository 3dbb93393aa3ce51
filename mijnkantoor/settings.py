"""Settings of Mijn Kantoor, all of them from the environment (see docs/architectuur.md, "Instellingen").

A wrong value stops the start with a whole sentence that names the variable and the value.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

from mijnkantoor.environment import (
    read_base_url,
    read_bool,
    read_cache,
    read_database,
    read_email,
    read_hosts,
    read_interne_relatie_nummer,
    read_log_level,
    read_origins,
    read_secret_key,
)

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Where it runs -----------------------------------------------------------------------------------
DEBUG = read_bool(env, "DEBUG", default=False)
HTTPS = read_bool(env, "HTTPS", default=not DEBUG)
SECRET_KEY = read_secret_key(env, debug=DEBUG)
ALLOWED_HOSTS = read_hosts(env)
CSRF_TRUSTED_ORIGINS = read_origins(env)
# Links in mail are made by the worker, which has no request to take the address from.
BASE_URL = read_base_url(env)
# Relative to the checkout, like in the script `portal`, not to the folder it happens to be started from.
VAR_DIR = BASE_DIR / (env.str("VAR_DIR", default="") or "var")

# --- What it is made of ------------------------------------------------------------------------------
INSTALLED_APPS = [
    "mijnkantoor",
    "activiteitenlog",
    "crm",
    "teamleden",
    "permissions",
    "guardian",
    "django_cotton",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "teamleden.sessies.SessieMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "teamleden.bekijk_als.BekijkAlsMiddleware",
    "permissions.middleware.DeclaredLoginMiddleware",
    "permissions.middleware.DeclaredViewMiddleware",
]

ROOT_URLCONF = "mijnkantoor.urls"
WSGI_APPLICATION = "mijnkantoor.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "mijnkantoor.navigation.navigation",
            ],
            "builtins": [
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "permissions.templatetags.rechten",
                "mijnkantoor.ui.templatetags.ui",
            ],
        },
    },
]
COTTON_DIR = "components"
FORM_RENDERER = "mijnkantoor.ui.forms.PortalFormRenderer"
DJANGO_TABLES2_TEMPLATE = "ui/table.html"

# --- Data --------------------------------------------------------------------------------------------
DATABASES = {"default": read_database(env, VAR_DIR)}
CACHES = {"default": read_cache(env, VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Who comes in ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "crm.Persoon"
AUTHENTICATION_BACKENDS = ["permissions.backend.KantoorBackend", "guardian.backends.ObjectPermissionBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "mijnkantoor.passwords.SimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "voornaam", "achternaam")}},
    {"NAME": "mijnkantoor.passwords.LengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds
UITNODIGING_GELDIG_DAGEN = 7

# --- The office --------------------------------------------------------------------------------------
INTERNE_RELATIE_NUMMER = read_interne_relatie_nummer(env)

# guardian reads the rule about access through a database view; it keeps no people and no rows of its own.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False

# --- Mail --------------------------------------------------------------------------------------------
globals().update(read_email(env))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Mijn Kantoor <noreply@localhost>")
EMAIL_TIMEOUT = 20  # seconds

# --- Language and time -------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True

# --- Files -------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Safety ------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if read_bool(env, "BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY = {"camera": [], "geolocation": [], "microphone": [], "payment": [], "usb": []}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": read_log_level(env)},
}
