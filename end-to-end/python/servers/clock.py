"""A process whose clock is wrong."""

import glob


def shifted(by: str) -> tuple[str, ...]:
    """A command to start another one with: by `+11m`, `-30s`. Durations are measured as ever."""
    libraries = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    if not libraries:
        raise RuntimeError("there is no libfaketime: apt-get install faketime")
    return ("env", f"LD_PRELOAD={libraries[0]}", f"FAKETIME={by}", "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1")
