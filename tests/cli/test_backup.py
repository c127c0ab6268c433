"""``backup`` and ``restore``: an instance as one file, and the same instance out of it."""

import io
import json
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from app.cli import instance
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.extensions import db
from app.infra.blobs import open_blobs
from app.security.actor import SYSTEM
from tests.cli.running import program, run
from tests.importing.files import as_bytes, dumped, small
from tests.instances import forget, make_app, on_server, postgres_database

PAPER = b"Data processing agreement"


@pytest.fixture
def filled(either: Flask, tmp_path: Path) -> Flask:
    """An instance with a few objects, a stored paper and a settings file."""
    register = tmp_path / "register.json"
    register.write_bytes(as_bytes(small()))
    assert run(either, "load", register).exit_code == 0
    open_blobs(either.config["SETTINGS"]).put(PAPER)
    return either


@pytest.fixture
def taken(filled: Flask, tmp_path: Path) -> Path:
    """A backup of it."""
    file = tmp_path / "custodia.backup"
    done = run(filled, "backup", file)
    assert (done.exit_code, done.stderr) == (0, "")
    return file


@contextmanager
def elsewhere(like: Flask, folder: Path) -> Iterator[Flask]:
    """A new instance in *folder*, its database empty and of the kind that *like* has."""
    settings = like.config["SETTINGS"]
    if settings.on_sqlite:
        made = make_app(folder)
        yield made
        forget(made)
        return
    with postgres_database(settings.database_url) as url:
        made = make_app(folder, url)
        yield made
        forget(made)


def register_of(app: Flask) -> str:
    """Everything that the register of *app* holds, as ``dump`` writes it."""
    with app.app_context():
        return dumped()


def members(file: Path) -> dict[str, bytes]:
    """The files in the archive *file*."""
    with tarfile.open(file) as archive:
        return {one.name: held.read() for one in archive if (held := archive.extractfile(one))}


def packed(file: Path, held: dict[str, bytes]) -> Path:
    """*held* as the archive *file*."""
    with tarfile.open(file, "w:gz") as archive:
        for name, data in held.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return file


def with_manifest(taken: Path, **changes: object) -> Path:
    """The backup *taken* with *changes* to what it says of itself."""
    held = members(taken)
    held["manifest.json"] = json.dumps(json.loads(held["manifest.json"]) | changes).encode()
    return packed(taken.with_name("changed.backup"), held)


def has_a_register(app: Flask) -> bool:
    """Whether the database of *app* has tables."""
    with app.app_context():
        return instance.revision() is not None


def test_an_instance_comes_back_with_register_trail_papers_and_keys(
    filled: Flask, taken: Path, tmp_path: Path
) -> None:
    with elsewhere(filled, tmp_path / "new") as restored:
        done = run(restored, "restore", taken)
        assert (done.exit_code, done.stderr) == (0, "")
        assert register_of(restored) == register_of(filled)
        trails = [run(one, "verify", "--trail") for one in (filled, restored)]
        assert trails[0].exit_code == 0
        assert trails[0].stdout == trails[1].stdout
        papers = open_blobs(restored.config["SETTINGS"])
        assert PAPER in [papers.get(key) for key in papers.keys()]  # noqa: SIM118 -- a method of the store
        for key in (Path(filled.instance_path) / "keys").iterdir():
            again = Path(restored.instance_path) / "keys" / key.name
            assert again.read_bytes() == key.read_bytes()
            assert again.stat().st_mode & 0o077 == 0


def test_a_restored_instance_is_written_on(filled: Flask, taken: Path, tmp_path: Path) -> None:
    with elsewhere(filled, tmp_path / "new") as restored:
        run(restored, "restore", taken)
        with restored.app_context():
            made = third_parties.register(SYSTEM, ThirdParty(name="Correo Norte"))
            db.session.remove()
        assert made.ref is not None
        assert run(restored, "verify", "--trail").exit_code == 0


def test_only_its_owner_may_read_a_backup(taken: Path) -> None:
    assert taken.stat().st_mode & 0o077 == 0
    assert [path.name for path in taken.parent.iterdir() if path.name.startswith(".")] == []


