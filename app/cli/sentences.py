"""How commands speak: errors are a sentence on standard error and an exit status, never a traceback."""

import functools
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, cast

import click

from app.kernel.errors import CustodiaError, Invalid

Command = TypeVar("Command", bound=Callable[..., Any])

WRONG_USE = 2
"""Exit status for a command that was called wrongly, an instant before the first revision among it."""


def speaking(function: Command) -> Command:
    """Let *function* end with a sentence and status 1 where it raises a :class:`CustodiaError`."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Invalid as error:
            pointers = error.pointers()
            for where, sentences in pointers.items():
                for sentence in sentences:
                    click.echo(f"{where}: {sentence}" if where.startswith("/") else sentence, err=True)
            raise SystemExit(1) from error
        except CustodiaError as error:
            fail(error.sentence)

    return cast(Command, run)


def fail(sentence: str, status: int = 1) -> NoReturn:
    """End with *sentence* on standard error."""
    click.echo(sentence, err=True)
    raise SystemExit(status)


def say(sentence: str) -> None:
    """A line for the person."""
    click.echo(sentence)
