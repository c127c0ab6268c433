"""Whether a file is a genuine report, from the file alone: by its signatures and the data inside, without the register.

A PDF is covered by its own signature to the last byte. The seal, which every file carries, is signed as well and names
the data by hash: a JSON file is just these two. What the sheets of a workbook or the pages of a word file say is
compared by making the file again from the data inside, which needs the libraries that it was made with.

Whether a later report supersedes it, only the register knows.
"""

from collections.abc import Sequence

from app.infra import certificates, sign
from app.infra.certificates import Certificate
from app.kernel.canonical import canonical
from app.kernel.errors import TooLarge
from app.reporting import press, seal
from app.reporting.press import Embedded
from app.reporting.verdict import State, Verdict, facts_of_certificate, facts_of_seal

_LIBRARIES = {"xlsx": ("xlsxwriter",), "docx": ("python-docx", "lxml")}
"""On which libraries the bytes of an office file depend."""


def examine(data: bytes, trusted: Sequence[Certificate]) -> Verdict:
    """The verdict on the file *data*; genuine only where one of the *trusted* certificates stands behind it."""
    embedded = press.check_embedded(data)
    if embedded is None:
        return Verdict(State.UNKNOWN, "No data of a report can be read in this file.")
    facts = facts_of_seal(embedded.seal)
    altered = list(embedded.altered)
    if embedded.seal.signature is None:
        return Verdict(
            State.UNKNOWN, "The seal in this file is not signed: only the register can tell.", facts
        )
    chain = seal.signers(embedded.seal)
    if chain is None:
        altered.append("The seal was changed: its signature does not belong to it.")
    form = press.form_of(data)
    stamped: list[tuple[str, str]] = []
    if form == "pdf":
        altered += _faults_of_pdf(data, chain, stamped)
    elif form == "json" and data != canonical(
        {"seal": embedded.seal.to_wire(), "snapshot": embedded.snapshot}
    ):
        altered.append("The file is not written as it was issued.")
    if altered or chain is None:
        return Verdict(State.ALTERED, " ".join(altered), facts)
    facts = [*facts, *facts_of_certificate(chain[0]), *stamped]
    if not trusted:
        return Verdict(
            State.UNKNOWN,
            "The signature and the data hold together, but the file alone cannot tell whose certificate it is: compare "
            "the fingerprint with the one of the register, or name its certificate with --trust.",
            facts,
        )
    if not certificates.leads_to(chain, trusted):
        return Verdict(
            State.UNKNOWN, "It was sealed with a certificate that is not among those you trust.", facts
        )
    return _by_making_it_again(data, embedded, form, facts)


def _faults_of_pdf(
    data: bytes, chain: Sequence[Certificate] | None, stamped: list[tuple[str, str]]
) -> list[str]:
    signature = sign.examine(data)
    if signature is None:
        return ["The PDF carries no readable signature: it was taken off, damaged, or hidden by an addition."]
    if signature.faults:
        return list(signature.faults)
    if chain is not None and sorted(map(certificates.der, signature.chain)) != sorted(
        map(certificates.der, chain)
    ):
        return ["The PDF was signed with another certificate than its seal."]
    if signature.stamped_at is not None:
        by = certificates.facts(signature.stamped_by[0]).subject if signature.stamped_by else "unknown"
        stamped += [("Time stamp", f"{signature.stamped_at:%Y-%m-%dT%H:%M:%SZ}"), ("Time-stamped by", by)]
    return []


def _by_making_it_again(data: bytes, embedded: Embedded, form: str, facts: list[tuple[str, str]]) -> Verdict:
    """The verdict where all signatures hold and are trusted: an office file must be what the data inside give."""
    if form in _LIBRARIES:
        here, there = press.versions(), embedded.seal.versions
        other = [name for name in _LIBRARIES[form] if here.get(name) != there.get(name)]
        if other:
            return Verdict(
                State.UNKNOWN,
                f"The data inside are genuine; what the pages show cannot be compared, since the file was made with "
                f"another version of {', '.join(other)}. Ask the register.",
                facts,
            )
        if _made_again(embedded, form) != data:
            sentence = "The data inside are genuine, but the file around them is not what they give."
            return Verdict(State.ALTERED, sentence, facts)
    sentence = (
        "The file is exactly as it was sealed. Whether a later report supersedes it, only the register knows."
    )
    return Verdict(State.GENUINE, sentence, facts)


def _made_again(embedded: Embedded, form: str) -> bytes | None:
    """The file that the data inside give, or ``None`` where this program makes none of them."""
    try:
        return press.render(embedded.seal.kind, embedded.snapshot, embedded.seal, form)
    except (KeyError, TypeError, ValueError, TooLarge):
        return None
