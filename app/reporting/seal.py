"""The seal: what is known of a report only once it is issued, and the wire form that holds seal and snapshot.

The seal is signed by the instance's key, and names the snapshot by its hash; so whoever holds the wire form alone, in
whatever file, can check both without the register.

The wire form, ``{"seal": …, "snapshot": …}`` in canonical JSON (RFC 8785), is the JSON rendering itself and is
embedded in the PDF. The seal names the SHA-256 of the snapshot's canonical form; whoever holds any rendering can
compute it again.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, cast

from app.infra import certificates
from app.infra.certificates import Identity
from app.kernel.canonical import canonical, digest, sha256
from app.reporting.snapshot.schema.frame import Snapshot

FORMAT = "custodia-seal"
VERSION = 1
PAPERS = ("A4", "Letter")
"""The sizes of paper that a report can be set on."""


@dataclass(frozen=True)
class PreviousReport:
    """The report issued before this one, of any kind: its number and the SHA-256 of its wire form."""

    number: str
    sha256: str


@dataclass(frozen=True)
class TrailHead:
    """The newest entry of the trail at the instant of issue: its number and hash."""

    seq: int
    hash: str


@dataclass(frozen=True)
class SealSignature:
    """The signature on a seal: the algorithm, the certificates (the signer's first) and the value, both in base64.

    What is signed is the canonical JSON of the seal with an empty ``value`` here.
    """

    algorithm: str
    certificates: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class Seal:
    """Number, instant, person and surroundings of an issued report; ``issued_at`` as the kernel writes instants."""

    number: str
    kind: str
    issued_at: str
    issued_by: str
    snapshot_sha256: str
    versions: Mapping[str, str] = field(default_factory=dict)
    previous: PreviousReport | None = None
    trail: TrailHead | None = None
    paper: str = "A4"
    signature: SealSignature | None = None

    def to_wire(self) -> dict[str, Any]:
        """The seal in JSON types, every key present."""
        fields = asdict(self)
        if self.signature is not None:
            fields["signature"]["certificates"] = list(self.signature.certificates)
        return {"format": FORMAT, "version": VERSION, **fields}

    @classmethod
    def from_wire(cls, data: Any) -> "Seal":
        """The seal of its JSON form; raises :class:`ValueError` for anything else."""
        try:
            seal = _parsed(dict(data))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError("This is no seal.") from error
        if canonical(seal.to_wire()) != canonical(data) or seal.paper not in PAPERS:
            raise ValueError("This is no seal of a version that this program knows.")
        return seal


def _parsed(data: dict[str, Any]) -> Seal:
    previous, trail, signature = data["previous"], data["trail"], data["signature"]
    return Seal(
        number=str(data["number"]),
        kind=str(data["kind"]),
        issued_at=str(data["issued_at"]),
        issued_by=str(data["issued_by"]),
        snapshot_sha256=str(data["snapshot_sha256"]),
        versions={str(name): str(version) for name, version in data["versions"].items()},
        previous=None
        if previous is None
        else PreviousReport(str(previous["number"]), str(previous["sha256"])),
        trail=None if trail is None else TrailHead(int(trail["seq"]), str(trail["hash"])),
        paper=str(data["paper"]),
        signature=None
        if signature is None
        else SealSignature(
            str(signature["algorithm"]),
            tuple(str(one) for one in signature["certificates"]),
            str(signature["value"]),
        ),
    )


def signed(seal: Seal, identity: Identity) -> Seal:
    """*seal* with the signature of *identity*."""
    chain = tuple(base64.b64encode(certificates.der(one)).decode() for one in identity.chain)
    bare = replace(seal, signature=SealSignature(certificates.algorithm(identity), chain, ""))
    value = base64.b64encode(certificates.signed(identity, canonical(bare.to_wire()))).decode()
    return replace(seal, signature=SealSignature(certificates.algorithm(identity), chain, value))


def signers(seal: Seal) -> tuple[certificates.Certificate, ...] | None:
    """The certificates that came with the signature of *seal*, the signer's first; ``None`` where it does not hold."""
    made = seal.signature
    if made is None or not made.certificates:
        return None
    bare = replace(seal, signature=replace(made, value=""))
    try:
        value = _decoded(made.value)
        chain = tuple(certificates.of_der(_decoded(one)) for one in made.certificates)
    except ValueError:
        return None
    if not certificates.holds(chain[0], made.algorithm, value, canonical(bare.to_wire())):
        return None
    return chain


def _decoded(text: str) -> bytes:
    """The bytes of *text*, which must be the one base64 form of them; raises :class:`ValueError`."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not canonical")
    return data


def wire(seal: Seal, snapshot: Snapshot) -> bytes:
    """Seal and snapshot as canonical JSON: the JSON rendering, and what the PDF embeds."""
    return canonical({"seal": seal.to_wire(), "snapshot": snapshot})


def wire_sha256(seal: Seal, snapshot: Snapshot) -> str:
    """The SHA-256 of the wire form, by which the next report names this one."""
    return sha256(wire(seal, snapshot))


def snapshot_sha256(snapshot: Snapshot) -> str:
    """The SHA-256 of the snapshot's canonical form: the identity of the report's data."""
    return digest(snapshot)


def unwire(data: bytes) -> tuple[Seal, Snapshot] | None:
    """Seal and snapshot of a wire form, or ``None`` where *data* is none; whether they fit is not judged here."""
    try:
        parsed = json.loads(data, object_pairs_hook=_unique)
        canonical(parsed)  # refuses what has no canonical form, such as NaN
        if not isinstance(parsed, dict) or set(parsed) != {"seal", "snapshot"}:
            return None
        seal, snapshot = Seal.from_wire(parsed["seal"]), parsed["snapshot"]
    except (ValueError, RecursionError):
        return None
    return (seal, cast("Snapshot", snapshot)) if isinstance(snapshot, dict) else None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object without repeated keys, of which readers would pick different ones."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A key is repeated.")
    return found
