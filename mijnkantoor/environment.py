"""Reads the environment for the settings; every refusal is a whole sentence with the offending value."""

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


def read_bool(env, name, *, default):
    """A yes or no; raises ImproperlyConfigured on any other word."""
    value = env.str(name, default="").strip().lower()
    if not value:
        return default
    if value in TRUE_WORDS:
        return True
    if value in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} moet true of false zijn; nu is het {value!r}.")


def read_secret_key(env, *, debug):
    key = env.str("SECRET_KEY", default="")
    if not key and debug:
        return DEVELOPMENT_KEY
    if len(key) < MINIMAL_KEY_LENGTH and not debug:
        raise ImproperlyConfigured(
            f"SECRET_KEY moet minstens {MINIMAL_KEY_LENGTH} tekens zijn; nu zijn het er {len(key)}. "
            "Maak er een met: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def read_database(env, var_dir):
    """The database of DATABASE_URL, or the embedded SQLite in `var_dir`."""
    try:
        config = env.db_url("DATABASE_URL", default="sqlite:///" + str(var_dir / "portal.sqlite3"))
    except Exception as error:
        raise ImproperlyConfigured(f"DATABASE_URL is geen geldig adres: {error}.") from error
    engine = config.get("ENGINE", "")
    if engine.endswith("sqlite3"):
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
        # A file, not memory: live_server and parallel tests use several threads and processes.
        config["TEST"] = {"NAME": str(var_dir / "test.sqlite3")}
    elif engine.endswith("postgresql"):
        config["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)  # seconds
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured(
            f"DATABASE_URL moet met sqlite:// of postgres:// beginnen; nu is de engine {engine!r}."
        )
    return config


def read_email(env):
    """Mail settings of EMAIL_URL: consolemail:// (default, prints) or smtp+tls://user:password@host:port."""
    try:
        config = env.email_url("EMAIL_URL", default="consolemail://")
    except Exception as error:
        raise ImproperlyConfigured(f"EMAIL_URL is geen geldig adres: {error}.") from error
    return {key: value for key, value in config.items() if key.startswith("EMAIL_")}
