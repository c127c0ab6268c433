"""Archives: one file that holds many, with a manifest first that names each with its SHA-256.

A gzipped tar file, readable with ordinary tools. It is written whole or not at all, and readable by its owner alone;
what comes out of it is checked against the manifest before anybody uses it.
"""

import contextlib
import hashlib
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any

from app.kernel.errors import Refused

MANIFEST = "manifest.json"
"""The first member: what the archive is, and its files with their SHA-256."""

_LARGEST_MANIFEST = 256 * 1024 * 1024
_PIECE = 1024 * 1024
_BROKEN = (tarfile.TarError, EOFError, zlib.error, ValueError)
"""What the library raises for a file that is cut short, altered or something else."""


def write(target: Path, about: Mapping[str, Any], files: Mapping[str, Path]) -> None:
    """Write *files*, by the names that they have inside, to *target*, with *about* in the manifest."""
    hashes = {name: _sha256(path) for name, path in files.items()}
    manifest = json.dumps({**about, "files": hashes}, indent=1, sort_keys=True).encode()
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            # Documents and reports are compressed already: more effort gains little and takes long.
            with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=1) as archive:
                _add(archive, MANIFEST, len(manifest), io.BytesIO(manifest))
                for name, path in files.items():
                    with path.open("rb") as source:
                        _add(archive, name, os.fstat(source.fileno()).st_size, source)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def manifest(source: Path) -> dict[str, Any]:
    """What the archive *source* says of itself; raises :class:`Refused` where it is none."""
    with _reading(source) as archive:
        return _manifest(archive)


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Put every file of *source* below *folder*, and return the manifest.

    Raises :class:`Refused` where a file is missing, altered or none of the manifest's; *folder* is then of no use.
    """
    with _reading(source) as archive:
        about = _manifest(archive)
        expected: dict[str, str] = dict(about["files"])
        while member := archive.next():
            held = archive.extractfile(member) if member.isfile() else None
            if member.name not in expected or held is None:
                raise Refused(f"The backup holds “{member.name}”, which its manifest does not name.")
            target = folder / member.name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with target.open("xb") as file:
                found = _copy(held, file)
            if found != expected.pop(member.name):
                raise Refused(f"“{member.name}” in the backup is not what was written: use another backup.")
    if expected:
        raise Refused(f"“{min(expected)}” is missing in the backup: use another one.")
    return about


@contextlib.contextmanager
def _reading(source: Path) -> Iterator[tarfile.TarFile]:
    with source.open("rb") as file:  # what cannot be opened is said by the operating system
        try:
            with tarfile.open(fileobj=file, mode="r|gz") as archive:
                yield archive
        except _BROKEN as error:
            raise Refused(f"{source.name} is no backup, or is damaged: {error}.") from error


def _manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    first = archive.next()
    held = archive.extractfile(first) if first is not None and first.isfile() else None
    if first is None or held is None or first.name != MANIFEST or first.size > _LARGEST_MANIFEST:
        raise ValueError("it does not begin with a manifest")
    about = json.loads(held.read())
    files = about.get("files") if isinstance(about, dict) else None
    if not isinstance(files, dict) or not all(map(_is_inside, files)):
        raise ValueError("its manifest cannot be read")
    return about


def _is_inside(name: str) -> bool:
    """Whether *name* is a place below the folder that it is unpacked to."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\0" not in name


def _add(archive: tarfile.TarFile, name: str, size: int, source: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    archive.addfile(member, source)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(source: IO[bytes], target: IO[bytes]) -> str:
    """Copy all of *source* and return its SHA-256."""
    digest = hashlib.sha256()
    while piece := source.read(_PIECE):
        digest.update(piece)
        target.write(piece)
    return digest.hexdigest()
