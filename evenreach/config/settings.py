"""Settings. Everything that differs between installations comes from the environment."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from evenreach.config.database import connection_settings

PROJECT = Path(__file__).resolve().parent.parent.parent
DEFINITIONS = PROJECT / "definitions"

DEMONSTRATION = os.environ.get("EVENREACH_DEMONSTRATION") == "1"
SECRET_KEY = os.environ.get("EVENREACH_SECRET_KEY", "")
if not SECRET_KEY:
    if not DEMONSTRATION:
        raise ImproperlyConfigured(
            "EVENREACH_SECRET_KEY is not set. Set it to 50 or more random characters; "
            '`python -c "import secrets; print(secrets.token_urlsafe(50))"` makes some.'
        )
    SECRET_KEY = secrets.token_urlsafe(50)
ALLOWED_HOSTS = os.environ.get("EVENREACH_HOSTS", "127.0.0.1,localhost").split(",")
DEBUG = False

INSTALLED_APPS = [
    "evenreach.flow",
    "evenreach.desks",
    "evenreach.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "evenreach.web.middleware.one_transaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "evenreach.web.middleware.Guard",
]
ROOT_URLCONF = "evenreach.config.urls"
WSGI_APPLICATION = "evenreach.config.wsgi.application"

DATABASE_ROLE = os.environ.get("EVENREACH_DATABASE_ROLE", "evenreach_web")
DATABASES = {
    "default": connection_settings(
        os.environ.get("DATABASE_URL", "postgresql://evenreach@127.0.0.1/evenreach"), DATABASE_ROLE
    )
    | {"ATOMIC_REQUESTS": True}  # within the request's transaction: a savepoint around each view
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "evenreach.web.templatetags.evenreach",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "evenreach.web.context.surroundings",
            ],
        },
    }
]
FORM_RENDERER = "evenreach.web.forms.rendering.GovukRenderer"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

AUTH_USER_MODEL = "flow.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"login": "evenreach.web.public.forms.SignIn"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("EVENREACH_TRUSTED_PROXIES", "0"))
LOGIN_REDIRECT_URL = "start"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
LOGIN_URL = "account_login"

# A person's address is unique within an authority, and sign-in goes through allauth's backend.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
BEHIND_TLS = os.environ.get("EVENREACH_TLS", "0" if DEMONSTRATION else "1") == "1"
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_AGE = 60 * 60 * 10
CSRF_FAILURE_VIEW = "evenreach.web.errors.stale_form"
X_FRAME_OPTIONS = "DENY"

MAIL = os.environ.get("EVENREACH_MAIL", str(PROJECT / "build" / "mail") if DEMONSTRATION else "")
NOTIFY_KEY = os.environ.get("EVENREACH_NOTIFY_KEY", "")
NOTIFY_TEMPLATE = os.environ.get("EVENREACH_NOTIFY_TEMPLATE", "")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = [
    "evenreach.flow.register.jobs",
    "evenreach.desks.publishing.jobs",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
