"""One line of the table: what was measured, and whether it is as good as it has to be."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A ratio (or, with a unit, a number of its own) with its bar and aim; `of` tells how it was measured.

    `failed` tells in a word or two why there is no figure.
    """

    name: str
    measured: float
    bar: float
    aim: float
    of: str
    unit: str = ""
    more_is_better: bool = False
    failed: str = ""

    def reaches(self, mark: float) -> bool:
        """Tell whether it is at least as good as that."""
        return self.measured >= mark if self.more_is_better else self.measured <= mark

    @property
    def verdict(self) -> str:
        """One word on it."""
        if self.failed:
            return "FAILED"
        if not self.reaches(self.bar):
            return "MISSED"
        return "aim" if self.reaches(self.aim) else "bar"

    def cells(self) -> tuple[str, ...]:
        """Give its line of the table."""
        if self.failed:
            return self.name, "-", "-", "-", self.verdict, self.failed
        sign = "≥" if self.more_is_better else "≤"
        marks = [f"{sign} {_number(mark)}{self.unit}" for mark in (self.bar, self.aim)]
        return self.name, _number(self.measured) + self.unit, *marks, self.verdict, self.of


HEAD = ("figure", "measured", "bar", "aim", "verdict", "of")


def table(figures: Sequence[Figure]) -> str:
    """Give the table."""
    rows = [HEAD, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "─" * max(map(len, lines)), *lines[1:]])


def ratio(over: Sequence[float], under: Sequence[float]) -> float:
    """Give the median of ratios of what was measured in turn: each pair felt the same noise."""
    return statistics.median(a / b for a, b in zip(over, under, strict=True))


def spread(over: Sequence[float], under: Sequence[float]) -> str:
    """Give the lowest and the highest of those ratios."""
    found = sorted(a / b for a, b in zip(over, under, strict=True))
    return f"{_number(found[0])}-{_number(found[-1])}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 or value == int(value) else f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"
