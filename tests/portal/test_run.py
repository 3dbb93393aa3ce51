"""`./portal run` and `manage`: what the server is started with."""

import socket
import stat

import pytest

FULL_KEY = "x" * 60
NAMES_NEEDED = "Zet ALLOWED_HOSTS op de namen waaronder anderen dit portaal openen, met komma's ertussen.\n"


def with_default_port(installed, port):
    """So that the test depends on no port of this machine."""
    script = installed.folder / "portal"
    script.write_text(script.read_text().replace("DEFAULT_PORT = 8000", f"DEFAULT_PORT = {port}"))


@pytest.fixture
def taken():
    """A port on which something listens while the next one is free."""
    while True:
        with socket.socket() as listening, socket.socket() as following:
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            port = listening.getsockname()[1]
            try:
                following.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            following.close()
            yield port
            return


@pytest.fixture
def free(taken):
    return taken + 1


def test_run_becomes_the_server(installed, free):
    assert installed.run("run", "--port", str(free))[0] == 0
    serve = ["manage.py", "serve", "--demo", "--host", "127.0.0.1", "--port", str(free)]
    assert installed.became()[0] == serve


def test_manage_passes_everything_on(installed):
    installed.run("manage", "crm_importeren", "--toepassen", "mijn bestand.xlsx")
    assert installed.became()[0] == ["manage.py", "crm_importeren", "--toepassen", "mijn bestand.xlsx"]


def test_the_exit_code_is_that_of_the_command(installed):
    assert installed.run("manage", "check", FAKE_FAILS="manage.py", FAKE_OUTPUT="fout in check")[::2] == (
        1,
        "fout in check\n",
    )


def test_a_taken_port_gives_the_next_one(installed, taken):
    with_default_port(installed, taken)
    _, out, _ = installed.run("run")
    assert out.splitlines()[0] == f"Poort {taken} is bezet; het portaal gebruikt poort {taken + 1}."
    arguments, env = installed.became()
    assert arguments[-1] == str(taken + 1)
    assert env["BASE_URL"] == f"http://localhost:{taken + 1}"


def test_a_free_port_is_no_news(installed, free):
    with_default_port(installed, free)
    _, out, _ = installed.run("run")
    assert "bezet" not in out
    assert installed.became()[0][-1] == str(free)


def test_an_asked_port_is_never_another_one(installed, taken):
    """`manage.py serve` says that it is taken."""
    installed.run("run", "--port", str(taken))
    assert installed.became()[0][-1] == str(taken)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "acht", "", "²", "9" * 5000])
def test_a_port_that_is_none_is_refused(installed, port):
    sentence = f"De poort moet een getal van 1 tot en met 65535 zijn; nu is het {port!r}.\n"
    assert installed.refusal("run", f"--port={port}") == sentence
    assert installed.calls() == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["starten"], "De opdracht 'starten' bestaat niet; ./portal help laat zien wat er kan."),
        (["run", "--poort", "1"], "Onbekende optie: --poort. ./portal help laat zien wat er kan."),
        (["run", "--por", "1"], "Onbekende optie: --por. ./portal help laat zien wat er kan."),
        (["run", "snel"], "Onbekende optie: snel. ./portal help laat zien wat er kan."),
        (["run", "--port"], "Deze opties kloppen niet; ./portal help laat zien wat er kan."),
        (["lock", "--alles"], "Onbekende optie: --alles. ./portal help laat zien wat er kan."),
        (["check", "snel"], "Onbekende optie: snel. ./portal help laat zien wat er kan."),
    ],
)
def test_what_does_not_exist_gets_one_line(installed, arguments, sentence):
    assert installed.run(*arguments) == (1, "", sentence + "\n")
    assert installed.calls() == []


@pytest.mark.parametrize(("arguments", "code"), [([], 1), (["help"], 0), (["--help"], 0)])
def test_help_names_every_command(installed, arguments, code):
    ended, out, err = installed.run(*arguments)
    assert (ended, err) == (code, "")
    named = [line.split()[1] for line in out.splitlines() if line.startswith("  ./portal")]
    assert named == ["run", "manage", "test", "check", "lock"]


def test_a_var_that_cannot_be_written_is_told_at_once(installed):
    installed.var.write_text("een bestand, geen map")
    assert installed.refusal("run") == f"In de map {installed.var} kan niet worden geschreven (File exists).\n"
    assert installed.calls() == []


def test_the_server_gets_what_its_settings_need(installed, free):
    installed.run("run", "--port", str(free))
    _, env = installed.became()
    names = ("DEBUG", "HTTPS", "BASE_URL", "ALLOWED_HOSTS", "DATABASE_URL")
    assert [env.get(name) for name in names] == ["false", "false", f"http://localhost:{free}", None, None]
    assert env["SECRET_KEY"] == (installed.var / "secret_key").read_text()
    assert len(env["SECRET_KEY"]) >= 50


def test_what_is_set_already_stays(installed):
    own = {
        "DEBUG": "true",
        "HTTPS": "true",
        "BASE_URL": "https://portaal.example",
        "ALLOWED_HOSTS": "portaal.example",
        "SECRET_KEY": FULL_KEY,
        "DATABASE_URL": "postgres://host/db",
    }
    installed.run("run", "--host", "0.0.0.0", **own)
    env = installed.became()[1]
    assert {name: env[name] for name in own} == own
    assert not (installed.var / "secret_key").exists()


def test_the_secret_key_is_made_once_and_only_for_its_owner(installed):
    path, keys = installed.var / "secret_key", []
    for _ in range(2):
        installed.run("manage", "check")
        keys.append(installed.became()[1]["SECRET_KEY"])
    assert keys == [path.read_text()] * 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.unlink()
    installed.run("manage", "check")
    assert path.read_text() != keys[0]


@pytest.mark.parametrize(
    ("host", "hosts", "base_url", "told"),
    [
        ("::1", None, "http://localhost:8123", ""),
        ("0.0.0.0", "localhost,127.0.0.1,[::1],0.0.0.0", "http://localhost:8123", NAMES_NEEDED),
        ("192.0.2.7", "localhost,127.0.0.1,[::1],192.0.2.7", "http://192.0.2.7:8123", ""),
        ("2001:db8::7", "localhost,127.0.0.1,[::1],[2001:db8::7]", "http://[2001:db8::7]:8123", ""),
    ],
)
def test_another_host_is_allowed_and_stands_in_the_links(installed, host, hosts, base_url, told):
    """Who opens the portal to everybody is told that its names are still to be given."""
    assert installed.run("run", "--host", host, "--port", "8123") == (0, told, "")
    env = installed.became()[1]
    assert (env.get("ALLOWED_HOSTS"), env["BASE_URL"]) == (hosts, base_url)


def test_the_python_of_the_venv_is_not_led_astray(installed):
    installed.change_python("")
    installed.run("manage", "check")
    assert "PYTHONPATH" not in installed.became()[1]


def test_a_relative_var_dir_is_the_same_folder_for_script_and_server(installed):
    """The script may be started from any folder; the server runs in the checkout."""
    installed.run("manage", "check", VAR_DIR="gegevens")
    assert (installed.folder / "gegevens" / "secret_key").exists()
    assert installed.became()[1]["VAR_DIR"] == "gegevens"
