"""A MinIO server on a folder of its own, or on a file system that is soon full."""

import os
import signal
import ssl
import subprocess
import time
import urllib.request
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from servers.authority import Authority
from servers.mlflow_server import free_port

BINARY = Path(__file__).parents[3] / "target/minio/minio"
USER, PASSWORD = "kiseki", "kiseki-local"
BUCKET = "artifacts"


class Minio:
    def __init__(
        self, folder: Path, megabytes: int | None = None, authority: Authority | None = None, environment: dict[str, str] | None = None
    ) -> None:
        """`environment`: more settings of MinIO. With `megabytes` the folder is a tmpfs so large, in a mount namespace that ends with MinIO; with `authority` it speaks TLS."""
        if not os.access(BINARY, os.X_OK):
            pytest.fail(f"{BINARY} is missing: end-to-end/install-minio puts it there", pytrace=False)
        self.folder, self.megabytes, self.port = folder, megabytes, free_port()
        self.environment = environment or {}
        self.authority, self.certs = authority, authority and authority.certs_dir("127.0.0.1")
        self.uri = f"{'https' if authority else 'http'}://127.0.0.1:{self.port}"
        self.log = open(f"{folder}.log", "w")
        folder.mkdir()
        self.start()

    def start(self) -> None:
        """Also after `kill`, on the same port and folder."""
        command = [str(BINARY), "server", "--address", f"127.0.0.1:{self.port}", str(self.folder)]
        if self.certs:
            command += ["--certs-dir", str(self.certs)]
        if self.megabytes:
            mount = f'mount -t tmpfs -o size={self.megabytes}m tmpfs "$0" && exec "$@"'
            unshare = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
            command = [*unshare, "sh", "-c", mount, str(self.folder), *command]
        self.process = subprocess.Popen(
            command, stdout=self.log, stderr=subprocess.STDOUT,
            env={**os.environ, "MINIO_ROOT_USER": USER, "MINIO_ROOT_PASSWORD": PASSWORD, "MINIO_BROWSER": "off", **self.environment},
        )  # fmt: skip
        self._await_live()

    def _await_live(self) -> None:
        deadline = time.monotonic() + 60
        trust = ssl.create_default_context(cafile=self.authority.ca) if self.authority else None
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.uri}/minio/health/live", timeout=2, context=trust):
                    return
            except OSError:
                time.sleep(0.1)
        said = Path(self.log.name).read_text()[-2000:]
        need = "; it needs to mount a tmpfs, as root or in a user namespace" if self.megabytes else ""
        self.kill()
        pytest.fail(f"MinIO did not start{need}:\n{said}", pytrace=False)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def boto(self):
        return boto3.client(
            "s3", endpoint_url=self.uri, region_name="us-east-1",
            aws_access_key_id=USER, aws_secret_access_key=PASSWORD, verify=str(self.authority.ca) if self.authority else None,
            config=Config(s3={"addressing_style": "path"}, max_pool_connections=32),
        )  # fmt: skip
