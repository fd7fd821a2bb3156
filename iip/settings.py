"""What this installation is: one file that reads the environment and refuses an unsafe start."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
env.read_env(BASE_DIR / ".env")


def required(name: str, what: str) -> str:
    """The value of an environment variable without which the service must not start."""
    value: str = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set: it must hold {what}. Run `make setup` for a demonstration, or see docs/operations.md."
        )
    return value


def refuse_if(unsafe: bool, sentence: str) -> None:
    """Stop the start with a sentence that names the cause."""
    if unsafe:
        raise ImproperlyConfigured(sentence)


# What kind of installation this is

SECRET_KEY = required("SECRET_KEY", "a long random secret")
DEMO: bool = env.bool("DEMO", default=False)
DEBUG: bool = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = [
    name.strip() for name in required("ALLOWED_HOSTS", "the service's host names, separated by commas").split(",")
]
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}

refuse_if(
    len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10,
    "SECRET_KEY is too easy to guess: use at least 50 random characters.",
)
refuse_if(
    DEBUG and not DEMO,
    "DEBUG is only for a demonstration on your own machine: unset DEBUG, or set DEMO=true.",
)
refuse_if(
    DEMO and not set(ALLOWED_HOSTS) <= LOOPBACK,
    "DEMO has well-known accounts and no compulsory second factor, so it may only be reached from "
    "your own machine: set ALLOWED_HOSTS to 127.0.0.1,localhost or unset DEMO.",
)
refuse_if(
    any("*" in name for name in ALLOWED_HOSTS),
    "ALLOWED_HOSTS must name the service's hosts one by one: a * would accept any host.",
)

# Facts of the service

SERVICE_NAME = "Improvement plans"
SUPPORT_EMAIL = env.str("SUPPORT_EMAIL", default="")  # shown on the help pages
OWN_HOST = "http://127.0.0.1:8000" if DEMO else f"https://{ALLOWED_HOSTS[0]}"
SITE_URL = env.str("SITE_URL", default=OWN_HOST).rstrip("/")  # for links in messages
SECOND_FACTOR_REQUIRED = not DEMO
PRIVATE_DIR = Path(env.str("PRIVATE_DIR", default=str(BASE_DIR / "var/private")))
WORKBOOK_MAX_BYTES = 5 * 1024 * 1024
ATTACHMENT_MAX_BYTES = 25 * 1024 * 1024
# Characters that a text written in the browser may have; a workbook's cell holds 10,000.
SECTION_CHARACTERS = env.int("SECTION_CHARACTERS", default=10_000)  # a section of the report's words
COMMENT_CHARACTERS = env.int("COMMENT_CHARACTERS", default=10_000)  # the comment on an outcome
RECOMMENDATION_CHARACTERS = env.int("RECOMMENDATION_CHARACTERS", default=10_000)  # what to do; its risk
PROOF_MINUTES = 5  # how long a re-authentication holds
SESSION_HOURS = 12  # how long a session lasts at most
INVITATION_DAYS = 14  # how long an invitation stays open
INTAKE_HOURS = 24  # how long an upload waits to be confirmed

# What it is made of

INSTALLED_APPS = [
    "iip",
    "accounts",
    "assurance",
    "submissions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "django_htmx",
    "csp",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "iip.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "accounts.middleware.RefusalRecordMiddleware",
    "iip.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "iip.policy.PolicyMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
]
ROOT_URLCONF = "iip.urls"
DOORS = "iip.doors.DOORS"  # the table of iip.policy
WSGI_APPLICATION = "iip.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "iip.forms.GovukRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["iip.templatetags.govuk"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "submissions.navigation.navigation",
            ],
        },
    }
]

# Database and cache

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=27103364;"
    ),
}
DATABASE_URL = env.str("DATABASE_URL", default="")
refuse_if(
    not DEMO and not DATABASE_URL,
    "DATABASE_URL is not set: name the database, for example postgres://user:password@host/iip.",
)
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url_config(DATABASE_URL or f"sqlite:///{BASE_DIR / 'var/db.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    DATABASES["default"]["CONN_MAX_AGE"] = None  # a new connection reads the whole schema first
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL", default=10),
        "timeout": 10,
    }
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    }
}

# People and their sessions

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 30 * 60  # without use
SESSION_RENEWED_EVERY = 60  # seconds: a write for every page that is read would make readers wait for each other
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = not DEMO
SESSION_COOKIE_NAME = "iip_session" if DEMO else "__Host-iip_session"
CSRF_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "iip_csrf" if DEMO else "__Host-iip_csrf"
# Messages name what was done, so they stay out of cookies.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "iip.views.csrf_failure"

GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEMO else "https"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_RATE_LIMITS = {"login_failed": "50/5m/ip,10/5m/key", "check_document": "10/m/ip"}
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.LoginForm",
    "reset_password": "accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.sign_in_forms.ResetPasswordKeyForm",
    "change_password": "accounts.sign_in_forms.ChangePasswordForm",
}
MFA_ADAPTER = "accounts.adapters.MfaAdapter"
MFA_FORMS = {
    "authenticate": "accounts.sign_in_forms.AuthenticateForm",
    "authenticate_webauthn": "accounts.sign_in_forms.AuthenticateWebAuthnForm",
    "activate_totp": "accounts.sign_in_forms.ActivateTOTPForm",
    "add_webauthn": "accounts.sign_in_forms.AddWebAuthnForm",
    "edit_webauthn": "accounts.sign_in_forms.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SERVICE_NAME
MFA_TOTP_TOLERANCE = 1  # a code still counts when it has just been replaced; none counts twice
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO

# Transport and headers

TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_HSTS_PRELOAD = not DEMO
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Files

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static", ("govuk", BASE_DIR / "build/govuk")]
# A demonstration serves files as they lie in the tree, so that no collecting is needed.
WHITENOISE_USE_FINDERS = DEMO
WHITENOISE_AUTOREFRESH = DEMO
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_DIR, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "iip.static_storage.StaticStorage"
    },
}
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = WORKBOOK_MAX_BYTES
FILE_UPLOAD_PERMISSIONS = 0o600
# Many responses are saved from one table: some 30 fields for each of 150 recommendations.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

# What a quality assurer asks of a plan, where their council has no checklist of its own
QUALITY_CHECKLIST = (
    "Each response answers what was recommended, and its owner has agreed to it",
    "Owners have the time for their actions, together and with their other work",
    "Costs have a basis that the finance team accepts",
    "What is funded is in the budget; for what is not, the plan says where the money may come from",
    "Each risk without action is accepted by somebody who may accept it, and is in the risk register",
    "Dates agree with other programmes, contracts and freezes",
    "The independent assurer’s comments and the decisions of the session are taken up",
    "The plan names no person or detail that need not be in it",
)

# Why the public edition of a committee paper may withhold something: what the law protects, in which paragraph, and
# its words. Each is exempt only where the test is met.
EXEMPT_LAW = "Part 1 of Schedule 12A to the Local Government Act 1972"
EXEMPT_PARAGRAPHS = {
    "individual": (1, "Information relating to any individual"),
    "business": (
        3,
        "Information relating to the financial or business affairs of any particular person (including the authority "
        "holding that information)",
    ),
    "crime": (
        7,
        "Information relating to any action taken or to be taken in connection with the prevention, investigation or "
        "prosecution of crime",
    ),
}
EXEMPT_TEST = (
    "It is exempt if, and for as long as, in all the circumstances of the case, the public interest in maintaining the "
    "exemption outweighs the public interest in disclosing the information."
)

# Language and time

LANGUAGE_CODE = "en-gb"
USE_I18N = True
TIME_ZONE = "Europe/London"
USE_TZ = True

# E-mail and logs

EMAIL_URL = env.str("EMAIL_URL", default="")
refuse_if(
    not DEMO and not EMAIL_URL,
    "EMAIL_URL is not set: name the mail server, for example "
    "smtp+tls://user:password@host:587. Printing e-mails would put sign-in links in the logs.",
)
THROUGH_NOTIFY = EMAIL_URL.startswith("notify:")  # GOV.UK Notify instead of a mail server
NOTIFY_API_KEY = required("NOTIFY_API_KEY", "the key of GOV.UK Notify") if THROUGH_NOTIFY else ""
NOTIFY_TEMPLATE_ID = required("NOTIFY_TEMPLATE_ID", "a template of ((subject)) and ((body))") if THROUGH_NOTIFY else ""
NOTIFY_BASE_URL = env.str("NOTIFY_BASE_URL", default="https://api.notifications.service.gov.uk")
EMAIL_CONFIG = env.email_url_config("dummymail://" if THROUGH_NOTIFY else EMAIL_URL or "consolemail://")
EMAIL_BACKEND = "iip.notify.EmailBackend" if THROUGH_NOTIFY else EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST", "")
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = (
    "improvement-plans@example.invalid"
    if DEMO
    else required("DEFAULT_FROM_EMAIL", "the address that e-mails are sent from")
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "iip.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # A refused page and a mistyped address are ordinary; faults are logged as errors.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        # Its warnings repeat what Notify answered; ours say that a message did not go.
        "notifications_python_client": {"handlers": [], "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
