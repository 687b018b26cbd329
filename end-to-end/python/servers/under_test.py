"""The server under test, as its launcher tells of it."""

from pathlib import Path


def ports_of(data: str | Path) -> dict[str, str]:
    """The port of each child, by name, of the Kiseki that runs on this data folder."""
    rows = [line.split("\t") for line in (Path(data) / "children.tsv").read_text().splitlines()]
    return {row[0]: row[3] for row in rows}
