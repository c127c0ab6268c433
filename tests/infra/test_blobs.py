import threading
from pathlib import Path

import pytest

from app.infra.blobs import Blobs, Damaged, open_blobs
from app.kernel.canonical import sha256
from app.kernel.errors import Missing
from app.settings import Settings


def test_bytes_lie_under_their_hash(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")

    key = blobs.put(b"a contract")

    assert key == sha256(b"a contract")
    assert blobs.path(key) == tmp_path / "blobs" / key[:2] / key[2:]
    assert (blobs.get(key), blobs.has(key), list(blobs.keys())) == (b"a contract", True, [key])


def test_nothing_is_left_beside_a_stored_file(tmp_path: Path) -> None:
    key = Blobs(tmp_path).put(b"a contract")

    assert [path.name for path in (tmp_path / key[:2]).iterdir()] == [key[2:]]


def test_the_same_bytes_are_stored_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    first = blobs.path(blobs.put(b"a contract")).stat()
    second = blobs.path(blobs.put(b"a contract")).stat()

    assert (first.st_ino, first.st_mtime_ns) == (second.st_ino, second.st_mtime_ns)


def test_altered_bytes_are_never_handed_out_and_can_be_healed(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    key = blobs.put(b"a contract")
    blobs.path(key).write_bytes(b"another contract")

    with pytest.raises(Damaged):
        blobs.get(key)

    blobs.put(b"a contract")
    assert blobs.get(key) == b"a contract"


def test_what_was_never_stored_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        Blobs(tmp_path).get("0" * 64)


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "/x"])
def test_only_a_hash_leads_to_a_path(tmp_path: Path, key: str) -> None:
    with pytest.raises(Missing):
        Blobs(tmp_path).path(key)


def test_many_writers_of_the_same_bytes_agree(tmp_path: Path) -> None:
    blobs, data = Blobs(tmp_path), b"x" * 1_000_000
    threads = [threading.Thread(target=blobs.put, args=(data,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (list(blobs.keys()), blobs.get(sha256(data))) == ([sha256(data)], data)


def test_the_settings_say_where_the_store_is(tmp_path: Path) -> None:
    here = Settings.read({}, instance=tmp_path)
    there = Settings.read({"CUSTODIA_BLOBS_URL": f"file://{tmp_path}/elsewhere"}, instance=tmp_path)

    assert [open_blobs(here).root, open_blobs(there).root] == [tmp_path / "blobs", tmp_path / "elsewhere"]


def test_an_unknown_kind_of_store_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="CUSTODIA_BLOBS_URL"):
        open_blobs(Settings.read({"CUSTODIA_BLOBS_URL": "s3://bucket"}, instance=tmp_path))
