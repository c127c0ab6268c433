"""The blob store: files known by the SHA-256 of their bytes, in a folder of the instance.

A file is written whole or not at all (a temporary one beside it, flushed to the disk, then renamed), and
before the transaction that refers to it. What a failed transaction leaves behind is a file that nobody refers
to: it does no harm, and storing the same bytes again uses it.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.kernel.canonical import sha256
from app.kernel.errors import CustodiaError, Missing
from app.settings import Settings

_KEY = re.compile(r"[0-9a-f]{64}")


class Damaged(CustodiaError):
    """The stored bytes are no longer those that were filed."""

    status = 500


class Blobs:
    """Files below the folder *root*, each at ``ab/cdef…`` by its hash."""

    def __init__(self, root: Path) -> None:
        """Use *root*, made on first writing."""
        self.root = root

    def put(self, data: bytes) -> str:
        """Store *data* durably and return its SHA-256; what is there unharmed is not written again."""
        key = sha256(data)
        path = self.path(key)
        if path.is_file() and sha256(path.read_bytes()) == key:
            return key
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _flush_folder(path.parent)
        return key

    def get(self, key: str) -> bytes:
        """The bytes under *key*, hashed again on the way.

        Raises :class:`~app.kernel.errors.Missing` where they are not stored, :class:`Damaged` where they
        changed.
        """
        path = self.path(key)
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise Missing(
                f"The file {key[:12]}… is recorded, but not stored here: upload the same file again."
            ) from error
        if sha256(data) != key:
            raise Damaged(
                f"The stored file {key[:12]}… was altered: restore it from a backup or upload it again."
            )
        return data

    def has(self, key: str) -> bool:
        """Whether bytes are stored under *key*; they are not read."""
        return self.path(key).is_file()

    def keys(self) -> Iterator[str]:
        """Every key in the store, in order."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/*")):
            key = path.parent.name + path.name
            if _KEY.fullmatch(key):
                yield key

    def path(self, key: str) -> Path:
        """Where the bytes under *key* lie; raises ``Missing`` for what is no SHA-256."""
        if not _KEY.fullmatch(key):
            raise Missing("A stored file is known by its SHA-256: 64 characters from 0 to 9 and a to f.")
        return self.root / key[:2] / key[2:]


def open_blobs(settings: Settings) -> Blobs:
    """The store of this instance: its folder ``blobs``, or the folder that ``blobs_url`` names."""
    if not settings.blobs_url:
        return Blobs(settings.instance / "blobs")
    scheme, separator, place = settings.blobs_url.partition("://")
    if scheme != "file" or not separator:
        raise ValueError(
            f"CUSTODIA_BLOBS_URL: “{settings.blobs_url}” is not supported: use file:///an/absolute/folder."
        )
    return Blobs(Path(place))


def _flush_folder(folder: Path) -> None:
    """Make the new name itself durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
