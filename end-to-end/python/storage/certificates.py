"""An authority that nobody else knows, and a certificate that it signed for this machine, as MinIO looks for it."""

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAMES = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]


class Certificates:
    def __init__(self, folder: Path) -> None:
        """`folder` for `--certs-dir`; `ca` is the authority's certificate, which is not in it."""
        self.folder, self.ca = folder / "certs", folder / "authority.pem"
        self.folder.mkdir()
        authority, server = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        itself = _named("nobody's authority")
        signed = _certificate(itself, itself, authority, x509.BasicConstraints(ca=True, path_length=0)).sign(authority, hashes.SHA256())
        self.ca.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        leaf = _certificate(_named("s3"), itself, server, x509.SubjectAlternativeName(NAMES)).sign(authority, hashes.SHA256())
        (self.folder / "public.crt").write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
        key = server.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )  # fmt: skip
        (self.folder / "private.key").write_bytes(key)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(whose: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType):
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder().subject_name(whose).issuer_name(issuer).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + 7 * day)
        .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
    )  # fmt: skip
