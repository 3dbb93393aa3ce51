"""A wrong value in the environment stops the start with one sentence that names it, and tells no secret."""

import re
import subprocess
import sys
from pathlib import Path

import environ
import pytest
from django.conf import settings

from mijnkantoor import environment
from mijnkantoor.environment import WrongSetting

KEY = "0123456789" * 6
DATABASE_FORM = (
    "DATABASE_URL moet de vorm postgres://gebruiker:wachtwoord@host:5432/naam hebben, "
    "met bijzondere tekens in het wachtwoord als %-code."
)
EMAIL_FORM = (
    "EMAIL_URL moet de vorm smtp+tls://gebruiker:wachtwoord@host:587 hebben, "
    "met bijzondere tekens in het wachtwoord als %-code."
)
DATABASE_SCHEME = "DATABASE_URL moet beginnen met een van sqlite://, postgres://, postgresql://; nu is het {}."
EMAIL_SCHEME = "EMAIL_URL moet beginnen met een van consolemail://, smtp://, smtp+tls://, smtp+ssl://; nu is het {}."
CACHE_SCHEME = "CACHE_URL moet beginnen met een van redis://, rediss://; nu is het {}."
SHORT_KEY = (
    "SECRET_KEY moet minstens 50 tekens zijn; nu zijn het er {}. "
    "Maak er een met: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
)
LEVELS = "LOG_LEVEL moet een van DEBUG, INFO, WARNING, ERROR, CRITICAL zijn; nu is het {}."
POSTGRES = {"DATABASE_URL": "postgres://anna:geheim@host/db"}

WRONG = [
    ({"DEBUG": "misschien"}, "DEBUG moet true of false zijn; nu is het 'misschien'."),
    ({"HTTPS": "2"}, "HTTPS moet true of false zijn; nu is het '2'."),
    ({"BEHIND_PROXY": "soms"}, "BEHIND_PROXY moet true of false zijn; nu is het 'soms'."),
    ({"SECRET_KEY": "geheim"}, SHORT_KEY.format(6)),
    ({"SECRET_KEY": ""}, SHORT_KEY.format(0)),
    (
        {"ALLOWED_HOSTS": "localhost,https://portaal.example"},
        "ALLOWED_HOSTS bestaat uit namen zonder https:// en zonder /; nu staat er 'https://portaal.example'.",
    ),
    (
        {"CSRF_TRUSTED_ORIGINS": "portaal.example"},
        "CSRF_TRUSTED_ORIGINS bestaat uit adressen met http:// of https://; nu staat er 'portaal.example'.",
    ),
    (
        {"BASE_URL": "portaal.example"},
        "BASE_URL moet met http:// of https:// beginnen; nu is het 'portaal.example'.",
    ),
    ({"LOG_LEVEL": "luid"}, LEVELS.format("'LUID'")),
    (
        {"INTERNE_RELATIE_NUMMER": "0" * 21},
        f"INTERNE_RELATIE_NUMMER moet 1 tot en met 20 tekens zijn; nu is het '{'0' * 21}'.",
    ),
    (
        {"INTERNE_RELATIE_NUMMER": " "},
        "INTERNE_RELATIE_NUMMER moet 1 tot en met 20 tekens zijn; nu is het ''.",
    ),
    ({"DATABASE_URL": "mysql://anna:geheim@host/db"}, DATABASE_SCHEME.format("'mysql://'")),
    ({"DATABASE_URL": "//anna:geheim@host/db"}, DATABASE_SCHEME.format("iets anders")),
    ({"DATABASE_URL": "geheim"}, DATABASE_SCHEME.format("iets anders")),
    ({"DATABASE_URL": ""}, DATABASE_SCHEME.format("iets anders")),
    ({"DATABASE_URL": "postgres://anna:geheim@host:poort/db"}, DATABASE_FORM),
    ({"DATABASE_URL": "postgres://anna:geheim/x@host/db"}, DATABASE_FORM),
    ({**POSTGRES, "CONN_MAX_AGE": "lang"}, "CONN_MAX_AGE moet een aantal seconden zijn; nu is het 'lang'."),
    ({**POSTGRES, "CONN_MAX_AGE": "-1"}, "CONN_MAX_AGE moet een aantal seconden zijn; nu is het '-1'."),
    ({"CACHE_URL": "memcached://anna:geheim@host"}, CACHE_SCHEME.format("'memcached://'")),
    ({"CACHE_URL": ""}, CACHE_SCHEME.format("iets anders")),
    ({"EMAIL_URL": "imap://anna:geheim@host"}, EMAIL_SCHEME.format("'imap://'")),
    ({"EMAIL_URL": "geheim"}, EMAIL_SCHEME.format("iets anders")),
    ({"EMAIL_URL": "smtp+tls://anna:geheim#x@host:587"}, EMAIL_FORM),
    ({"EMAIL_URL": "smtp+tls://anna:geheim/x@host:587"}, EMAIL_FORM),
]
NAMES = [" ".join(f"{name}={value}" for name, value in values.items()) for values, _ in WRONG]