def test_what_is_not_committed_yet_neither_delays_a_backup_nor_is_in_it(empty: Flask, tmp_path: Path) -> None:
    before = register_of(empty)
    writer = sqlite3.connect(Path(empty.instance_path) / "custodia.sqlite3", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE category SET label = 'Half written'")
    try:
        assert run(empty, "backup", tmp_path / "custodia.backup").exit_code == 0
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    with elsewhere(empty, tmp_path / "new") as restored:
        run(restored, "restore", tmp_path / "custodia.backup")
        assert register_of(restored) == before


def test_a_backup_takes_the_place_of_the_last_one_whole(filled: Flask, taken: Path) -> None:
    with filled.app_context():
        third_parties.register(SYSTEM, ThirdParty(name="Correo Norte"))
        db.session.remove()
    assert run(filled, "backup", taken).exit_code == 0
    with elsewhere(filled, taken.parent / "new") as restored:
        run(restored, "restore", taken)
        assert "Correo Norte" in register_of(restored)


def test_nothing_is_restored_over_a_register(filled: Flask, taken: Path) -> None:
    before = register_of(filled)
    done = run(filled, "restore", taken)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "has a register already: name another folder with CUSTODIA_INSTANCE" in done.stderr
    assert register_of(filled) == before


def test_of_an_instance_without_a_register_there_is_no_backup(tmp_path: Path) -> None:
    bare = make_app(tmp_path / "bare")
    done = run(bare, "backup", tmp_path / "custodia.backup")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("There is no register here to back up")
    assert not (tmp_path / "custodia.backup").exists()
    forget(bare)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.99])
