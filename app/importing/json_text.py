"""Reading JSON strictly: what two readers could take for two different things is refused, each time with its place."""

import json
from typing import Any, NoReturn

from app.kernel.errors import Invalid


def read_object(data: bytes) -> dict[str, Any]:
    """The one JSON object in *data*, which is UTF-8 with or without a byte order mark.

    Raises :class:`Invalid` for anything else: other encodings, text that is no JSON, a name given twice in one
    object, numbers that are none (``NaN``) or too long to be one, nesting that no register has.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _invalid(f"The file is not UTF-8 text: line {line} has a byte that cannot be read.") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _invalid(f"The file is not JSON at {where}: {error.msg.lower()}. Correct it there.") from error
    except RecursionError as error:
        raise _invalid("The file is nested too deeply: correct it.") from error
    except ValueError as error:  # what int() says of thousands of digits
        raise _invalid("The file has a number with thousands of digits: correct it.") from error
    if not isinstance(document, dict):
        raise _invalid("The file must hold one JSON object.")
    return document


def _invalid(sentence: str) -> Invalid:
    return Invalid.of("", sentence)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    raise _invalid(f"The name “{twice[:60]}” stands twice in one object of the file: remove one of the two.")


def _no_number(text: str) -> NoReturn:
    raise _invalid(f"“{text}” is not a number that JSON knows: write a number, or null.")
