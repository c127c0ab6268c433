"""``up``: everything from nothing, and again without losing anything."""

import os
import socket
from pathlib import Path

import pytest

from app.demo import PEOPLE
from tests.cli.running import program

PASSWORD = "some-words-that-were-kept"


@pytest.fixture(scope="module")
def demo_instance(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A demo instance, interrupted in its first moment and then made; and what was printed while it was."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "keys").mkdir(mode=0o700)
    (folder / "keys" / "demo-password").write_text(PASSWORD, encoding="ascii")
    (folder / "keys" / "demo-password").chmod(0o600)
    done = program(folder, "up", "--once")
    assert (done.returncode, done.stderr) == (0, "")
    return folder, done.stdout


def test_the_demo_is_made_step_by_step(demo_instance: tuple[Path, str]) -> None:
    folder, printed = demo_instance
    steps = [line.partition(" … done (")[0] for line in printed.splitlines() if " … done (" in line]
    assert steps == [
        "Preparing the instance",
        "Loading the demo register of Joyería Lumen",
        "Adding the demo's people",
        "Issuing the board report",
        "Issuing the promise report",
        "Issuing the register report",
        "Issuing the inventory report",
    ]
    assert f"The demo's people, all with the password {PASSWORD}\n" in printed
    assert [email for email, roles in PEOPLE.items() if roles and email not in printed] == []
    reports = sorted(path.name[len("R-2026-") :] for path in (folder / "reports").iterdir())
    kinds = ["0001_board", "0002_promise", "0003_register", "0004_inventory"]
    usual = [f"{kind}.{form}" for kind in kinds for form in ("json", "pdf", "xlsx")]
    assert reports == sorted([*usual, "0004_inventory.docx"])


def test_a_second_time_keeps_everything(demo_instance: tuple[Path, str]) -> None:
    folder, first = demo_instance
    before = program(folder, "dump").stdout, program(folder, "verify", "--trail").stdout
    again = program(folder, "up", "--once")
    assert (again.returncode, again.stderr) == (0, "")
    assert [line for line in again.stdout.splitlines() if " … done (" in line][1:] == []
    assert again.stdout.splitlines()[2:] == first.splitlines()[-len(again.stdout.splitlines()) + 2 :]
    assert (program(folder, "dump").stdout, program(folder, "verify", "--trail").stdout) == before


def test_its_reports_are_genuine(demo_instance: tuple[Path, str]) -> None:
    folder, _ = demo_instance
    for path in sorted((folder / "reports").glob("*_board.*")):
        done = program(folder, "verify", path)
        assert (done.returncode, done.stdout.splitlines()[0]) == (
            0,
            "Genuine: This file is exactly as it was issued, to the byte.",
        )


def test_an_empty_instance_can_be_brought_up_again_and_again(tmp_path: Path) -> None:
    first = program(tmp_path, "up", "--empty", "--once")
    assert (first.returncode, first.stderr) == (0, "")
    assert "/first-administrator/" in first.stdout
    second = program(tmp_path, "up", "--empty", "--once")
    assert (second.returncode, second.stdout.splitlines()[1:]) == (0, first.stdout.splitlines()[1:])
    assert '"third_parties": []' in program(tmp_path, "dump").stdout


def test_nobody_else_may_read_anything_in_an_instance(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    ours = os.umask(0o022)
    try:
        assert program(folder, "up", "--empty", "--once").returncode == 0
        assert program(folder, "report", "register").returncode == 0
    finally:
        os.umask(ours)

    assert (folder / "custodia.sqlite3").is_file()
    assert list((folder / "reports").iterdir())
    assert _open_to_others(folder) == []


def test_an_instance_that_others_could_read_is_closed_as_it_is_brought_up_again(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    assert program(folder, "up", "--empty", "--once").returncode == 0
    for path in (folder, folder / "blobs", folder / "reports"):
        path.chmod(0o755)
    (folder / "custodia.sqlite3").chmod(0o644)

    assert program(folder, "up", "--empty", "--once").returncode == 0

    assert _open_to_others(folder) == []


def _open_to_others(folder: Path) -> list[str]:
    return [str(path) for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]


def test_a_busy_port_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = program(tmp_path, "up", "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    said = f"Port {port} on 127.0.0.1 cannot be used: Address already in use. Choose another with --port.\n"
    assert done.stderr == said
    assert not (tmp_path / "custodia.sqlite3").exists()
