"""The papers behind the agreements: texts filled in with the parties and dates of the register.

An agreement's ``doc_sha256`` as written is a mark such as ``text:house-nda+special-prosa@AG-0017``: the texts
of which the paper consists, and the agreement whose particulars fill them. Agreements with the same mark are
parts of one paper.
"""

import copy
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from app.demo import TEXT, read_text, register
from app.domain.agreements.terms import Acceptance
from app.domain.catalogue import builtin
from app.kernel import places
from app.kernel.canonical import sha256
from app.kernel.words import in_line

Render = Callable[[str], bytes]
"""Sets a text (paragraphs parted by blank lines, the first one the title) as a PDF."""


def documents(
    render: Render, written: Mapping[str, Any] | None = None
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files by SHA-256, and the register in which the marks are replaced by them.

    *written* is the register to resolve, by default the one as written; it is not changed. *render* is called
    once for each paper.
    """
    resolved: dict[str, Any] = copy.deepcopy(dict(written)) if written is not None else register()
    files: dict[str, bytes] = {}
    hashes: dict[str, str] = {}
    for agreement in resolved["agreements"]:
        mark = agreement.get("doc_sha256")
        if not is_mark(mark):
            continue
        if mark not in hashes:
            data = render(paper(mark, resolved))
            hashes[mark] = sha256(data)
            files[hashes[mark]] = data
            resolved["documents"].append(_document(agreement, hashes[mark], len(data)))
        agreement["doc_sha256"] = hashes[mark]
    return files, resolved


def is_mark(value: str | None) -> bool:
    """Whether *value* stands for a text instead of being a hash."""
    return value is not None and value.startswith(TEXT)


def paper(mark: str, register: Mapping[str, Any]) -> str:
    """The text that *mark* stands for, filled in from *register*: paragraphs on one line each."""
    names, _, ref = mark.removeprefix(TEXT).partition("@")
    agreement = next(agr for agr in register["agreements"] if agr["ref"] == ref)
    values = particulars(agreement, register)
    return "\n\n".join(_filled(read_text(f"agreements/{name}.txt"), values) for name in names.split("+"))


def _filled(text: str, values: Mapping[str, str]) -> str:
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    return "\n\n".join(paragraph.format_map(values) for paragraph in paragraphs)


def _document(agreement: Mapping[str, Any], digest: str, size: int) -> dict[str, Any]:
    title = agreement["title"].partition(", Part")[0]
    return {
        "sha256": digest,
        "name": f"{agreement['ref']} {title}.pdf",
        "size": size,
        "media_type": "application/pdf",
        "uploaded_on": agreement["effective_on"],
    }


def particulars(agreement: Mapping[str, Any], register: Mapping[str, Any]) -> dict[str, str]:
    """What the texts may ask for by name: the parties, the dates, what is shared and where."""
    entities = {entity["ref"]: entity for entity in register["entities"]}
    third_parties = {party["ref"]: party for party in register["third_parties"]}
    flows = [flow for flow in register["flows"] if flow["ref"] in agreement["governs_flows"]]
    ours, theirs = entities[agreement["our_entity"]], entities[agreement["their_entity"]]
    subjects = {key: None for flow in flows for key in flow["subjects"]}
    countries = {place["country"]: None for flow in flows for place in flow["locations"]}
    vocabulary = _labels(register)
    return {
        "our_name": ours["legal_name"],
        "our_reg_no": ours["reg_no"],
        "their_name": theirs["legal_name"],
        "their_reg_no": theirs["reg_no"],
        "their_country": places.country_name(theirs["country"]),
        "services": third_parties[agreement["third_party"]]["description"].partition(". ")[0] + ".",
        "effective_on": _day(agreement["effective_on"]),
        "expires_on": _day(agreement.get("expires_on")),
        "signed_us_on": _day(agreement.get("signed_us_on")),
        "notice_days": str(agreement.get("notice_days", "")),
        "notice_address": agreement["assignment"].get("notice_address", ""),
        "governing_law": agreement["governing_law"],
        "purposes": "; ".join(vocabulary[key] for key in agreement["purposes"]),
        "categories": "; ".join(vocabulary[key] for key in agreement["categories"]),
        "subjects": "; ".join(vocabulary[key] for key in subjects),
        "places": "; ".join(places.country_name(code) for code in countries),
        "signatures": _signatures(agreement, ours["legal_name"], theirs["legal_name"]),
    }


def _labels(register: Mapping[str, Any]) -> dict[str, str]:
    """The labels of categories, subjects and purposes by key, as they stand inside a sentence."""
    labels = {entry.key: entry.label or entry.key for entry in builtin.categories()}
    labels |= {entry.key: entry.label or entry.key for entry in builtin.subjects()}
    labels |= {entry.key: entry.label or entry.key for entry in builtin.purposes()}
    for name in ("categories", "subjects", "purposes"):
        labels.update({entry["key"]: entry["label"] for entry in register[name]})
    return {key: in_line(label) for key, label in labels.items()}


def _day(day: str | None) -> str:
    """A date as a paper writes it: 3 March 2024."""
    if day is None:
        return ""
    on = dt.date.fromisoformat(day)
    return f"{on.day} {on:%B %Y}"


def _signatures(agreement: Mapping[str, Any], ours: str, theirs: str) -> str:
    if agreement["acceptance"] == Acceptance.CLICK:
        return f"Accepted online for {ours} on {_day(agreement['signed_us_on'])}; no signature is needed."
    by_us, by_them = _day(agreement["signed_us_on"]), _day(agreement["signed_them_on"])
    return f"Signed for {ours} on {by_us}, for {theirs} on {by_them}."
