"""Random conditions and orders of the whole language, each with what it means for a run."""

import math
import random
import re
from dataclasses import dataclass
from typing import Any, Callable

from searching.facts import FUNCTIONS, HOUR, Facts

Read = Callable[[Facts], Any]
UNITS = {"ms": 1, "s": 1_000, "m": 60_000, "h": HOUR, "d": 24 * HOUR, "w": 7 * 24 * HOUR}
COMPARE = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}  # fmt: skip


@dataclass(frozen=True)
class Condition:
    text: str
    holds: Callable[[Facts], bool]


@dataclass(frozen=True)
class Order:
    text: str
    field: str  # the same however it is written
    read: Read
    descending: bool

    def key(self, run: Facts) -> tuple:
        """Numbers and texts by value, NaN after them, missing last; a reversed order turns only the values round."""
        value = self.read(run)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return (2 if value is None else 1, 0)
        return (0, Reversed(value) if self.descending else value)


@dataclass(frozen=True)
class Reversed:
    value: Any

    def __lt__(self, other: "Reversed") -> bool:
        return other.value < self.value


def ordered(runs: list[Facts], orders: list[Order]) -> list[Facts]:
    return sorted(runs, key=lambda run: (*(order.key(run) for order in orders), -run.start, run.run_id))


def like(pattern: str, ignore_case: bool) -> Callable[[bytes], bool]:
    fold = (lambda t: re.sub("[A-Z]", lambda c: c[0].lower(), t)) if ignore_case else lambda t: t
    parts = "".join({"%": ".*", "_": "."}.get(c, re.escape(c)) for c in fold(pattern))
    compiled = re.compile(parts, re.DOTALL)
    return lambda text: bool(compiled.fullmatch(fold(text.decode())))