def test_a_backup_that_is_cut_short_is_refused_and_a_whole_one_restored_after_it(
    empty: Flask, tmp_path: Path, share: float
) -> None:
    run(empty, "backup", tmp_path / "whole")
    data = (tmp_path / "whole").read_bytes()
    (tmp_path / "cut").write_bytes(data[: int(len(data) * share)])
    with elsewhere(empty, tmp_path / "new") as restored:
        done = run(restored, "restore", tmp_path / "cut")
        assert (done.exit_code, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1
        assert not has_a_register(restored)
        assert run(restored, "restore", tmp_path / "whole").exit_code == 0
        assert register_of(restored) == register_of(empty)


@pytest.mark.parametrize("share", [0.3, 0.99])
@pytest.mark.parametrize("there", [None, "settings.toml"])
def test_where_nothing_was_restored_nothing_is_left(
    empty: Flask, tmp_path: Path, share: float, there: str | None
) -> None:
    run(empty, "backup", tmp_path / "whole")
    data = (tmp_path / "whole").read_bytes()
    (tmp_path / "cut").write_bytes(data[: int(len(data) * share)])
    folder = tmp_path / "new"
    if there is not None:
        folder.mkdir()
        (folder / there).write_text('log_level = "INFO"', encoding="utf-8")

    done = program(folder, "restore", tmp_path / "cut")

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert ([path.name for path in folder.iterdir()] if folder.exists() else None) == (there and [there])
    assert program(folder, "restore", tmp_path / "whole").returncode == 0


@pytest.mark.parametrize("altered", ["database", "keys/signing.pem", "keys/subjects"])
def test_a_file_that_is_not_what_was_written_is_named(empty: Flask, tmp_path: Path, altered: str) -> None:
    run(empty, "backup", tmp_path / "whole")
    held = members(tmp_path / "whole")
    held[altered] = held[altered][:-1] + bytes([held[altered][-1] ^ 1])
    with elsewhere(empty, tmp_path / "new") as restored:
        done = run(restored, "restore", packed(tmp_path / "altered", held))
        assert done.exit_code == 1
        assert done.stderr.startswith(f"“{altered}” in the backup is not what was written")
        assert not has_a_register(restored)


def test_a_file_that_is_missing_is_named(empty: Flask, tmp_path: Path) -> None:
    run(empty, "backup", tmp_path / "whole")
    held = members(tmp_path / "whole")
    del held["keys/subjects"]
    with elsewhere(empty, tmp_path / "new") as restored:
        done = run(restored, "restore", packed(tmp_path / "less", held))
        assert done.stderr == "“keys/subjects” is missing in the backup: use another one.\n"
        assert not has_a_register(restored)


@pytest.mark.parametrize("name", ["../outside", "/outside", "keys/../../outside", ".", "a\0b"])
def test_no_file_of_a_backup_reaches_outside_the_instance(empty: Flask, tmp_path: Path, name: str) -> None:
    run(empty, "backup", tmp_path / "whole")
    held = members(tmp_path / "whole")
    about = json.loads(held["manifest.json"])
    about["files"][name] = "0" * 64
    held["manifest.json"] = json.dumps(about).encode()
    with elsewhere(empty, tmp_path / "new") as restored:
        done = run(restored, "restore", packed(tmp_path / "hostile", held))
        assert done.exit_code == 1
        assert "its manifest cannot be read" in done.stderr
    assert not (tmp_path / "outside").exists()


def test_a_link_in_a_backup_is_not_followed(empty: Flask, tmp_path: Path) -> None:
    run(empty, "backup", tmp_path / "whole")
    held = members(tmp_path / "whole")
    with tarfile.open(tmp_path / "hostile", "w:gz") as archive:
        for name in ("manifest.json", "database"):
            member = tarfile.TarInfo(name)
            member.size = len(held[name])
            archive.addfile(member, io.BytesIO(held[name]))
        link = tarfile.TarInfo("keys/subjects")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with elsewhere(empty, tmp_path / "new") as restored:
        done = run(restored, "restore", tmp_path / "hostile")
        assert done.stderr.startswith("The backup holds “keys/subjects”, which its manifest does not name")
        assert not has_a_register(restored)


def test_a_backup_of_a_newer_version_is_left_to_that_version(filled: Flask, taken: Path) -> None:
    with elsewhere(filled, taken.parent / "new") as restored:
        done = run(restored, "restore", with_manifest(taken, revision="9999"))
        assert done.stderr == (
            "The backup was made by a newer version of Custodia: restore it with that version.\n"
        )
        assert not has_a_register(restored)


def test_a_backup_of_the_other_kind_of_database_says_what_carries_it_over(filled: Flask, taken: Path) -> None:
    other = {"SQLite": "PostgreSQL", "PostgreSQL": "SQLite"}[
        json.loads(members(taken)["manifest.json"])["database"]
    ]
    with elsewhere(filled, taken.parent / "new") as restored:
        done = run(restored, "restore", with_manifest(taken, database=other))
        assert done.exit_code == 1
        assert "“dump” and “load” carry a register from one to the other" in done.stderr
        assert not has_a_register(restored)


@pytest.mark.parametrize("change", [{"format": "custodia-register"}, {"version": 2}, {"files": []}])
def test_what_is_no_backup_is_said_in_one_line(
    empty: Flask, tmp_path: Path, change: dict[str, object]
) -> None:
    run(empty, "backup", tmp_path / "whole")
    with elsewhere(empty, tmp_path / "new") as restored:
        done = run(restored, "restore", with_manifest(tmp_path / "whole", **change))
        assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
        (tmp_path / "text").write_text("Not an archive")
        assert run(restored, "restore", tmp_path / "text").stderr.startswith("text is no backup")


def test_a_settings_file_that_is_there_stays_and_a_signing_key_is_kept_beside(
    empty: Flask, tmp_path: Path
) -> None:
    run(empty, "backup", tmp_path / "whole")
    there = tmp_path / "new"
    (there / "keys").mkdir(parents=True)
    (there / "settings.toml").write_text('log_level = "ERROR"\n')
    (there / "keys" / "signing.pem").write_bytes(b"The key that signed here before")
    with elsewhere(empty, there) as restored:
        assert run(restored, "restore", tmp_path / "whole").exit_code == 0
    assert (there / "settings.toml").read_text() == 'log_level = "ERROR"\n'
    assert (there / "keys" / "signing.pem.before-restore").read_bytes() == b"The key that signed here before"
    own = Path(empty.instance_path) / "keys" / "signing.pem"
    assert (there / "keys" / "signing.pem").read_bytes() == own.read_bytes()


@pytest.mark.postgres
def test_a_program_that_is_missing_is_named_with_its_package(
    empty_on_postgres: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run(empty_on_postgres, "backup", tmp_path / "custodia.backup")
    assert done.exit_code == 1
    assert done.stderr.startswith("pg_dump is missing on this machine: install Debian’s package")
    assert not (tmp_path / "custodia.backup").exists()


@pytest.mark.postgres
def test_the_password_of_the_database_is_on_no_command_line(
    empty_on_postgres: Flask, postgres_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "arguments $* password $PGPASSWORD" >&2\nexit 1\n')
    program.chmod(0o755)
    on_server(
        postgres_server,
        "DO $$ BEGIN CREATE ROLE keeper SUPERUSER LOGIN; EXCEPTION WHEN duplicate_object THEN END $$",
    )
    url = empty_on_postgres.config["SETTINGS"].database_url.replace("//custodia@", "//keeper:s3cret@")
    made = make_app(tmp_path / "new", url)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    told = run(made, "backup", tmp_path / "custodia.backup").stderr
    forget(made)
    arguments, _, password = told.partition(" password ")
    assert password.startswith("s3cret")
    assert "--dbname=postgresql://keeper@" in arguments
    assert "s3cret" not in arguments
