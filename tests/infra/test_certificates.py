"""The instance's own key, and the organisation's that takes its place; each misfit with its cure."""

import datetime as dt
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from app.infra import certificates
from app.infra.certificates import Identity, UnusableCertificate
from app.settings import Settings

Pair = tuple[certificates.Key, x509.Certificate]


def made(
    name: str,
    key: certificates.Key | None = None,
    by: Pair | None = None,
    *,
    ca: bool = False,
    signs: bool = True,
) -> Pair:
    """A key and its certificate, issued *by* another or by itself."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer_key, issuer = (by[0], by[1].subject) if by else (key, subject)
    now = dt.datetime.now(dt.UTC)
    usage = x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=400))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(issuer_key, None if isinstance(issuer_key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    )
    return key, certificate


def key_pem(key: certificates.Key, passphrase: str = "") -> bytes:
    hidden = (
        serialization.BestAvailableEncryption(passphrase.encode())
        if passphrase
        else serialization.NoEncryption()
    )
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, hidden)


def loaded(instance: Path, **settings: str) -> Identity:
    return certificates.identity(Settings.read({}, instance=instance, **settings))


def test_an_instance_makes_a_key_for_its_user_alone_and_keeps_it(tmp_path: Path) -> None:
    first = loaded(tmp_path)
    certificates._identity.cache_clear()
    assert loaded(tmp_path).chain == first.chain
    path = tmp_path / "keys" / certificates.OWN
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    facts = certificates.facts(first.certificate)
    assert first.own
    assert facts.self_signed
    assert (facts.valid_to - facts.valid_from).days > 365 * 29
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate(),
    ],
    ids=lambda key: type(key).__name__,
)
def test_the_organisations_certificate_takes_its_place(tmp_path: Path, key: certificates.Key) -> None:
    authority = made("Authority", ca=True)
    _, leaf = made("Joyería Lumen", key, authority)
    (tmp_path / "cert.pem").write_bytes(certificates.pem([leaf, authority[1]]))
    (tmp_path / "key.pem").write_bytes(key_pem(key, "a secret"))
    identity = loaded(
        tmp_path, signing_certificate="cert.pem", signing_key="key.pem", signing_passphrase="a secret"
    )
    assert (identity.own, identity.chain) == (False, (leaf, authority[1]))
    signature = certificates.signed(identity, b"data")
    algorithm = certificates.algorithm(identity)
    assert certificates.holds(leaf, algorithm, signature, b"data")
    assert not certificates.holds(leaf, algorithm, signature, b"other data")
    assert not certificates.holds(authority[1], algorithm, signature, b"data")
    assert not certificates.holds(leaf, "another algorithm", signature, b"data")
    assert not (tmp_path / "keys").exists()


def test_a_pkcs12_file_carries_both(tmp_path: Path) -> None:
    authority = made("Authority", ca=True)
    key, leaf = made("Joyería Lumen", by=authority)
    data = pkcs12.serialize_key_and_certificates(
        b"seal", key, leaf, [authority[1]], serialization.BestAvailableEncryption(b"a secret")
    )
    (tmp_path / "seal.p12").write_bytes(data)
    identity = loaded(tmp_path, signing_certificate="seal.p12", signing_passphrase="a secret")
    assert identity.chain == (leaf, authority[1])
    with pytest.raises(UnusableCertificate, match="CUSTODIA_SIGNING_PASSPHRASE"):
        loaded(tmp_path, signing_certificate="seal.p12", signing_passphrase="wrong")


def test_a_misfit_is_refused_with_its_cure(tmp_path: Path) -> None:
    key, certificate = made("Joyería Lumen")
    other, _ = made("Somebody else")
    weak_key = rsa.generate_private_key(65537, 1024)  # noqa: S505 -- that is the point
    _, weak = made("Weak", weak_key)
    closed_key, closed = made("For secrets", signs=False)
    for name, data in {
        "cert.pem": certificates.pem([certificate]),
        "key.pem": key_pem(key),
        "other.pem": key_pem(other),
        "weak.pem": certificates.pem([weak]) + key_pem(weak_key),
        "closed.pem": certificates.pem([closed]) + key_pem(closed_key),
        "empty.pem": b"",
    }.items():
        (tmp_path / name).write_bytes(data)
    for given, said in (
        ({"signing_key": "key.pem"}, "set both"),
        ({"signing_certificate": "missing.pem"}, "cannot be read: No such file"),
        ({"signing_certificate": "empty.pem"}, "name PEM files or one PKCS#12 file"),
        ({"signing_certificate": "cert.pem"}, "name PEM files or one PKCS#12 file"),
        ({"signing_certificate": "cert.pem", "signing_key": "other.pem"}, "does not belong to"),
        ({"signing_certificate": "weak.pem"}, "at least 2048 bits"),
        ({"signing_certificate": "closed.pem"}, "is not for signatures"),
    ):
        with pytest.raises(UnusableCertificate, match=said):
            loaded(tmp_path, **given)


def test_a_chain_leads_only_where_each_is_certified_by_the_next() -> None:
    root = made("Root", ca=True)
    middle = made("Middle", by=root, ca=True)
    _, leaf = made("Leaf", by=middle)
    no_authority = made("No authority", by=root)
    _, under_none = made("Under none", by=no_authority)
    _, namesake = made("Root", ca=True)
    assert certificates.leads_to([leaf], [leaf])
    assert certificates.leads_to([leaf, middle[1]], [root[1]])
    assert certificates.leads_to([leaf, root[1], middle[1]], [root[1]])
    assert not certificates.leads_to([leaf], [root[1]])
    assert not certificates.leads_to([leaf, middle[1]], [namesake])
    assert not certificates.leads_to([under_none, no_authority[1]], [root[1]])
    assert not certificates.leads_to([leaf, middle[1]], [])


def test_settings_do_not_show_their_secrets(tmp_path: Path) -> None:
    settings = Settings.read(
        {}, instance=tmp_path, signing_passphrase="hush", mail_url="smtp://ana:hush@mail", secret_key="hush"
    )
    assert "hush" not in repr(settings)


def test_a_certificate_whose_key_cannot_be_read_vouches_for_nothing() -> None:
    key, certificate = made("Seal")
    der = certificates.der(certificate)
    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    broken = x509.load_der_x509_certificate(der.replace(point, point[:-1] + bytes([point[-1] ^ 1])))

    assert certificates.holds(broken, "ecdsa-sha256", b"signature", b"data") is False
