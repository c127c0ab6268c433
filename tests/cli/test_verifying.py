"""``report`` and ``verify`` on the command line: what they write, say, and how they end."""

import json
from pathlib import Path

import pytest
from flask import Flask

from app.infra import certificates
from tests.cli.running import program, run


@pytest.fixture
def files(empty: Flask, tmp_path: Path) -> dict[str, Path]:
    """The files of a report on an empty register, and the certificate that sealed it."""
    done = run(empty, "report", "register", "--format", "pdf,xlsx,json,html", "--out", tmp_path)
    assert (done.exit_code, done.stderr) == (0, "")
    paths = {Path(line).suffix[1:]: Path(line) for line in done.stdout.splitlines()}
    paths["pem"] = tmp_path / "seal.pem"
    paths["pem"].write_bytes(certificates.pem(certificates.identity(empty.config["SETTINGS"]).chain))
    return paths


def test_a_report_is_written_in_every_format_asked_for(files: dict[str, Path]) -> None:
    assert set(files) == {"pdf", "xlsx", "json", "html", "pem"}
    number = json.loads(files["json"].read_bytes())["seal"]["number"]
    assert all(path.name == f"{number}_register.{form}" for form, path in files.items() if form != "pem")
    assert files["html"].read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_asked_for_again_it_is_the_same_report(empty: Flask, files: dict[str, Path], tmp_path: Path) -> None:
    again = tmp_path / "again"
    done = run(empty, "report", "register", "--format", "pdf", "--out", again)
    path = Path(done.stdout.strip())
    assert path.name == files["pdf"].name
    assert path.read_bytes() == files["pdf"].read_bytes()


@pytest.mark.parametrize("form", ["pdf", "xlsx", "json"])
def test_a_genuine_file_is_genuine_on_the_server(empty: Flask, files: dict[str, Path], form: str) -> None:
    done = run(empty, "verify", files[form])
    assert done.exit_code == 0
    assert done.stdout.startswith("Genuine: ")


def test_an_altered_file_says_what_and_ends_with_one(empty: Flask, files: dict[str, Path]) -> None:
    wire = json.loads(files["json"].read_bytes())
    wire["snapshot"]["title"] = "Another title"
    files["json"].write_text(json.dumps(wire, sort_keys=True, separators=(",", ":")), encoding="utf-8")
    done = run(empty, "verify", files["json"])
    assert done.exit_code == 1
    assert done.stdout.startswith("Altered: The data have the SHA-256 ")
    assert "  The data differ at: /title\n" in done.stdout


@pytest.mark.parametrize("form", ["pdf", "xlsx", "json"])
def test_offline_a_file_is_checked_where_no_register_is(
    files: dict[str, Path], form: str, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    done = program(elsewhere, "verify", "--offline", files[form], "--trust", files["pem"])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Genuine: ")
    assert not elsewhere.exists()


def test_offline_without_a_certificate_to_trust_nothing_is_genuine(
    empty: Flask, files: dict[str, Path]
) -> None:
    done = run(empty, "verify", "--offline", files["pdf"])
    assert done.exit_code == 1
    assert done.stdout.startswith("Unknown: The signature and the data hold together")
    assert "SHA-256 fingerprint of the certificate" in done.stdout


def test_offline_an_altered_file_is_altered(empty: Flask, files: dict[str, Path]) -> None:
    files["pdf"].write_bytes(files["pdf"].read_bytes() + b"%%EOF\n")
    done = run(empty, "verify", "--offline", files["pdf"], "--trust", files["pem"])
    assert done.exit_code == 1
    assert done.stdout.startswith("Altered: The PDF carries no readable signature")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("verify",), "Name a file, or --trail."),
        (("verify", "--offline"), "--offline is for one file"),
        (("verify", "--offline", "--trail", "FILE"), "--offline is for one file"),
        (("verify", "FILE", "--trust", "FILE"), "--trust goes with --offline"),
        (("verify", "--offline", "FILE", "--trust", "FILE"), "holds no certificate"),
        (("report", "register", "--format", "docx"), "Format: “docx” is not one of pdf, xlsx, json, html."),
        (("report", "register", "--format", ","), "Format: “” is not one of"),
        (("report", "register", "--deal", "D-001"), "--deal is for the report inventory alone"),
        (("report", "register", "--from", "2026-01-01"), "--from is for the report comparison alone"),
        (("report", "inventory"), "--deal is missing: name the deal"),
        (("report", "register", "--as-of", "1999-12-31"), "choose a later time"),
        (("report", "register", "--on", "tomorrow"), "is not a date"),
    ],
)
def test_wrong_use_ends_with_two_and_a_sentence(
    empty: Flask, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "file"
    file.write_text("something")
    done = run(empty, *(str(file) if argument == "FILE" else argument for argument in arguments))
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_rewritten_digest_of_a_file_is_named_by_the_trail(empty: Flask, files: dict[str, Path]) -> None:
    from sqlalchemy import update

    from app.db.unit_of_work import technical_writes
    from app.domain.reports.models import Rendering
    from app.extensions import db

    assert run(empty, "verify", "--trail").exit_code == 0
    with empty.app_context():
        with technical_writes("tampering") as session:
            session.execute(update(Rendering).where(Rendering.format == "xlsx").values(sha256="0" * 64))
        db.session.remove()
    done = run(empty, "verify", "--trail")
    assert done.exit_code == 1
    number = files["pdf"].name.partition("_")[0]
    assert done.stdout.splitlines()[0] == f"The digest of the XLSX of report {number} is not the one filed."
