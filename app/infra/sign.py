"""The door to pyHanko: signs a PDF as PAdES (ETSI EN 319 142), and says of a signed one whether the signature holds.

The signature is invisible, certifies the file (no later change is allowed, ISO 32000-1, 12.8.2.2) and is added as an
incremental update: the bytes before it are those that were rendered.
"""

import asyncio
import datetime as dt
import io
import logging
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from app.infra import certificates
from app.infra.certificates import Identity
from app.kernel import clock
from app.kernel.errors import CustodiaError

FIELD = "Seal"
"""The name of the signature field."""

_SECONDS = 20
_SHA256 = {"algorithm": "sha256", "parameters": None}
_LARGEST_STAMP = 1_000_000


class Unstamped(CustodiaError):
    """The time-stamp authority that the settings name gave no time stamp."""

    status = 503


@dataclass(frozen=True)
class Signature:
    """The signature of a PDF; ``faults`` are sentences on what does not hold, none where all does.

    ``chain`` is the certificate of whoever signed and the others in the signature, which nothing vouches for.
    ``end`` is the number of bytes, from the first, that it vouches for; ``stamped_at`` the instant to which a
    time-stamp authority testifies, whose certificates are ``stamped_by``.
    """

    faults: tuple[str, ...]
    end: int
    chain: tuple[x509.Certificate, ...]
    stamped_at: dt.datetime | None = None
    stamped_by: tuple[x509.Certificate, ...] = ()

    @property
    def certificate(self) -> x509.Certificate | None:
        """The certificate of whoever signed."""
        return self.chain[0] if self.chain else None


def sign(data: bytes, identity: Identity, *, reason: str, timestamp_url: str = "") -> bytes:
    """The PDF *data* with a signature of *identity* added, time-stamped by the authority at *timestamp_url*, if any.

    Raises :class:`Unstamped` where that authority cannot be reached or refuses.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    output = io.BytesIO()
    try:
        signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(data)),
            metadata,
            _signer(identity),
            timestamper=_timestamper(timestamp_url) if timestamp_url else None,
            output=output,
        )
    except (TimestampRequestError, OSError) as error:
        raise Unstamped(
            "The time-stamp authority of CUSTODIA_TIMESTAMP_URL gave no time stamp, so nothing was issued: "
            "try again later, or take the setting out."
        ) from error
    return output.getvalue()


def _signer(identity: Identity) -> Any:
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    known = [asn1.Certificate.load(certificates.der(one)) for one in identity.chain]
    store = SimpleCertificateStore()
    store.register_multiple(known[1:])  # the first would be written twice
    key = identity.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=known[0], signing_key=keys.PrivateKeyInfo.load(key), cert_registry=store
    )


def _timestamper(url: str) -> Any:
    """An RFC 3161 client of the authority at *url*, by HTTP (section 3.4), without following it elsewhere."""
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    if not url.startswith(("http://", "https://")):
        raise Unstamped("CUSTODIA_TIMESTAMP_URL: write an address that begins with https:// or http://.")

    class Client(TimeStamper):
        """Asks the one authority of the settings."""

        async def async_request_tsa_response(self, req: Any) -> Any:
            """The authority's answer to *req*; raises :class:`OSError`."""
            answer = await asyncio.to_thread(self._asked, req.dump())
            try:
                return tsp.TimeStampResp.load(answer, strict=True)
            except ValueError as error:
                raise OSError("no answer of a time-stamp authority") from error

        def _asked(self, question: bytes) -> bytes:
            request = urllib.request.Request(  # noqa: S310 -- the scheme is checked above
                url, question, {"Content-Type": "application/timestamp-query"}, method="POST"
            )
            opener = urllib.request.build_opener(_Straight())
            try:
                with opener.open(request, timeout=_SECONDS) as answer:
                    return bytes(answer.read(_LARGEST_STAMP))
            except ValueError as error:
                raise OSError("no answer of a time-stamp authority") from error

    return Client()


