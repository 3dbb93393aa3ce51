"""A Python that is too old, or that cannot make a venv, gets as far as the sentence that says so."""

import ast
import sys

import pytest

from tests.portal.conftest import ROOT

# What Python 2 cannot read. The plain form of each is still allowed.
TOO_NEW = (
    ast.AnnAssign, ast.AsyncFor, ast.AsyncFunctionDef, ast.AsyncWith, ast.Await, ast.JoinedStr, ast.Match,
    ast.NamedExpr, ast.Nonlocal, ast.YieldFrom,
)  # fmt: skip


def too_new_in(source):
    """What an old Python would stumble over, as (line, what)."""
    found = []
    for node in ast.walk(ast.parse(source)):
        too_new = isinstance(node, TOO_NEW)
        if isinstance(node, ast.Raise):
            too_new = node.cause is not None
        elif isinstance(node, ast.arguments):
            too_new = bool(node.kwonlyargs or node.posonlyargs)
            node = next(iter([*node.kwonlyargs, *node.posonlyargs]), node)
        elif isinstance(node, ast.arg):
            too_new = node.annotation is not None
        elif isinstance(node, ast.FunctionDef):
            too_new = node.returns is not None
        elif isinstance(node, ast.ClassDef):
            too_new = bool(node.keywords)
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            too_new = any(isinstance(item, ast.Starred) for item in node.elts)
        elif isinstance(node, ast.Dict):
            too_new = None in node.keys
        if too_new:
            found.append((node.lineno, type(node).__name__))
    return found


def test_an_old_python_can_read_the_whole_script():
    source = (ROOT / "portal").read_text(encoding="utf-8")
    assert too_new_in(source) == []
    assert compile(source, "portal", "exec", flags=ast.PyCF_ONLY_AST, _feature_version=4)
    assert source.splitlines()[1] == "# -*- coding: utf-8 -*-"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("f'{x}'", "JoinedStr"),
        ("(x := 1)", "NamedExpr"),
        ("x: int = 1", "AnnAssign"),
        ("def f(*, a): pass", "arg"),
        ("def f(a: int): pass", "arg"),
        ("raise A from b", "Raise"),
        ("[*a, b]", "List"),
        ("{**a}", "Dict"),
        ("match x:\n    case 1: pass", "Match"),
    ],
)
def test_the_check_on_old_python_finds_what_is_new(source, name):
    assert too_new_in(source) == [(1, name)]


def test_an_old_python_is_told_which_one_is_needed(checkout):
    checkout.change_python("sys.version_info = (3, 10, 13, 'final', 0)")
    assert checkout.run("run") == (1, "", "Mijn Kantoor heeft Python 3.11 of nieuwer nodig; dit is Python 3.10.\n")
    assert checkout.calls() == []


@pytest.mark.parametrize("module", ["ensurepip", "venv"])
def test_a_python_without_venv_is_told_what_to_install(checkout, module):
    checkout.remove_uv()
    checkout.change_python(f"sys.modules[{module!r}] = None")
    sentence = "Deze Python kan geen venv maken. Op Debian en Ubuntu helpt: sudo apt-get install python3-venv\n"
    assert checkout.refusal("run") == sentence
    assert not checkout.stamp.exists()


def test_uv_makes_the_venv_of_a_python_that_cannot(checkout):
    checkout.change_python("sys.modules['ensurepip'] = None")
    assert checkout.run("run")[0] == 0
    venv = checkout.calls()[0]["arguments"]
    assert venv[:5] == ["--quiet", "venv", "--clear", "--no-project", "--python"]
    assert venv[6:] == [str(checkout.stamp.parent)]
    assert venv[5] == getattr(sys, "_base_executable", sys.executable)
