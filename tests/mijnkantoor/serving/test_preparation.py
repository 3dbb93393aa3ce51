"""What has to be in order before the web server starts."""

from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor

from crm.models import Persoon, Relatie
from mijnkantoor.serving import preparation
from tests.factories import ContactFactory


@pytest.fixture
def var_dir(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.STATIC_ROOT = settings.VAR_DIR / "static"
    return settings.VAR_DIR


@pytest.fixture
def source(settings, tmp_path, var_dir):
    """A folder with one static file, collected as in production."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "a.css").write_text("a { color: red }")
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    preparation.make_var_dir()
    preparation.collect_static_files()
    return folder


def collected(var_dir):
    """The names of what was collected, without the hashes."""
    return sorted({f"{path.name.split('.')[0]}{path.suffix}" for path in (var_dir / "static").glob("*.css")})


def was_collected_again(var_dir):
    """Removes what was collected and looks whether it comes back."""
    for path in (var_dir / "static").glob("*.css"):
        path.unlink()
    preparation.collect_static_files()
    return collected(var_dir) != []


def test_static_files_are_collected_once(source, var_dir):
    assert collected(var_dir) == ["a.css"]
    assert was_collected_again(var_dir) is False


def test_a_changed_static_file_is_collected(source, var_dir):
    (source / "a.css").write_text("a { color: green }")
    preparation.collect_static_files()
    texts = [path.read_text() for path in (var_dir / "static").glob("a.????????????.css")]
    assert sorted(texts) == ["a { color: green }", "a { color: red }"]


def test_a_new_and_a_removed_static_file_are_noticed(source, var_dir):
    (source / "b.css").write_text("")
    preparation.collect_static_files()
    assert collected(var_dir) == ["a.css", "b.css"]
    (source / "b.css").unlink()
    assert was_collected_again(var_dir) is True


def test_static_files_are_collected_again_when_the_result_is_gone(source, var_dir):
    (var_dir / "static" / "staticfiles.json").unlink()
    assert was_collected_again(var_dir) is True


def test_a_static_file_that_refers_to_nothing_is_told(source, var_dir):
    (source / "a.css").write_text("a { background: url(weg.png) }")
    with pytest.raises(CommandError) as refused:
        preparation.collect_static_files()
    assert str(refused.value).startswith("De statische bestanden konden niet worden klaargezet: ")
    assert "weg.png" in str(refused.value)
    (source / "a.css").write_text("a { color: blue }")
    assert was_collected_again(var_dir) is True


def test_nothing_is_collected_in_development(source, var_dir, settings):
    settings.DEBUG = True
    (source / "b.css").write_text("")
    preparation.collect_static_files()
    assert collected(var_dir) == ["a.css"]


def test_the_folder_is_made_when_it_is_not_there(var_dir):
    preparation.make_var_dir()
    preparation.make_var_dir()
    assert list(var_dir.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(settings):
    settings.VAR_DIR = Path("/dev/null/var")
    with pytest.raises(CommandError) as refused:
        preparation.make_var_dir()
    assert str(refused.value) == "In de map /dev/null/var kan niet worden geschreven (Not a directory)."


@pytest.mark.django_db
def test_an_empty_office_is_filled_with_the_demo(capsys):
    preparation.fill_with_demo()
    assert Persoon.objects.filter(email="anna@kantoor.example").exists()


@pytest.mark.django_db
def test_an_office_with_people_is_never_filled_with_the_demo(capsys):
    """Not even with one Contact and nobody who can log in."""
    contact = ContactFactory()
    preparation.fill_with_demo()
    assert list(Persoon.objects.all()) == [contact]
    assert list(Relatie.objects.values_list("type", flat=True)) == ["intern"]
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
def test_a_migration_that_fails_is_one_sentence(monkeypatch):
    def fails(*arguments, **options):
        raise OperationalError("disk full\nDETAIL: more")

    monkeypatch.setattr(MigrationExecutor, "migrate", fails)
    with pytest.raises(CommandError) as refused:
        preparation.update_database()
    assert str(refused.value) == "De database kon niet worden bijgewerkt: disk full."
