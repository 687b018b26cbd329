"""An OpenID provider as a cluster has one: MinIO asks it for its keys, and it makes the tokens that pods find in a file."""

import base64
import http.server
import json
import threading
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

AUDIENCE = "kiseki"


class IdentityProvider:
    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        provider = self

        class Answers(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps(provider.documents()[self.path]).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.uri = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def documents(self) -> dict[str, dict]:
        numbers = self.key.public_key().public_numbers()
        whole = {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1", "n": encoded(to_bytes(numbers.n)), "e": encoded(to_bytes(numbers.e))}
        named = {
            "issuer": self.uri, "jwks_uri": f"{self.uri}/keys", "authorization_endpoint": f"{self.uri}/none", "token_endpoint": f"{self.uri}/none",
            "response_types_supported": ["id_token"], "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
        }  # fmt: skip
        return {"/.well-known/openid-configuration": named, "/keys": {"keys": [whole]}}

    def token(self, policy: str) -> str:
        now = int(time.time())
        claims = {"iss": self.uri, "sub": "system:serviceaccount:tracking:kiseki", "aud": AUDIENCE, "iat": now, "exp": now + 3600, "policy": policy}
        signed = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT", "kid": "1"}, claims))
        return f"{signed}.{encoded(self.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def to_bytes(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
