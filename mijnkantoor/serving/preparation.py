"""What has to be in order before the web server starts: the folder, the database, the static files, the demo."""

import hashlib
import tempfile

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.exceptions import InconsistentMigrationHistory

STATIC_STAMP = "static-stamp"


def make_var_dir():
    try:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.VAR_DIR):
            pass
    except OSError as error:
        raise CommandError(f"In de map {settings.VAR_DIR} kan niet worden geschreven ({error.strerror}).") from error


def update_database():
    """Migrates. Also with nothing to migrate, because afterwards the permissies are made equal to the catalogue."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        connection.ensure_connection()
    except Error as error:
        raise CommandError(f"De database is niet te bereiken: {first_line(error)}.") from error
    try:
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    except (Error, InconsistentMigrationHistory, CommandError) as error:
        raise CommandError(f"De database kon niet worden bijgewerkt: {first_line(error)}.") from error


def collect_static_files():
    """Collects when a file came, went or changed since the last finished time."""
    if settings.DEBUG:  # then the files are served from where they are
        return
    stamp = settings.VAR_DIR / STATIC_STAMP
    fingerprint = fingerprint_of_static_files()
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == fingerprint:
        return
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(fingerprint)
    except (OSError, ValueError) as error:  # ValueError: a file refers to one that is missing
        raise CommandError(f"De statische bestanden konden niet worden klaargezet: {first_line(error)}.") from error


def fingerprint_of_static_files():
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = (settings.BASE_DIR / storage.path(name)).stat()
            digest.update(f"{storage.path(name)}\0{status.st_mtime_ns}\0{status.st_size}\n".encode())
    return digest.hexdigest()


def fill_with_demo():
    """The demo office, if there is nobody yet; an office with people in it is never touched."""
    if not get_user_model()._base_manager.exists():
        call_command("demo", verbosity=0, skip_checks=True)  # the logins come when it has started


def first_line(error):
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
