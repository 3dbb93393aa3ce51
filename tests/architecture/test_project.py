"""What holds for the whole tree: migrations complete, words in the glossary, static files, no traces in templates."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
APPS = ("permissions", "activiteitenlog", "crm", "teamleden")
TEMPLATES = sorted(path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.*"))


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_model_is_in_the_glossary():
    words = set(re.findall(r"^\| ([^|]+?) \|", (ROOT / "docs/woordenlijst.md").read_text(encoding="utf-8"), re.M))
    models = {model.__name__ for app in APPS for model in apps.get_app_config(app).get_models()}
    assert models - words == set()


def test_the_reference_of_permissies_is_up_to_date():
    call_command("rechten_overzicht", controleren=True)


@pytest.mark.parametrize("name", TEMPLATES, ids=str)
def test_every_template_compiles(name):
    assert get_template(str(name)).template.name


def test_every_template_is_used():
    sources = [path for folder in (*APPS, "mijnkantoor", "templates") for path in (ROOT / folder).rglob("*")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources if path.suffix in {".py", ".html"})
    by_django = {"400.html", "403_csrf.html", "404.html", "500.html"}
    by_django |= {str(name) for name in TEMPLATES if str(name).startswith("django/")}  # in place of its own
    components = {f"components/{name.replace('-', '_')}.html" for name in re.findall(r"<c-([a-z-]+)", text)}
    unused = {str(name) for name in TEMPLATES if str(name) not in text} - by_django - components
    assert unused == set()


def test_the_static_files_can_be_collected_for_production(tmp_path, settings):
    """Manifest storage fails on a file that refers to one that is missing."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert sorted(path.name for path in (tmp_path / "ui").glob("portal.*.js")) != []


def test_every_icon_that_is_asked_for_is_drawn():
    drawn = set(re.findall(r'id="(\w+)"', (ROOT / "static/ui/icons.svg").read_text()))
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    menu = (ROOT / "mijnkantoor/navigation.py").read_text()
    asked = set(re.findall(r'{% icon "(\w+)"', text)) | set(re.findall(r'\bicon="(\w+)"', text))
    asked |= set(re.findall(r'Item\("[^"]+", "[^"]+", "(\w+)"', menu))
    assert asked - drawn == set()


def test_no_lock_file_names_a_package_registry():
    wrong = re.compile(r"https?://|--(extra-)?index-url|--find-links")
    locks = sorted((ROOT / "requirements").glob("*.txt"))
    assert [path.name for path in locks] == ["dev.txt", "e2e.txt", "run.txt"]
    assert [line for path in locks for line in path.read_text().splitlines() if wrong.search(line)] == []
