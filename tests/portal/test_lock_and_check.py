"""`./portal lock` makes locks without the address of a registry; `./portal check` fails when one check does."""

import re

LEVELS = ("run", "dev", "e2e")
STEPS = (
    "ruff: regels",
    "ruff: opmaak",
    "djlint: opmaak van templates",
    "djlint: regels voor templates",
    "import-linter: imports in één richting",
    "migraties volledig",
    "instellingen voor productie",
    "geen adressen in requirements",
)


def locks(checkout):
    return [(checkout.folder / f"requirements/{level}.txt").read_text() for level in LEVELS]


def steps(out):
    """Each check and how it ended."""
    return dict(reversed(pair) for pair in re.findall(r"^(goed|FOUT) +(.+) \(\d+\.\d s\)$", out, re.M))


def test_lock_makes_every_lock_anew(checkout):
    assert checkout.run("lock") == (0, "requirements/run.txt, dev.txt en e2e.txt zijn opnieuw gemaakt.\n", "")
    assert locks(checkout) == [f"pakket==1.0 --hash=sha256:{'0' * 64}\n"] * 3
    compiled = [call["arguments"] for call in checkout.calls()]
    assert [arguments[-3] for arguments in compiled] == [f"requirements/{level}.in" for level in LEVELS]
    assert [arguments[1:3] + arguments[5:-3] for arguments in compiled] == [
        [
            *("pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
            *("--custom-compile-command", "./portal lock"),
        ]
    ] * 3


def test_lock_upgrades_when_asked(checkout):
    checkout.run("lock", "--upgrade")
    assert [call["arguments"][-4] for call in checkout.calls()] == ["--upgrade"] * 3


def test_lock_refuses_an_address_in_the_file(checkout):
    before = locks(checkout)
    for line in ("--extra-index-url pakketten", "# via http://elders"):
        assert checkout.refusal("lock", FAKE_LOCK=line + "\n") == (
            f"In het nieuwe lockbestand staat een adres, er is niets veranderd: run.txt:1: {line}\n"
        )
    assert locks(checkout) == before


def test_lock_that_cannot_be_solved_changes_nothing(checkout):
    before = locks(checkout)
    refusal = checkout.refusal("lock", FAKE_FAILS="requirements/e2e.in", FAKE_OUTPUT="onmogelijk")
    assert refusal == "onmogelijk\nrequirements/e2e.in is niet op te lossen; de reden staat hierboven.\n"
    assert locks(checkout) == before


def test_lock_needs_uv(checkout):
    checkout.remove_uv()
    assert checkout.refusal("lock") == "Voor ./portal lock is uv nodig: pip install uv (in een eigen venv).\n"


def test_check_runs_every_check(checkout):
    code, out, err = checkout.run("check")
    assert (code, err) == (0, "")
    assert steps(out) == dict.fromkeys(STEPS, "goed")
    assert checkout.installs() == ["dev"]


def test_check_fails_on_one_failing_check_and_runs_the_rest(checkout):
    code, out, err = checkout.run("check", FAKE_FAILS="ruff check", FAKE_OUTPUT="regel 1\nregel 2")
    assert (code, err) == (1, "Niet in orde: ruff: regels.\n")
    assert steps(out) == {**dict.fromkeys(STEPS, "goed"), "ruff: regels": "FOUT"}
    assert "       regel 1\n       regel 2\n" in out


def test_check_names_everything_that_is_not_in_order(checkout):
    with (checkout.folder / "requirements/dev.txt").open("a") as lock:
        lock.write("--find-links map\n")
    code, out, err = checkout.run("check", FAKE_FAILS="manage.py check")
    assert (code, err) == (1, "Niet in orde: instellingen voor productie, geen adressen in requirements.\n")
    assert "--find-links map" in out


def test_check_looks_at_the_settings_of_production(checkout):
    checkout.run("check", DEBUG="true", HTTPS="false", DATABASE_URL="postgres://host/db", SECRET_KEY="kort")
    (call,) = [call for call in checkout.calls() if "--deploy" in call["arguments"]]
    assert [call["env"].get(name) for name in ("DEBUG", "HTTPS", "DATABASE_URL")] == ["false", "true", None]
    assert len(call["env"]["SECRET_KEY"]) >= 50
    assert call["env"]["VAR_DIR"] != str(checkout.var)