class Language:
    """`now` is what now() means, to within half an hour: no value lies nearer to a limit than that."""

    def __init__(self, dice: random.Random, now: int) -> None:
        self.dice, self.now = dice, now

    def tree(self, depth: int = 3) -> Condition:
        kind = self.dice.random() if depth else 1
        if kind < 0.25:
            one = self.tree(depth - 1)
            return Condition(f"{self.word('NOT')} ({one.text})", lambda run: not one.holds(run))
        if kind < 0.75:
            parts = [self.tree(depth - 1) for _ in range(self.dice.choice([2, 2, 3]))]
            word, combine = self.dice.choice([("AND", all), ("OR", any)])
            text = f" {self.word(word)} ".join(f"({part.text})" for part in parts)
            return Condition(text, lambda run: combine(part.holds(run) for part in parts))
        return self.condition()

    def flat(self) -> Condition:
        """Without parentheses: NOT binds before AND, AND before OR."""
        groups = [[(self.dice.random() < 0.3, self.condition()) for _ in range(self.dice.randint(1, 3))] for _ in range(self.dice.randint(1, 3))]
        text = " OR ".join(" AND ".join("NOT " * negated + one.text for negated, one in group) for group in groups)
        return Condition(text, lambda run: any(all(one.holds(run) != negated for negated, one in group) for group in groups))

    def word(self, word: str) -> str:
        return self.dice.choice([word, word, word.lower(), word.capitalize()])

    def condition(self) -> Condition:
        return self.dice.choice([self.number, self.number, self.text, self.text, self.moment, self.span, self.status])()

    def metric(self) -> tuple[str, str, Read]:
        key = self.dice.choice(["m", "val/acc"])
        written = "metrics." + (key if key == "m" else f"`{key}`")
        function = self.dice.choice(["", *FUNCTIONS])
        if function:
            written = f"{self.word(function)}({self.dice.choice(['', ' '])}{written})"
        return written, f"{function or 'last'} {key}", lambda run: run.metric(key, function or "last")

    def number(self) -> Condition:
        written, _, read = self.metric()
        values = lambda: self.dice.choice([self.dice.randint(-16, 16) / 8, float(self.dice.randint(0, 12)), 1e308, -1e308])  # noqa: E731
        return self.compared(written, read, values, lambda v: repr(v).replace("e+", "e"))

    def text(self) -> Condition:
        entity, key = self.dice.choice([("params", "p"), ("params", "q"), ("tags", "t"), ("tags", "u"), ("", "run_name"), ("tags", "none")])
        written = f"{entity}.{key}" if entity else key

        def read(run: Facts) -> bytes | None:
            value = run.name if not entity else getattr(run, entity).get(key)
            return None if value is None else value.encode()

        pool = ["", "a", "b", "B", "ab", "9", "10", "é", "x_y", "it's", "run 1", "run 22"]
        quoted = lambda v: f'"{v.decode()}"' if b"'" in v else f"'{v.decode()}'"  # noqa: E731
        if self.dice.random() < 0.3:
            word, pattern = self.dice.choice(["LIKE", "ILIKE"]), self.dice.choice(["%", "a%", "%B", "_", "r_n 1%", "%_%", "X_Y", "%0\\%", ""])
            matches = like(pattern, word == "ILIKE")
            return Condition(f"{written} {word} '{pattern}'", lambda run: (v := read(run)) is not None and matches(v))
        return self.compared(written, read, lambda: self.dice.choice(pool).encode(), quoted, operators=("=", "!="))

    def moment(self) -> Condition:
        """At half hours, as runs start and end at whole ones."""
        key = self.dice.choice(["start_time", "end_time", "attributes.start_time"])
        read = (lambda run: run.end) if "end" in key else lambda run: run.start
        return self.compared(key, read, lambda: self.dice.randint(-1, 24 * 20) * 2 + 1, self.written_moment, of=lambda v: self.now - v * HOUR // 2)

    def written_moment(self, half_hours: int) -> str:
        if self.dice.random() < 0.4:
            return str(self.now - half_hours * HOUR // 2)
        minutes = half_hours * 30
        first = self.dice.choice([0, 24 * 60]) if minutes > 24 * 60 else 0
        sign = "-" if minutes >= 0 else "+"
        spans = ([f"{sign} 1d"] if first else []) + [f"{sign} {self.written_span(abs(minutes - first) * 60_000)}"]
        return self.dice.choice(["now()", "NOW()"]) + " " + " ".join(spans)

    def written_span(self, millis: int) -> str:
        fitting = [unit for unit, size in UNITS.items() if millis % size == 0 or (millis * 2) % size == 0 and size > 1]
        unit = self.dice.choice(fitting)
        return f"{millis / UNITS[unit]:.1f}".removesuffix(".0") + unit

    def span(self) -> Condition:
        key = self.dice.choice(["duration", "attributes.duration"])
        write = lambda v: self.dice.choice([str(v), self.written_span(v)])  # noqa: E731
        return self.compared(key, lambda run: run.duration, lambda: self.dice.choice([0, 500, 1_000, 90_000, 2 * HOUR, 24 * HOUR, 30 * HOUR]), write)

    def status(self) -> Condition:
        pool = ["RUNNING", "FINISHED", "FAILED", "KILLED", "finished"]
        return self.compared("status", lambda run: run.status, lambda: self.dice.choice(pool), lambda v: f"'{v}'", operators=("=", "!="))

    def compared(self, written: str, read: Read, values, write, operators=tuple(COMPARE), of=lambda v: v) -> Condition:
        """`of` is what a value stands for; a missing value meets IS NULL only, and NaN !=, NOT IN and IS NOT NULL."""
        kind, negated = self.dice.random(), self.dice.random() < 0.4
        no = "NOT " if negated else ""
        if kind < 0.12:
            return Condition(f"{written} IS {no}NULL", lambda run: (read(run) is None) != negated)
        if kind < 0.3:
            drawn = [values() for _ in range(self.dice.randint(1, 4))]
            members = [of(value) for value in drawn]
            text = f"{written} {no}IN ({', '.join(map(write, drawn))}{self.dice.choice(['', ','])})"
            return Condition(text, lambda run: (v := read(run)) is not None and (v in members) != negated)
        if kind < 0.45:
            low, high = values(), values()
            ends = of(low), of(high)

            def between(run: Facts) -> bool:
                v = read(run)
                if v is None or v != v:
                    return False
                return (v < ends[0] or v > ends[1]) if negated else ends[0] <= v <= ends[1]

            return Condition(f"{written} {no}BETWEEN {write(low)} AND {write(high)}", between)
        operator, drawn = self.dice.choice(operators), values()
        limit, compare = of(drawn), COMPARE[operator]
        return Condition(f"{written} {operator} {write(drawn)}", lambda run: (v := read(run)) is not None and compare(v, limit))

    def orders(self, most: int) -> list[Order]:
        """No two of the same field."""
        return list({order.field: order for order in (self.order() for _ in range(self.dice.randint(0, most)))}.values())

    def order(self) -> Order:
        attributes = [
            ("attributes.duration", "duration", lambda run: run.duration),
            ("end_time", "end_time", lambda run: run.end),
            ("status", "status", lambda run: run.status),
            ("params.p", "p", lambda run: run.params["p"].encode() if "p" in run.params else None),
        ]
        text, field, read = self.metric() if self.dice.random() < 0.6 else self.dice.choice(attributes)
        direction = self.dice.choice(["", " ASC", " DESC"])
        return Order(text + direction, field, read, direction == " DESC")
