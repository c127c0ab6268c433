"""The door to certificates and keys: with whose signature reports are sealed, and what a certificate says.

An instance makes a key and a self-signed certificate of its own on first use, in one file that only its user may read.
An organisation replaces them with its own certificate by settings: PEM files, or one PKCS#12 file.
"""

import datetime as dt
import functools
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from app.kernel import clock
from app.kernel.errors import CustodiaError
from app.settings import Settings

OWN = "signing.pem"
"""The instance's own key and certificate, in its folder of keys."""

YEARS = 30
"""How long the instance's own certificate is valid: longer than anybody keeps a report."""

Certificate: TypeAlias = x509.Certificate
Key: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

_NAMES = {NameOID.SERIAL_NUMBER: "serialNumber"}
"""Parts of a subject that RFC 4514 would write as a number."""

_PKCS12 = {".p12", ".pfx"}


class UnusableCertificate(CustodiaError):
    """The certificate or key that the settings name cannot sign; the sentence says why and the cure."""


@dataclass(frozen=True)
class Identity:
    """A key with its certificate, followed by those that certify it; *own* where the instance made it itself."""

    key: Key
    chain: tuple[x509.Certificate, ...]
    own: bool

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate of the key."""
        return self.chain[0]


@dataclass(frozen=True)
class Facts:
    """What a certificate says, for people; *fingerprint* is the SHA-256 of its DER form in hexadecimal."""

    subject: str
    issuer: str
    fingerprint: str
    valid_from: dt.datetime
    valid_to: dt.datetime
    self_signed: bool


def facts(certificate: x509.Certificate) -> Facts:
    """What *certificate* says."""
    return Facts(
        subject=certificate.subject.rfc4514_string(_NAMES),
        issuer=certificate.issuer.rfc4514_string(_NAMES),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        self_signed=certificate.subject == certificate.issuer,
    )


def identity(settings: Settings) -> Identity:
    """The identity that seals reports: that of the settings, else the instance's own, made on first use.

    Raises :class:`UnusableCertificate` where the settings name one that cannot be used.
    """
    return _identity(
        settings.instance,
        settings.signing_certificate,
        settings.signing_key,
        settings.signing_passphrase,
    )


@functools.cache
def _identity(instance: Path, certificate: str, key: str, passphrase: str) -> Identity:
    if not certificate:
        if key:
            raise UnusableCertificate(
                "CUSTODIA_SIGNING_KEY is set without CUSTODIA_SIGNING_CERTIFICATE: set both."
            )
        return _own(instance / "keys" / OWN)
    path = instance / certificate  # an absolute one stays as it is
    secret = passphrase.encode() or None
    try:
        if path.suffix.lower() in _PKCS12:
            loaded = _from_pkcs12(path.read_bytes(), secret)
        else:
            pem = (instance / key).read_bytes() if key else path.read_bytes()
            loaded = _from_pem(path.read_bytes(), pem, secret)
    except OSError as error:
        raise UnusableCertificate(
            f"CUSTODIA_SIGNING_CERTIFICATE: {error.filename} cannot be read: {error.strerror}."
        ) from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnusableCertificate(
            f"CUSTODIA_SIGNING_CERTIFICATE: {path.name} and its key cannot be read: name PEM files or one PKCS#12 "
            "file, and set CUSTODIA_SIGNING_PASSPHRASE where the key is encrypted."
        ) from error
    return _fit(loaded)


def _from_pkcs12(data: bytes, passphrase: bytes | None) -> Identity:
    loaded = pkcs12.load_pkcs12(data, passphrase)
    if loaded.key is None or loaded.cert is None:
        raise ValueError("no key or no certificate")
    more = [one.certificate for one in loaded.additional_certs]
    return Identity(_known(loaded.key), (loaded.cert.certificate, *more), own=False)


def _from_pem(certificates: bytes, key: bytes, passphrase: bytes | None) -> Identity:
    chain = tuple(x509.load_pem_x509_certificates(certificates))
    return Identity(_known(serialization.load_pem_private_key(key, passphrase)), chain, own=False)


def _known(key: object) -> Key:
    """*key*, where it is of a kind that both the PDF and the data can be signed with."""
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey):
        raise UnusableCertificate("CUSTODIA_SIGNING_KEY: use an RSA, elliptic curve or Ed25519 key.")
    return key


def _fit(loaded: Identity) -> Identity:
    """*loaded*, where key and certificate belong together and may sign; raises :class:`UnusableCertificate`."""
    if loaded.certificate.public_key() != loaded.key.public_key():
        raise UnusableCertificate(
            "CUSTODIA_SIGNING_KEY does not belong to CUSTODIA_SIGNING_CERTIFICATE: name the key of that certificate; "
            "in a file of several certificates its own comes first."
        )
    if isinstance(loaded.key, rsa.RSAPrivateKey) and loaded.key.key_size < 2048:
        raise UnusableCertificate("CUSTODIA_SIGNING_KEY: an RSA key needs at least 2048 bits.")
    try:
        usage = loaded.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return loaded
    if not usage.digital_signature and not usage.content_commitment:
        raise UnusableCertificate(
            "CUSTODIA_SIGNING_CERTIFICATE: this certificate is not for signatures (key usage): ask for one that is."
        )
    return loaded


def _own(path: Path) -> Identity:
    """The identity in *path*, made first where it is missing; two processes starting at once agree on one."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(prefix=".making-", dir=path.parent)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_made())
                file.flush()
                os.fsync(file.fileno())
            os.link(temporary, path)  # fails where another process was faster
        except FileExistsError:
            pass
        finally:
            Path(temporary).unlink()
    data = path.read_bytes()
    try:
        loaded = _from_pem(data, data, None)
    except ValueError as error:
        raise UnusableCertificate(
            f"{path} is damaged: restore it from a backup, or move it away and a new one is made."
        ) from error
    return Identity(loaded.key, loaded.chain, own=True)


