"""Cells on clauses that several kinds of report share: the state in its frame, who read it, the words relied on."""

from collections.abc import Mapping
from typing import Any

from app.reporting.render.ledger import BREAK, Cell, Run, absent, aside, cell, pill, refs
from app.reporting.render.tables.words import Words
from app.reporting.render.writing import day


def state(key: str, words: Words) -> Run:
    """The state of a clause in its frame."""
    return pill(words.of(key, "clause_state") or key, f"clause clause-{key}")


def read_by(clause: Mapping[str, Any], words: Words) -> Cell:
    """Who assessed a clause and when, and who confirmed it."""
    found: list[str | Run] = []
    if clause["assessed_by"]:
        found.append(words.of(clause["assessed_by"], "person") or "")
    if clause["assessed_on"]:
        found += [" " if found else "", aside(day(clause["assessed_on"]))]
    if not found:
        found.append(absent())
    if clause["second_reader"]:
        found += [BREAK, aside("second: "), words.of(clause["second_reader"], "person") or ""]
        if clause["second_on"]:
            found += [" ", aside(day(clause["second_on"]))]
    return cell(*found)


def relied_on(clause: Mapping[str, Any]) -> Cell:
    """Where a clause stands (free text, so that it breaks over lines), its number, its words and the note on it."""
    found: list[str | Run] = []
    if clause["ref"]:
        found += [refs([clause["ref"]]), " "]
    if clause.get("value"):
        found += [aside(f"states {clause['value']}"), " "]
    if clause["quote"]:
        found += [f"“{clause['quote']}” "]
    if clause.get("note"):
        found.append(aside(clause["note"]))
    return cell(*found) if found else cell(absent("no words recorded"))
