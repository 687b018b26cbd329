"""Kills the parts of a server at random moments and waits for its supervisor to bring each back."""

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Callable

Pids = dict[str, list[int]]


def pids_in(status: object) -> Pids:
    """Reads `name: pid`, `name: {pid: ..}` and `{name: .., pid: ..}`, at any depth of what a status command prints."""
    found: Pids = {}

    def walk(value: object, name: str | None) -> None:
        if isinstance(value, dict):
            pid = value.get("pid")
            if isinstance(pid, int) and (own := value.get("name") or name):
                found.setdefault(str(own), []).append(pid)
            for key, inner in value.items():
                if key != "pid":
                    walk(inner, key)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, name)

    if isinstance(status, dict) and status and all(isinstance(v, int) for v in status.values()):
        return {k: [v] for k, v in status.items()}
    walk(status, None)
    return found


def from_command(command: str) -> Callable[[], Pids]:
    def ask() -> Pids:
        done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60)
        try:
            return pids_in(json.loads(done.stdout))
        except json.JSONDecodeError:
            return {}  # the part that knows may be the one just killed

    return ask


def from_children_table(file: Path) -> Callable[[], Pids]:
    """What the launcher keeps in its data folder: a line per child, name, pid and more between tabs."""

    def read() -> Pids:
        rows = [line.split("\t") for line in file.read_text().splitlines()]
        return {row[0]: [int(row[1])] for row in rows if len(row) > 1 and row[1].isdigit()}

    return read


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Killer:
    def __init__(self, pids: Callable[[], Pids], names: list[str], seed: int, await_ready: Callable[[], None]):
        self.pids, self.names, self.random, self.await_ready = pids, names, random.Random(seed), await_ready
        self.kills: list[str] = []
        self.hasty = 0.25  # the share of kills that hit a server still getting up from the one before

    def kill_in_turn(self, until: float) -> None:
        """Rounds over all parts, shuffled anew each time; at least one whole round, however long it takes."""
        rounds = 0
        while rounds == 0 or time.monotonic() < until:
            for name in self.random.sample(self.names, len(self.names)):
                if rounds and time.monotonic() >= until:
                    return
                if self.random.random() >= self.hasty:
                    self.await_ready()
                time.sleep(self.random.uniform(1, 6))
                self.kill(name)
            rounds += 1

    def kill(self, name: str, patience: float = 120) -> None:
        before = [p for p in self.pids().get(name, []) if p > 1 and alive(p)]
        assert before, f"{name} is not running"
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        start = time.monotonic()
        while time.monotonic() < start + patience:
            now = [p for p in self.pids().get(name, []) if p not in before and alive(p)]
            if now:
                self.kills.append(f"{name} {before} -> {now} after {time.monotonic() - start:.1f} s")
                print(f"killed {self.kills[-1]}", flush=True)
                return
            time.sleep(0.2)
        raise AssertionError(f"nobody started {name} again within {patience} s after kill -9")