class _Straight(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: the address of the settings is the only one that is asked."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """Nowhere else."""
        return


def examine(data: bytes) -> Signature | None:
    """The signature of the PDF *data* with all that does not hold; ``None`` where it carries none.

    Whose certificate it is, is left to the caller. A file too damaged to be read as PDF counts as unsigned.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it logs what we ask it to find
    try:
        found = PdfFileReader(io.BytesIO(data)).embedded_signatures
        return _examined(data, found) if found else None
    except Exception:  # whatever a reader stumbles over in a file that somebody made up or damaged
        return None


def _examined(data: bytes, found: Sequence[Any]) -> Signature:
    """The last of *found*, which vouches for most; more than one is a fault, since we sign once."""
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    signature = found[-1]
    end = sum(int(number) for number in list(signature.byte_range)[-2:])
    faults = []
    if len(found) > 1:
        faults.append("The file was signed again after it was sealed.")
    if len(data) > end:
        faults.append(f"{len(data) - end:,} bytes were added behind what was signed.")
    try:
        status = asyncio.run(
            async_validate_pdf_signature(
                signature,
                ValidationContext(trust_roots=[], allow_fetching=False),
                key_usage_settings=KeyUsageConstraints(),
                skip_diff=True,
            )
        )
    except Exception:  # see examine
        return Signature((*faults, "The signature cannot be read: it was altered."), end, ())
    if not status.intact:
        faults.append("The pages or the data inside are not those that were signed.")
    elif not status.valid:
        faults.append("The signature was not made with the key of its certificate.")
    if not _is_exact(data, signature):
        faults.append("The signature is not in the form in which it was written.")
    chain = _chain(status.signing_cert, signature)
    stamp = status.timestamp_validity
    if stamp is None:
        return Signature(tuple(faults), end, chain)
    if not (stamp.intact and stamp.valid):
        faults.append("The time stamp does not belong to the signature.")
    stamped_by = tuple(certificates.of_der(one.dump()) for one in [stamp.signing_cert])
    return Signature(tuple(faults), end, chain, stamp.timestamp.astimezone(clock.UTC), stamped_by)


def _chain(signer: Any, signature: Any) -> tuple[x509.Certificate, ...]:
    """The signer's certificate and the others that came with it, none left out."""
    found = [one.chosen.dump() for one in signature.signed_data["certificates"]]
    found.remove(signer.dump())
    return tuple(certificates.of_der(one) for one in [signer.dump(), *found])


def _is_exact(data: bytes, signature: Any) -> bool:
    """Whether the bytes that the signature itself cannot cover are exactly those that signing writes.

    They are the signature in hexadecimal and the zeros behind it; and, in the signature, what stands outside the signed
    attributes. Without this, a byte could be changed there and every check would still succeed.
    """
    from asn1crypto import cms

    first, length, second, rest = (int(number) for number in signature.byte_range)
    gap = data[length:second]
    message = cms.ContentInfo.load(signature.pkcs7_content)
    written = message.dump(force=True)
    room = (len(gap) - 2) // 2 - len(written)
    if first != 0 or second + rest > len(data) or room < 0:
        return False
    if gap != b"<" + written.hex().upper().encode() + b"00" * room + b">":
        return False
    return _is_plain(message["content"], signature.signer_cert)


def _is_plain(signed: Any, signer: Any) -> bool:
    """Whether a CMS message says nothing that signing does not write (RFC 5652, 5.1 and 5.3)."""
    one = signed["signer_infos"][0]
    named = one["sid"].chosen
    unsigned = (
        [attribute["type"].native for attribute in one["unsigned_attrs"]] if one["unsigned_attrs"] else []
    )
    return (
        len(signed["signer_infos"]) == 1
        and signed["version"].native == "v1"
        and [algorithm.native for algorithm in signed["digest_algorithms"]] == [_SHA256]
        and signed["encap_content_info"].native == {"content_type": "data", "content": None}
        and not signed["crls"]
        and one["version"].native == "v1"
        and named["issuer"].dump() == signer.issuer.dump()
        and named["serial_number"].native == signer.serial_number
        and one["digest_algorithm"].native == _SHA256
        and unsigned in ([], ["signature_time_stamp_token"])
    )
