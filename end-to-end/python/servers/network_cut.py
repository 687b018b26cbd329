"""A process whose network can be cut: it lives in a control group of its own, and a firewall rule drops whatever that sends."""

import subprocess
import uuid
from pathlib import Path


def _unified() -> Path:
    """Where version 2 of control groups is mounted: iptables finds groups there."""
    for line in Path("/proc/mounts").read_text().splitlines():
        _, at, kind, *_ = line.split()
        if kind == "cgroup2":
            return Path(at)
    raise RuntimeError("no cgroup2 is mounted: a network cannot be cut for one process alone here")


class NetworkCut:
    def __init__(self) -> None:
        self.group = f"kiseki-{uuid.uuid4().hex[:8]}"
        self.folder = _unified() / self.group
        self.folder.mkdir()
        self.is_cut = False
        # Whoever is started with it is in the group before it opens a socket.
        self.prefix = ("sh", "-c", f'echo $$ > {self.folder}/cgroup.procs; exec "$@"', "sh")

    def _rule(self, act: str) -> None:
        rule = ["iptables", act, "OUTPUT", "-m", "cgroup", "--path", self.group, "-j", "DROP"]
        subprocess.run(rule, check=True, capture_output=True, text=True, timeout=30)

    def cut(self) -> None:
        self._rule("-A")
        self.is_cut = True

    def heal(self) -> None:
        if self.is_cut:
            self._rule("-D")
        self.is_cut = False

    def remove(self) -> None:
        """When nobody lives in it any more."""
        self.heal()
        self.folder.rmdir()
