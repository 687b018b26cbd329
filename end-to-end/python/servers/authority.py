"""A certificate authority that nobody else knows, and certificates for servers and clients on this machine."""

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "opens-key-stores"


class Authority:
    """`ca`: its certificate in PEM; `trust_store`: the same as PKCS12, for servers that ask clients for one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ca, self.trust_store = folder, folder / "authority.pem", folder / "trust.p12"
        self.name = _named("nobody's authority")
        self.key = generate_private_key(SECP256R1())
        self.certificate = self._sign(self.name, self.key, x509.BasicConstraints(ca=True, path_length=0))
        self.ca.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        entry = pkcs12.PKCS12Certificate(self.certificate, b"ca")
        self.trust_store.write_bytes(pkcs12.serialize_java_truststore([entry], BestAvailableEncryption(PASSWORD.encode())))

    def _sign(self, whose: x509.Name, key: EllipticCurvePrivateKey, extension: x509.ExtensionType) -> x509.Certificate:
        day, now = datetime.timedelta(days=1), datetime.datetime.now(datetime.timezone.utc)
        return (
            x509.CertificateBuilder().subject_name(whose).issuer_name(self.name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + 7 * day)
            .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
            .sign(self.key, hashes.SHA256())
        )  # fmt: skip

    def _signed(self, name: str, addresses: tuple[str, ...]) -> tuple[EllipticCurvePrivateKey, x509.Certificate]:
        names = [x509.DNSName("localhost"), *(x509.IPAddress(ipaddress.ip_address(address)) for address in addresses)]
        key = generate_private_key(SECP256R1())
        return key, self._sign(_named(name), key, x509.SubjectAlternativeName(names))

    def key_store(self, name: str, *addresses: str) -> Path:
        """PKCS12 with a key and its certificate, as JVMs want it."""
        key, certificate = self._signed(name, addresses)
        file = self.folder / f"{name}.p12"
        opens = BestAvailableEncryption(PASSWORD.encode())
        file.write_bytes(pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, [self.certificate], opens))
        return file

    def certs_dir(self, *addresses: str) -> Path:
        """A folder with both in PEM, as MinIO wants it. The authority's is not in it."""
        key, certificate = self._signed("s3", addresses)
        folder = self.folder / "certs"
        folder.mkdir()
        (folder / "public.crt").write_bytes(certificate.public_bytes(Encoding.PEM))
        (folder / "private.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return folder


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
