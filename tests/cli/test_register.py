"""``load`` and ``dump`` as commands: what they print, where, and the exit status."""

import json
from pathlib import Path

import pytest
from flask import Flask

from app.domain.audit import chain
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.extensions import db
from app.kernel import clock
from app.security.actor import SYSTEM
from tests.cli.running import program, run
from tests.importing.files import as_bytes, dumped, fingerprint, small


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A register file of a few objects."""
    path = tmp_path / "register.json"
    path.write_bytes(as_bytes(small()))
    return path


def test_a_file_is_loaded_and_comes_out_the_same(either: Flask, file: Path, tmp_path: Path) -> None:
    loaded = run(either, "load", file)
    assert (loaded.exit_code, loaded.stderr) == (0, "")
    said = "1 people, 1 entities, 1 activities, 1 notices, 2 third parties, 1 agreements, 1 flows and 1 deals"
    assert loaded.stdout == f"Loaded {said}.\n"

    target = tmp_path / "dumped.json"
    written = run(either, "dump", target)
    assert (written.exit_code, written.stdout, written.stderr) == (0, f"Written to {target}.\n", "")
    printed = run(either, "dump")
    assert (printed.exit_code, printed.stderr) == (0, "")
    assert printed.stdout_bytes == target.read_bytes()
    assert json.loads(printed.stdout)["third_parties"][0]["name"] == "Paloma Mensajes"


def test_a_bad_row_is_named_on_standard_error_and_nothing_is_loaded(empty: Flask, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    flow = small()["flows"][0] | {"first_on": "yesterday", "colour": "red"}
    path.write_bytes(as_bytes(small(flows=[flow])))
    before = fingerprint(empty)
    done = run(empty, "load", path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "/flows/0/first_on: flows, row 1 (FL-0001): First shared on: “yesterday” is not a date: "
        "write it as year-month-day, such as 2026-03-31.",
        "/flows/0/colour: flows, row 1 (FL-0001): colour: is not a known field: remove it or correct its name.",
    ]
    assert fingerprint(empty) == before


def test_what_no_terminal_can_show_is_escaped(empty: Flask, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(b'{"format": "custodia-register", "version": 1, "\\ud800": 1}')
    done = run(empty, "load", path)
    assert done.exit_code == 1
    assert done.stderr.startswith("/\\ud800: \\ud800: is not a known field")


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'{"format": "x"}'])
def test_what_is_no_register_file_is_said_in_one_line(empty: Flask, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    done = run(empty, "load", path)
    assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)


def test_a_register_that_holds_something_is_not_loaded_over(empty: Flask, file: Path) -> None:
    assert run(empty, "load", file).exit_code == 0
    done = run(empty, "load", file)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("The register is not empty: it holds 1 entities, ")


def test_wrong_use_is_exit_status_2(empty: Flask, tmp_path: Path) -> None:
    calls = [
        ("load",),
        ("load", tmp_path / "absent.json"),
        ("load", tmp_path),
        ("dump", "--as-of"),
        ("dump", "--since", "2026-01-01"),
        ("check", "--on", "tomorrow"),
        ("verify",),
        ("report", "novel"),
        ("report", "inventory"),
        ("synth",),
        ("synth", "--third-parties", "-1"),
        ("user", "add", "ana@lumen.example"),
    ]
    assert {call: run(empty, *call).exit_code for call in calls} == dict.fromkeys(calls, 2)


def test_the_past_is_dumped_as_it_was(either: Flask, file: Path) -> None:
    run(either, "load", file)
    with either.app_context():
        first, at = dumped(), chain.last_instant(db.session)
        assert at is not None
        third_parties.register(SYSTEM, ThirdParty(name="Correo Norte"))
        db.session.remove()
    now = run(either, "dump").stdout
    assert "Correo Norte" in now
    assert run(either, "dump", "--as-of", clock.format_instant(at)).stdout == first
    today = clock.now().date().isoformat()
    assert run(either, "dump", "--as-of", today).stdout == now


@pytest.mark.parametrize("command", [("dump",), ("check",), ("check", "--json"), ("report", "board")])
@pytest.mark.parametrize("instant", ["2001-01-01", "2001-01-01T00:00:00Z", "0001-01-02"])
def test_before_the_first_revision_there_is_nothing_to_say(
    empty: Flask, command: tuple[str, ...], instant: str
) -> None:
    done = run(empty, *command, "--as-of", instant)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"As of {instant}: the register begins at ")
    assert done.stderr.endswith(": choose a later time.\n")


@pytest.mark.parametrize(
    "instant",
    ["yesterday", "2026-02-30", "2026-13-01T00:00", "0001-01-01T00:00+14:00", "9999-12-31", "9" * 5_000],
)
def test_what_is_no_instant_is_refused(empty: Flask, instant: str) -> None:
    done = run(empty, "dump", "--as-of", instant)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.endswith("write a date such as 2026-03-31 or a time such as 2026-03-31T17:00:00Z.\n")


def test_a_file_that_cannot_be_written_is_said_and_leaves_nothing(empty: Flask, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "dumped.json"
    done = run(empty, "dump", target)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "No such file or directory" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_instance_that_is_missing_is_prepared_without_a_word(tmp_path: Path) -> None:
    done = program(tmp_path / "new", "dump")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["third_parties"] == []
    folders = {path.name for path in (tmp_path / "new").iterdir() if path.is_dir()}
    assert folders == {"blobs", "keys", "reports"}
    assert (tmp_path / "new" / "keys").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "keys" / "secret").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"CUSTODIA_DATABASE_URL": "mysql://x/y"},
            "CUSTODIA_DATABASE_URL names no database that is supported",
        ),
        ({"CUSTODIA_DATABASE_URL": "nonsense"}, "CUSTODIA_DATABASE_URL names no database that is supported"),
        ({"CUSTODIA_UPLOAD_LIMIT": "much"}, "Settings: CUSTODIA_UPLOAD_LIMIT: “much” is not a whole number."),
        (
            {"CUSTODIA_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"},
            "The database cannot be used: connection failed",
        ),
    ],
)
def test_settings_that_cannot_be_used_end_in_a_sentence(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    done = program(tmp_path, "dump", **settings)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
