"""Reads the environment for the settings; every refusal is a whole sentence with the offending value.

Except where the value holds a password: then the sentence says what it must look like.
"""

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on", "ja"}
FALSE_WORDS = {"0", "false", "no", "off", "nee"}
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        "PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=27103364;"
    ),
}
DEVELOPMENT_KEY = "alleen-voor-ontwikkeling-niet-geheim"
MINIMAL_KEY_LENGTH = 50
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
CACHE_SCHEMES = ("redis", "rediss")
EMAIL_SCHEMES = ("consolemail", "smtp", "smtp+tls", "smtp+ssl")
MAX_NUMMER_LENGTH = 20


class WrongSetting(ImproperlyConfigured):
    """A value in the environment with which the portal cannot start; manage.py shows only the sentence."""


def read_bool(env, name, *, default):
    """A yes or no; raises WrongSetting on any other word."""
    value = env.str(name, default="").strip().lower()
    if not value:
        return default
    if value in TRUE_WORDS:
        return True
    if value in FALSE_WORDS:
        return False
    raise WrongSetting(f"{name} moet true of false zijn; nu is het {value!r}.")


def read_secret_key(env, *, debug):
    key = env.str("SECRET_KEY", default="")
    if not key and debug:
        return DEVELOPMENT_KEY
    if len(key) < MINIMAL_KEY_LENGTH and not debug:
        raise WrongSetting(
            f"SECRET_KEY moet minstens {MINIMAL_KEY_LENGTH} tekens zijn; nu zijn het er {len(key)}. "
            "Maak er een met: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def read_log_level(env):
    level = env.str("LOG_LEVEL", default="").strip().upper() or "WARNING"
    if level not in LOG_LEVELS:
        raise WrongSetting(f"LOG_LEVEL moet een van {', '.join(LOG_LEVELS)} zijn; nu is het {level!r}.")
    return level


def read_base_url(env):
    url = env.str("BASE_URL", default="http://localhost:8000").rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise WrongSetting(f"BASE_URL moet met http:// of https:// beginnen; nu is het {url!r}.")
    return url


def read_hosts(env):
    """Names without https:// before and a path behind; with those Django would answer no request at all."""
    hosts = env.list("ALLOWED_HOSTS", default=[]) or ["localhost", "127.0.0.1", "[::1]"]
    for host in hosts:
        if "/" in host:
            raise WrongSetting(f"ALLOWED_HOSTS bestaat uit namen zonder https:// en zonder /; nu staat er {host!r}.")
    return hosts


def read_origins(env):
    origins = env.list("CSRF_TRUSTED_ORIGINS", default=[])
    for origin in origins:
        if not origin.startswith(("http://", "https://")):
            raise WrongSetting(
                f"CSRF_TRUSTED_ORIGINS bestaat uit adressen met http:// of https://; nu staat er {origin!r}."
            )
    return origins


def read_interne_relatie_nummer(env):
    nummer = env.str("INTERNE_RELATIE_NUMMER", default="0000").strip()
    if not 0 < len(nummer) <= MAX_NUMMER_LENGTH:
        raise WrongSetting(
            f"INTERNE_RELATIE_NUMMER moet 1 tot en met {MAX_NUMMER_LENGTH} tekens zijn; nu is het {nummer!r}."
        )
    return nummer


def read_database(env, var_dir):
    """The database of DATABASE_URL, or the embedded SQLite in `var_dir`."""
    if "DATABASE_URL" not in env:
        # Not by way of a URL: a folder may have a # or + in its name.
        return _sqlite({"ENGINE": "django.db.backends.sqlite3", "NAME": str(var_dir / "portal.sqlite3")}, var_dir)
    _check_scheme(env, "DATABASE_URL", DATABASE_SCHEMES)
    try:
        config = env.db_url("DATABASE_URL")
    except Exception:
        raise _unreadable("DATABASE_URL", "postgres://gebruiker:wachtwoord@host:5432/naam") from None
    if config["ENGINE"].endswith("sqlite3"):
        return _sqlite(config, var_dir)
    config["CONN_MAX_AGE"] = _read_seconds(env, "CONN_MAX_AGE", default=60)
    config["CONN_HEALTH_CHECKS"] = True
    return config


def read_cache(env, var_dir):
    """The Redis of CACHE_URL, which several machines can share, or a folder that the processes of one machine share."""
    if "CACHE_URL" not in env:
        return {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(var_dir / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 20_000},  # of the default 300 a busy office would lose the progress of a job
        }
    _check_scheme(env, "CACHE_URL", CACHE_SCHEMES)
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.str("CACHE_URL")}


def _sqlite(config, var_dir):
    config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
    # A file, not memory: live_server and parallel tests use several threads and processes.
    config["TEST"] = {"NAME": str(var_dir / "test.sqlite3")}
    return config


def _read_seconds(env, name, *, default):
    value = env.str(name, default="").strip() or str(default)
    if not (value.isascii() and value.isdigit()):
        raise WrongSetting(f"{name} moet een aantal seconden zijn; nu is het {value!r}.")
    return int(value)


def read_email(env):
    """Mail settings of EMAIL_URL: consolemail:// (default, prints) or smtp+tls://user:password@host:port."""
    if "EMAIL_URL" in env:
        _check_scheme(env, "EMAIL_URL", EMAIL_SCHEMES)
    try:
        config = env.email_url("EMAIL_URL", default="consolemail://")
    except Exception:
        raise _unreadable("EMAIL_URL", "smtp+tls://gebruiker:wachtwoord@host:587") from None
    return {key: value for key, value in config.items() if key.startswith("EMAIL_")}


def _check_scheme(env, name, schemes):
    scheme, separator, _ = env.str(name).partition("://")
    if not separator or scheme not in schemes:
        known = ", ".join(f"{known}://" for known in schemes)
        found = repr(scheme + separator) if separator else "iets anders"
        raise WrongSetting(f"{name} moet beginnen met een van {known}; nu is het {found}.")


def _unreadable(name, form):
    """Says nothing of the value: where it goes wrong is often in the password."""
    return WrongSetting(f"{name} moet de vorm {form} hebben, met bijzondere tekens in het wachtwoord als %-code.")
