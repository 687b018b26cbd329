"""A disk that can be filled: in memory, of a size of its own."""

import subprocess
from pathlib import Path


class SmallDisk:
    def __init__(self, at: Path, megabytes: int) -> None:
        self.at = at
        at.mkdir()
        self._run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "kiseki-test", str(at))

    @staticmethod
    def _run(*command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr} (mounting needs root)")

    def fill(self) -> None:
        """To the last byte."""
        with open(self.at / "filler", "ab", buffering=0) as filler:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while filler.write(bytes(size)) == size:
                        pass
                except OSError:
                    pass

    def free(self) -> None:
        (self.at / "filler").unlink(missing_ok=True)

    def remove(self) -> None:
        """When nobody has a file in it any more."""
        self._run("umount", str(self.at))
