"""The changes of the public list in words, the same on the page, in the feed and in mail."""

import datetime as dt

from app.domain.publication.listing import ListChange


def title_of(change: ListChange) -> str:
    """One line on *change*."""
    return {
        "added": f"New sub-processor: {change.name}",
        "changed": f"Changed: {change.name}",
        "removed": f"No longer listed: {change.name}",
    }[change.what]


def sentence_of(change: ListChange) -> str:
    """What *change* means for the reader."""
    if change.what == "removed":
        return f"{change.name} was taken off the list."
    if change.what == "changed":
        return "; ".join(
            f"{label}: {old or 'nothing'} → {new or 'nothing'}" for label, old, new in change.fields
        )
    used = f"It is used from {day(change.used_from)} on." if change.used_from else ""
    return " ".join(part for part in (change.services or "", used) if part)


def day(value: dt.date | None) -> str:
    """``4 May 2026``."""
    return "" if value is None else f"{value.day} {value:%B %Y}"


def message_of(organisation: str, page: str, ending: str, changes: list[ListChange]) -> tuple[str, str]:
    """Subject and text of the message on *changes*; *page* is the list's address, *ending* that to be told no more."""
    subject = title_of(changes[0]) if len(changes) == 1 else f"{len(changes)} changes of sub-processors"
    lines = [f"The list of sub-processors of {organisation} has changed.", ""]
    for change in changes:
        lines += [f"{title_of(change)}, on {day(change.at.date())}.", sentence_of(change), ""]
    lines += [f"The whole list: {page}", "", f"To be told no more, open {ending}"]
    return f"{organisation}: {subject}", "\n".join(lines)


def invitation_of(organisation: str, confirming: str) -> tuple[str, str]:
    """Subject and text of the message that asks an address to confirm."""
    text = [
        f"Somebody asked that {organisation} tell this address when its list of sub-processors changes.",
        "",
        f"To confirm, open {confirming}",
        "",
        "If it was not you, do nothing: the address is deleted after seven days.",
    ]
    return f"{organisation}: confirm to be told of changes of sub-processors", "\n".join(text)
