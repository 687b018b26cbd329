"""Commands of ./kiseki, as an operator gives them."""

import subprocess
from pathlib import Path

KISEKI = Path(__file__).resolve().parents[3] / "kiseki"


def gc(uri: str, *options: str, status: int = 0) -> str:
    """What it said on both streams; fails when it ended with another status."""
    done = subprocess.run([KISEKI, "gc", "--uri", uri, *options], capture_output=True, text=True, timeout=300)
    said = done.stdout + done.stderr
    assert done.returncode == status, said
    return said
