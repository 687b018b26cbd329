"""Commands of ./kiseki, as an operator gives them."""

import json
import subprocess
from pathlib import Path

KISEKI = Path(__file__).resolve().parents[3] / "kiseki"


def gc(uri: str, *options: str, status: int = 0) -> str:
    """What it said on both streams; fails when it ended with another status."""
    done = subprocess.run([KISEKI, "gc", "--uri", uri, *options], capture_output=True, text=True, timeout=300)
    said = done.stdout + done.stderr
    assert done.returncode == status, said
    return said


def doctor(data: str | None, *options: str) -> tuple[int, dict[tuple[str, str], dict], str]:
    """Its exit status, what it found by system and check, and all it said. Without `data` of services that run apart."""
    command = [KISEKI, "doctor", *(["--data", data] if data else ["--deployed"]), "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, {(one["system"], one["check"]): one for one in found}, done.stdout + done.stderr


def verify_artifacts(*options: str) -> tuple[int, dict[str, str], dict, str]:
    """Its exit status, what it found by key, its summary, and all it said."""
    done = subprocess.run([KISEKI, "verify-artifacts", "--json", *options], capture_output=True, text=True, timeout=300)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    found = {one["key"]: one["finding"] for one in lines if "key" in one}
    return done.returncode, found, lines[-1] if lines else {}, done.stdout + done.stderr
