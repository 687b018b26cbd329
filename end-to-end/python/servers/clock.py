"""A process whose clock is wrong."""

import functools
import subprocess
import tempfile
from pathlib import Path


@functools.cache
def _library() -> Path:
    library = Path(tempfile.mkdtemp(prefix="clock")) / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run(["cc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, source], check=True, timeout=60)
    return library


def shifted(seconds: int) -> tuple[str, ...]:
    """A command to start another one with. Durations are measured as ever."""
    return ("env", f"LD_PRELOAD={_library()}", f"CLOCK_SHIFT={seconds}")
