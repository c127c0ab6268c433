"""The text of a stored document, page by page, for reading beside it and for finding passages in it.

All but plain text is read in a child process with limits of memory and time (:mod:`app.infra.text_worker`): such
files come from outside and may be made to harm.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from app.infra.media import TYPES, decoded
from app.kernel.errors import Invalid

LIMIT = 50 * 1024 * 1024
"""Bytes of the largest file whose text is taken out."""
SECONDS = 30.0
"""Seconds that taking the text out may last."""
_WORKER = Path(__file__).with_name("text_worker.py")
_KINDS = {TYPES[f".{kind}"]: kind for kind in ("pdf", "docx", "html", "md")}
_TEXTS = frozenset({"html", "md"})
_ODD_SPACES = re.compile("[\u00a0\u2007\u202f]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"[ \t]{3,}")
_EMPTY_LINES = re.compile(r"\n(?:[ \t]{0,2}\n){2,}")
_UNPRINTED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")


def pages_of(
    data: bytes, media_type: str, *, field: str = "file", seconds: float = SECONDS
) -> tuple[str, ...]:
    """The text of each page in *data*; a page may be empty, the document may not.

    What has no pages (HTML, Markdown, text without form feeds) is one page. Raises
    :class:`~app.kernel.errors.Invalid` at *field* for a file without text, of another kind, damaged, or beyond a
    limit of size, pages or *seconds*.
    """
    if len(data) > LIMIT:
        raise Invalid.of(field, "File: it is too large for its text to be taken out: choose a smaller one.")
    if media_type in _KINDS:
        kind = _KINDS[media_type]
        pages = _by_worker(kind, _text(data).encode() if kind in _TEXTS else data, field, seconds)
    elif media_type == TYPES[".txt"]:
        pages = _text(data).split("\f")
    else:
        raise Invalid.of(field, "File: no text can be taken out of this kind: use PDF, Word, HTML or text.")
    cleaned = tuple(_cleaned(page) for page in pages)
    if not any(page.strip() for page in cleaned):
        raise Invalid.of(
            field, "File: it holds no text, as a scan does: choose a file with text, or read it by eye."
        )
    return cleaned


def _text(data: bytes) -> str:
    return decoded(data) or ""


def _by_worker(kind: str, data: bytes, field: str, seconds: float) -> list[str]:
    try:
        done = subprocess.run(  # noqa: S603 - our own file, a fixed argument, no shell
            [sys.executable, "-I", str(_WORKER), kind],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        fault = "takes too long to read: save it anew or choose a smaller one"
    except ValueError:  # ended by a limit before it could answer
        fault = "takes more memory or time than one file may: save it anew or choose a smaller one"
    else:
        if "pages" in answer:
            return [str(page) for page in answer["pages"]]
        fault = str(answer["fault"])
    raise Invalid.of(field, f"File: it {fault}.")


def _cleaned(page: str) -> str:
    """*page* with line feeds alone as line ends, few spaces in a row, and nothing that cannot be seen."""
    page = re.sub(r"\r\n?|[\x0c\x85\u2028\u2029]", "\n", page)
    page = _UNPRINTED.sub("", _UNSEEN.sub("", _ODD_SPACES.sub(" ", page)))
    return _EMPTY_LINES.sub("\n\n", _SPACES.sub("  ", page))
