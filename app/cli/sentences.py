"""How commands speak: errors are a sentence on standard error and an exit status, never a traceback."""

import functools
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

import click
from sqlalchemy.exc import InterfaceError, OperationalError

from app.kernel.errors import CustodiaError, Invalid

Command = TypeVar("Command", bound=Callable[..., Any])

WRONG_USE = 2
"""Exit status for a command that was called wrongly, an instant before the first revision among it."""


def speaking(function: Command) -> Command:
    """Let *function* end with a sentence and status 1 where something fails that a person can cure."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Invalid as error:
            for where, sentences in error.pointers().items():
                for sentence in sentences:
                    complain(f"{where}: {sentence}" if where.startswith("/") else sentence)
            raise SystemExit(1) from error
        except CustodiaError as error:
            fail(error.sentence)
        except (OperationalError, InterfaceError) as error:
            fail(f"The database cannot be used: {_first_line(error)}. “python -m app doctor” says more.")
        except BrokenPipeError:  # whoever read along has heard enough
            raise
        except OSError as error:
            name = f"{error.filename}: " if error.filename else ""
            fail(f"{name}{error.strerror or error}.")

    return cast(Command, run)


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0].rstrip(".")


def fail(sentence: str, status: int = 1) -> NoReturn:
    """End with *sentence* on standard error."""
    complain(sentence)
    raise SystemExit(status)


def say(sentence: str) -> None:
    """A line for the person."""
    click.echo(_printable(sentence))


def complain(sentence: str) -> None:
    """A line on standard error."""
    click.echo(_printable(sentence), err=True)


def _printable(text: str) -> str:
    """*text* with what no stream can carry (lone surrogates from a file) written as an escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def write_out(text: str, file: Path | None) -> None:
    """Write *text* as UTF-8 to *file*, whole or not at all, or to standard output."""
    data = text.encode("utf-8")
    if file is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    handle, temporary = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(temporary).chmod(0o600)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
