"""The other commands: people, the trail, a register of any size, what an installation lacks."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from app.db.unit_of_work import technical_writes
from app.domain.accounts import queries as people
from app.domain.audit.models import Entry
from app.extensions import db
from app.security.roles import Role
from tests.cli.running import program, run
from tests.instances import make_app, reset


def test_a_person_is_entered_by_link(empty: Flask) -> None:
    done = run(empty, "user", "add", "Ana@Lumen.example", "--name", "Ana Ruiz", "--role", "admin")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("http://127.0.0.1:8000/welcome/")
    assert run(empty, "user", "list").stdout == "ana@lumen.example  Ana Ruiz  admin\n"
    again = run(empty, "user", "link", "ana@lumen.example").stdout
    assert again.startswith("http://127.0.0.1:8000/welcome/")
    assert again != done.stdout


def test_roles_are_given_and_access_is_ended(empty: Flask) -> None:
    for email, role in (("ana@lumen.example", "admin"), ("eva@lumen.example", "guest")):
        run(empty, "user", "add", email, "--name", "A person", "--role", role)
    assert run(empty, "user", "roles", "eva@lumen.example", "auditor", "counsel").exit_code == 0
    with empty.app_context():
        assert people.get(db.session, "eva@lumen.example")[0].roles == [Role.AUDITOR, Role.COUNSEL]
        db.session.remove()
    assert run(empty, "user", "deactivate", "eva@lumen.example").exit_code == 0
    assert "eva@lumen.example  A person  auditor, counsel  (inactive)" in run(empty, "user", "list").stdout
    for command in (("deactivate", "ana@lumen.example"), ("roles", "ana@lumen.example", "guest")):
        done = run(empty, "user", *command)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "the last active administrator" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("link", "nobody@lumen.example"),
        ("roles", "nobody@lumen.example"),
        ("deactivate", "nobody@lumen.example"),
    ],
)
def test_nobody_is_nobody(empty: Flask, command: tuple[str, ...]) -> None:
    done = run(empty, "user", *command)
    assert (done.exit_code, done.stderr) == (1, "nobody@lumen.example is not in the register.\n")


def test_an_unfit_address_is_refused(empty: Flask) -> None:
    done = run(empty, "user", "add", "ana", "--name", "Ana", "--role", "guest")
    assert (done.exit_code, done.stdout) == (1, "")
    said = "/email: E-mail: is not a valid e-mail address: write it like name@company.example.\n"
    assert done.stderr == said


def test_the_trail_is_walked(either: Flask) -> None:
    run(either, "user", "add", "ana@lumen.example", "--name", "Ana", "--role", "admin")
    done = run(either, "verify", "--trail")
    assert done.exit_code == 0
    assert done.stdout.startswith("The trail holds: 3 entries, head ")
    with either.app_context():
        with technical_writes("tampering") as session:
            session.execute(update(Entry).where(Entry.seq == 2).values(actor="somebody else"))
        db.session.remove()
    done = run(either, "verify", "--trail")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "Entry 2 was rewritten: its content does not match its hash.",
        "The trail does not hold: 1 fault in 3 entries.",
    ]


def test_a_file_that_is_no_report_is_unknown(empty: Flask, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.7 a letter")
    done = run(empty, "verify", path)
    assert done.exit_code == 1
    assert done.stdout.startswith("Unknown: ")


def test_a_register_of_any_size_is_made_up_the_same_for_the_same_seed(either: Flask) -> None:
    dumps = []
    for seed in ("7", "7", "8"):
        reset(either)
        done = run(either, "synth", "--third-parties", "12", "--seed", seed)
        assert (done.exit_code, done.stderr) == (0, "")
        dumps.append(run(either, "dump").stdout)
    assert dumps[0] == dumps[1] != dumps[2]
    assert len(json.loads(dumps[0])["third_parties"]) == 12
    assert run(either, "verify", "--trail").exit_code == 0
    again = run(either, "synth", "--third-parties", "1")
    assert again.exit_code == 1
    assert again.stderr.startswith("The register is not empty: ")


def test_a_doctor_finds_a_sound_instance_sound(either: Flask) -> None:
    done = run(either, "doctor")
    assert (done.exit_code, done.stderr) == (0, ""), done.stdout
    lines = done.stdout.splitlines()
    names = ["Libraries", "Fonts", "Folders", "Keys", "Seal", "Database", "Queue", "Mail", "Disk", "Clock"]
    assert [line.split(":")[0] for line in lines] == [
        *(f"ok      {name}" for name in names),
        "Everything is in order.",
    ]


def test_a_doctor_names_what_is_wrong_with_its_cure(empty: Flask) -> None:
    root = Path(empty.instance_path)
    key = root / "keys" / "stray"
    key.write_text("secret")
    key.chmod(0o644)
    (root / "reports").rename(root / "elsewhere")
    try:
        done = run(empty, "doctor")
    finally:
        (root / "elsewhere").rename(root / "reports")
        key.unlink()
    assert done.exit_code == 1
    wrong = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    assert wrong == [
        f"FAILED  Folders: {root}/reports is missing. Cure: run “python -m app up --empty --once”.",
        f"FAILED  Keys: {key} is open to other users (mode 644). Cure: run “chmod 600 {key}”.",
    ]
    assert done.stdout.endswith("\n2 failures.\n")


def test_a_doctor_sees_a_database_that_was_not_migrated(tmp_path: Path) -> None:
    done = run(make_app(tmp_path), "doctor")
    assert done.exit_code == 1
    said = "The database is without the latest migrations. Cure: run “python -m app up --empty --once”."
    assert f"FAILED  Database: {said}" in done.stdout.splitlines()


def test_a_doctor_makes_no_instance_where_there_is_none(tmp_path: Path) -> None:
    done = program(tmp_path / "none", "doctor")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"There is no instance in {tmp_path / 'none'}: “python -m app up” makes one" in done.stderr
    assert not (tmp_path / "none").exists()


def test_a_doctor_sees_a_damaged_file(tmp_path: Path) -> None:
    (tmp_path / "custodia.sqlite3").write_bytes(b"no database at all" * 100)
    done = run(make_app(tmp_path), "doctor")
    assert done.exit_code == 1
    assert "FAILED  Database: " in done.stdout
    assert "Traceback" not in done.output


def test_a_doctor_sees_a_database_that_does_not_answer(tmp_path: Path) -> None:
    done = run(make_app(tmp_path, "postgresql+psycopg://nobody@127.0.0.1:1/none"), "doctor")
    assert done.exit_code == 1
    wrong = [line for line in done.stdout.splitlines() if line.startswith("FAILED  Database")]
    assert len(wrong) == 1
    assert wrong[0].endswith("Cure: start the database, or correct CUSTODIA_DATABASE_URL.")
