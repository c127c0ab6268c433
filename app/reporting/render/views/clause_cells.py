"""Cells on clauses that several kinds of report share: the state in its frame, who read it, the words relied on."""

from collections.abc import Mapping
from typing import Any

from app.reporting.render.ledger import BREAK, Cell, Run, absent, aside, cell, joined, pill, styled
from app.reporting.render.tables.words import Words
from app.reporting.render.writing import day


def state(key: str, words: Words) -> Run:
    """The state of a clause in its frame."""
    return pill(words.of(key, "clause_state") or key, f"clause clause-{key}")


def read_by(clause: Mapping[str, Any], words: Words) -> Cell:
    """Who assessed a clause and when, and who confirmed it."""
    second = _reader(clause, "second_reader", "second_on", words)
    confirmed = [BREAK, aside("second: "), *second] if clause["second_reader"] else []
    return cell(*read_first(clause, words), *confirmed)


def read_first(clause: Mapping[str, Any], words: Words) -> Cell:
    """Who assessed a clause, and when."""
    return cell(*(_reader(clause, "assessed_by", "assessed_on", words) or [absent()]))


def read_second(clause: Mapping[str, Any], words: Words) -> Cell:
    """Who confirmed what was read, and when; a dash where nobody did."""
    return cell(*(_reader(clause, "second_reader", "second_on", words) or [aside("–")]))


def _reader(clause: Mapping[str, Any], who: str, when: str, words: Words) -> list[str | Run]:
    person = [words.of(clause[who], "person") or clause[who]] if clause[who] else []
    return joined([*person, *([aside(day(clause[when]))] if clause[when] else [])], " ")


def relied_on(clause: Mapping[str, Any]) -> Cell:
    """Where a clause stands (free text, so that it breaks over lines), its number, its words and the note on it."""
    found: list[str | Run] = []
    if clause["ref"]:
        found += [styled(clause["ref"], "where"), " "]
    if clause.get("value"):
        found += [aside(f"states {clause['value']}"), " "]
    if clause["quote"]:
        found += [f"“{clause['quote']}” "]
    if clause.get("note"):
        found.append(aside(clause["note"]))
    return cell(*found) if found else cell(absent("no words recorded"))
