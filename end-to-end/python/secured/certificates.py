"""A certificate authority that nobody knows, and certificates for 127.0.0.1 and its like."""

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "opens-key-stores"


class Authority:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the team's own authority")])
        self.certificate = (
            self._certificate(self.name, self.key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        self.pem = folder / "ca.pem"
        self.pem.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        # As servers want it: whom they trust when a client shows a certificate.
        self.trust_store = folder / "trust.p12"
        entry = pkcs12.PKCS12Certificate(self.certificate, b"ca")
        self.trust_store.write_bytes(pkcs12.serialize_java_truststore([entry], BestAvailableEncryption(PASSWORD.encode())))

    def _certificate(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.timezone.utc)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=1))
        )

    def key_store(self, name: str, *addresses: str) -> Path:
        """PKCS12 with a key, and a certificate for these addresses."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(a)) for a in addresses])
        certificate = self._certificate(subject, key).add_extension(names, critical=False).sign(self.key, hashes.SHA256())
        file = self.folder / f"{name}.p12"
        file.write_bytes(
            pkcs12.serialize_key_and_certificates(
                name.encode(), key, certificate, [self.certificate], BestAvailableEncryption(PASSWORD.encode())
            )
        )
        return file