def _made() -> bytes:
    """A fresh key and its self-signed certificate in PEM; ECDSA on P-256, which every validator knows."""
    key = ec.generate_private_key(ec.SECP256R1())
    number = x509.random_serial_number()
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "Seal of a Custodia register"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, f"{number:x}"[:16]),
        ]
    )
    start = clock.now().replace(microsecond=0) - dt.timedelta(days=1)  # clocks of readers may be behind
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=365 * YEARS + YEARS // 4))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)


def pem(certificates: Sequence[x509.Certificate]) -> bytes:
    """*certificates* as one PEM file, to be handed to whoever verifies."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def der(certificate: x509.Certificate) -> bytes:
    """*certificate* in DER."""
    return certificate.public_bytes(serialization.Encoding.DER)


def of_der(data: bytes) -> x509.Certificate:
    """The certificate of its DER form; raises :class:`ValueError`."""
    return x509.load_der_x509_certificate(data)


def read(data: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates in a file, PEM or DER; raises :class:`ValueError` where there is none."""
    if b"-----BEGIN" in data:
        return tuple(x509.load_pem_x509_certificates(data))
    return (x509.load_der_x509_certificate(data),)


def algorithm(identity: Identity) -> str:
    """The name of the algorithm with which *identity* signs bytes."""
    match identity.key:
        case rsa.RSAPrivateKey():
            return "rsa-pkcs1v15-sha256"
        case ec.EllipticCurvePrivateKey():
            return "ecdsa-sha256"
    return "ed25519"


def signed(identity: Identity, data: bytes) -> bytes:
    """The signature of *identity* on *data*; an ECDSA one in DER, as ``openssl dgst -verify`` takes it."""
    match identity.key:
        case rsa.RSAPrivateKey() as key:
            return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        case ec.EllipticCurvePrivateKey() as key:
            return key.sign(data, ec.ECDSA(hashes.SHA256()))
        case key:
            return key.sign(data)


def holds(certificate: x509.Certificate, algorithm: str, signature: bytes, data: bytes) -> bool:
    """Whether *signature* on *data* was made by the key of *certificate* with *algorithm*.

    Not, where the certificate holds no key that can be read: the bytes of an altered file may be any.
    """
    try:
        match algorithm, certificate.public_key():
            case "rsa-pkcs1v15-sha256", rsa.RSAPublicKey() as key:
                key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
            case "ecdsa-sha256", ec.EllipticCurvePublicKey() as key:
                key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
            case "ed25519", ed25519.Ed25519PublicKey() as key:
                key.verify(signature, data)
            case _:
                return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def leads_to(chain: Sequence[x509.Certificate], trusted: Sequence[x509.Certificate]) -> bool:
    """Whether the first of *chain* is among *trusted*, or is certified by one of them through the others.

    Dates and revocation are left aside: the seal of a report outlives its certificate, and what it seals carries its
    own instant.
    """
    current, rest = chain[0], list(chain[1:])
    for _ in range(len(chain) + 1):
        if current in trusted:
            return True
        if any(_certifies(one, current) for one in trusted):
            return True
        above = next((one for one in rest if _certifies(one, current)), None)
        if above is None:
            return False
        rest.remove(above)
        current = above
    return False


def _certifies(above: x509.Certificate, below: x509.Certificate) -> bool:
    try:
        constraints = above.extensions.get_extension_for_class(x509.BasicConstraints).value
        if not constraints.ca:
            return False
        below.verify_directly_issued_by(above)
    except (x509.ExtensionNotFound, ValueError, TypeError, InvalidSignature):
        return False
    return True