def start_settings(tmp_path, **values):
    """The exit code and output of an import of the real settings, in an environment with nothing else."""
    env = {"SECRET_KEY": KEY, "VAR_DIR": str(tmp_path), "PYTHONWARNINGS": "error", **values}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def read_everything(monkeypatch, values):
    """What the settings read, without a process for each value."""
    for name in ("DEBUG", "HTTPS", "BEHIND_PROXY", *(name for wrong, _ in WRONG for name in wrong)):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"SECRET_KEY": KEY, **values}.items():
        monkeypatch.setenv(name, value)
    env = environ.Env()
    read = {name: environment.read_bool(env, name, default=False) for name in ("DEBUG", "HTTPS", "BEHIND_PROXY")}
    return {
        **read,
        "SECRET_KEY": environment.read_secret_key(env, debug=read["DEBUG"]),
        "ALLOWED_HOSTS": environment.read_hosts(env),
        "CSRF_TRUSTED_ORIGINS": environment.read_origins(env),
        "BASE_URL": environment.read_base_url(env),
        "LOG_LEVEL": environment.read_log_level(env),
        "INTERNE_RELATIE_NUMMER": environment.read_interne_relatie_nummer(env),
        "DATABASE": environment.read_database(env, Path("/var/portaal")),
        "CACHE": environment.read_cache(env, Path("/var/portaal")),
        "EMAIL": environment.read_email(env),
    }


@pytest.mark.parametrize(("values", "sentence"), WRONG, ids=NAMES)
def test_a_wrong_value_is_one_sentence_without_the_secret(monkeypatch, values, sentence):
    with pytest.raises(WrongSetting) as refused:
        read_everything(monkeypatch, values)
    assert str(refused.value) == sentence
    error = refused.value  # a traceback must not show the error in which the value stands either
    assert error.__cause__ is None
    assert error.__suppress_context__ == (error.__context__ is not None)


@pytest.mark.parametrize(("values", "sentence"), WRONG[::4], ids=NAMES[::4])
def test_manage_prints_the_sentence_and_nothing_else(tmp_path, values, sentence):
    assert start_settings(tmp_path, **values) == (1, "", sentence + "\n")


def test_the_settings_of_production_have_nothing_to_warn_about(tmp_path):
    code, out, err = start_settings(tmp_path)
    assert (code, out, err) == (0, "System check identified no issues (0 silenced).\n", "")


def test_without_https_the_check_of_production_fails(tmp_path):
    code, _, err = start_settings(tmp_path, HTTPS="false")
    told = re.findall(r"security\.(W\d+)", err)
    assert (code, told) == (1, ["W004", "W008", "W012", "W016"])


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("true", True), ("JA", True), (" on ", True), ("1", True), ("false", False), ("Nee", False), ("0", False)],
)
def test_a_yes_or_no_may_be_written_in_many_ways(monkeypatch, word, meaning):
    assert read_everything(monkeypatch, {"HTTPS": word})["HTTPS"] is meaning


def test_what_is_empty_is_the_default(monkeypatch):
    names = ("DEBUG", "HTTPS", "BEHIND_PROXY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "LOG_LEVEL")
    assert read_everything(monkeypatch, dict.fromkeys(names, "")) == read_everything(monkeypatch, {})


def test_the_defaults_are_safe(monkeypatch):
    read = read_everything(monkeypatch, {})
    assert (read["DEBUG"], read["BEHIND_PROXY"]) == (False, False)
    assert read["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert read["LOG_LEVEL"] == "WARNING"
    assert read["EMAIL"]["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"


def test_development_needs_no_key_and_has_one_that_is_known(monkeypatch):
    assert (
        read_everything(monkeypatch, {"DEBUG": "true", "SECRET_KEY": ""})["SECRET_KEY"] == environment.DEVELOPMENT_KEY
    )


@pytest.mark.parametrize("name", ["mijn kantoor", "c++", "nummer #1", "100%25", "wat?"])
def test_the_embedded_database_is_in_the_folder_whatever_its_name(monkeypatch, tmp_path, name):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    config = environment.read_database(environ.Env(), tmp_path / name)
    assert config["NAME"] == str(tmp_path / name / "portal.sqlite3")
    assert config["OPTIONS"] == environment.SQLITE_OPTIONS


def test_a_password_in_an_address_may_have_any_character(monkeypatch):
    values = {
        "DATABASE_URL": "postgres://anna:a%2Fb%23c%40d@host:5433/portaal",
        "EMAIL_URL": "smtp+tls://anna:a%2Fb%23c%40d@mail:587",
    }
    read = read_everything(monkeypatch, values)
    database = read["DATABASE"]
    assert (database["PASSWORD"], database["HOST"], database["PORT"], database["NAME"]) == (
        "a/b#c@d",
        "host",
        5433,
        "portaal",
    )
    assert (read["EMAIL"]["EMAIL_HOST_PASSWORD"], read["EMAIL"]["EMAIL_USE_TLS"]) == ("a/b#c@d", True)


def test_postgresql_keeps_its_connections(monkeypatch):
    assert read_everything(monkeypatch, {**POSTGRES, "CONN_MAX_AGE": "5"})["DATABASE"]["CONN_MAX_AGE"] == 5
    assert read_everything(monkeypatch, POSTGRES)["DATABASE"]["CONN_MAX_AGE"] == 60


def test_a_relative_var_dir_is_below_the_checkout(tmp_path):
    code = "from mijnkantoor.settings import DATABASES, VAR_DIR; print(VAR_DIR, DATABASES['default']['NAME'])"
    env = {"SECRET_KEY": KEY, "VAR_DIR": "gegevens", "PYTHONPATH": str(settings.BASE_DIR)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    folder = settings.BASE_DIR / "gegevens"
    assert done.stdout == f"{folder} {folder / 'portal.sqlite3'}\n"
