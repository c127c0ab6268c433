"""The house: who may import whom, how large a module is, what it is called, and what stands in one place only."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.domain.operation import OPERATIONS
from app.pages.kit import access
from app.security.permissions import Permission
from tests.instances import make_app

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "app").rglob("*.py"))
MOST_LINES = 400
"""Some 300 lines are plenty; what has more is split by noun."""

NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "lib", "tools", "stuff"}
"""Names that say nothing about what is inside."""

COMMANDS = {
    "up",
    "serve",
    "worker",
    "load",
    "dump",
    "import",
    "check",
    "report",
    "verify",
    "user",
    "synth",
    "doctor",
}

PAGES = {
    "/",
    "/third-parties",
    "/third-parties/<ref>",
    "/agreements",
    "/flows",
    "/notices",
    "/findings",
    "/deals",
    "/deals/<ref>/inventory",
    "/reports",
    "/imports",
    "/trail",
    "/verify",
    "/people",
    "/settings",
    "/health",
}
"""Addresses that others rely on."""


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_everybody_imports_from_below_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-logo"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout


def test_no_module_grows_too_long() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: count for name, count in lengths.items() if count > MOST_LINES} == {}


def test_every_room_and_module_has_a_name_that_says_what_is_inside() -> None:
    names = {
        name_of(path): {part.removesuffix(".py") for part in path.relative_to(ROOT).parts} for path in MODULES
    }
    assert [name for name, parts in names.items() if parts & NAMELESS] == []


def test_whatever_is_public_says_what_it_is_for() -> None:
    assert [where for path in MODULES for where in undocumented(path)] == []


def undocumented(path: Path) -> Iterator[str]:
    """The module, classes and functions of *path* that others may use and that have no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if tree.body and not ast.get_docstring(tree):
        yield name_of(path)
    yield from undocumented_in(tree, name_of(path))


def undocumented_in(node: ast.Module | ast.ClassDef, where: str) -> Iterator[str]:
    for inner in node.body:
        if not isinstance(inner, ast.FunctionDef | ast.ClassDef) or inner.name.startswith("_"):
            continue
        is_stub = isinstance(inner.body[0], ast.Expr) and getattr(inner.body[0].value, "value", None) is ...
        if not ast.get_docstring(inner) and not is_stub:
            yield f"{where}:{inner.lineno} {inner.name}"
        if isinstance(inner, ast.ClassDef):
            yield from undocumented_in(inner, where)


IN_ONE_PLACE = {
    "commits": (r"\.commit\(\)", {"app/db/engine.py", "app/db/unit_of_work.py"}),
    "the clock": (r"datetime\.now\(|date\.today\(|\.utcnow\(|time\.time\(", {"app/kernel/clock.py"}),
    "the environment": (r"os\.environ\b(?!\[)|os\.getenv", {"app/settings.py"}),
    "raw cursors": (r"\.cursor\(\)|exec_driver_sql", {"app/db/engine.py"}),
}
"""What only certain modules may do: how it is written, and who they are."""


@pytest.mark.parametrize("what", IN_ONE_PLACE)
def test_it_is_done_in_one_place_only(what: str) -> None:
    pattern, allowed = IN_ONE_PLACE[what]
    found = {name_of(path) for path in MODULES if re.search(pattern, path.read_text(encoding="utf-8"))}
    assert found - allowed == set()


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|HACK)\b|raise NotImplementedError")
    assert [name_of(path) for path in MODULES if later.search(path.read_text(encoding="utf-8"))] == []


def test_every_operation_has_a_name_of_noun_and_verb(app: Flask) -> None:
    names = [name for name in OPERATIONS if not name.startswith("tests.")]
    assert len(names) > 50
    assert [name for name in names if not re.fullmatch(r"[a-z_]+\.[a-z_]+", name)] == []
    assert {type(OPERATIONS[name].permission) for name in names} == {Permission}


def test_only_entering_needs_no_permission(app: Flask) -> None:
    public = {name for name, known in OPERATIONS.items() if known.permission is Permission.PUBLIC}
    assert public == {"person.found", "person.use_link"}


def test_the_commands_that_others_rely_on_are_there(app: Flask) -> None:
    assert set(app.cli.commands) >= COMMANDS
    assert all(app.cli.commands[name].help for name in COMMANDS)


def test_the_addresses_that_others_rely_on_are_there(app: Flask) -> None:
    assert {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} >= PAGES


def test_the_application_does_not_start_with_a_route_that_declares_no_permission(tmp_path: Path) -> None:
    made = make_app(tmp_path)
    made.add_url_rule("/stray", "stray", lambda: "open to all")
    with pytest.raises(RuntimeError) as raised:
        access.refuse_undeclared_routes(made)
    assert str(raised.value) == "These routes declare no permission: stray"
