"""`python -m bench [NAME ...]`: prints the table; exit 1 if a bar is missed or a measure fails, 2 for no such name."""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from bench import digest, events, faults, fuzz, kills, kudos, outbox, rush, start, storm, teams, together, turns, year
from bench.figure import Figure, table

# What takes longest comes last, since that is what would be left out.
MEASURES: Mapping[str, Callable[[], Iterator[Figure]]] = {
    "events": events.measure,
    "rush": rush.measure,
    "teams": teams.measure,
    "kudos": kudos.measure,
    "digest": digest.measure,
    "outbox": outbox.measure,
    "start": start.measure,
    "year": year.measure,
    "together": together.measure,
    "faults": faults.measure,
    "kills": kills.measure,
    "storm": storm.measure,
    "fuzz": fuzz.measure,
}
IN_FULL: Mapping[str, Callable[[], Iterator[Figure]]] = {"storm": storm.in_full, "faults": faults.in_full}
# Seconds that each needs on a quiet machine with two cores; it may take more as long as the others keep theirs.
SECONDS: Mapping[str, float] = {
    "events": 65, "rush": 50, "teams": 70, "kudos": 30, "digest": 30, "outbox": 65, "start": 40, "year": 45,
    "together": 45, "faults": 40, "kills": 125, "storm": 225, "fuzz": 310,
}  # fmt: skip
AT_MOST = 3.0  # times as many
WHOLE = 20 * 60.0
FULL = 3 * 60 * 60.0


def main() -> int:
    """Measure what is asked for, everything otherwise."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measures each figure in turn with its baseline."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASURES))
    parser.add_argument("--alone", action="store_true", help="in this process, as lines of JSON, however long it takes")
    parser.add_argument("--full", action="store_true", help="the whole storm, and 1,000 circles for a year: hours")
    options = parser.parse_args()
    names = options.names or list(MEASURES)
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        parser.error(f"there is no {unknown[0]}; there is {', '.join(MEASURES)}")
    if options.alone:
        chosen = {**MEASURES, **IN_FULL} if options.full else MEASURES
        return max(turns.tell(name, chosen[name]) for name in names)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what is being measured ends with this
    figures = measured(names, full=options.full)
    sys.stdout.write(table(figures) + "\n")
    return int(any(figure.verdict in {"MISSED", "FAILED"} for figure in figures))


def measured(names: Sequence[str], *, full: bool) -> list[Figure]:
    """Give the figures of each, one measure after the other, and where it is all of them how long that took."""
    figures, began = [], time.perf_counter()
    for number, name in enumerate(names, start=1):
        sys.stderr.write(f"{name}: {number} of {len(names)}\n")
        left = began + WHOLE - time.perf_counter() - sum(SECONDS[other] for other in names[number:])
        seconds = FULL if full else min(AT_MOST * SECONDS[name], left)
        if seconds > 0:
            command = [sys.executable, "-m", "bench", name, "--alone", *(["--full"] if full else [])]
            figures += turns.run(name, command, seconds)
        else:
            figures.append(turns.failed(name, "no time was left for it"))
    if len(names) == len(MEASURES) and not full:
        took = (time.perf_counter() - began) / 60
        of = f"{len(names)} measures"
        figures.append(Figure(name="all of it", measured=took, bar=WHOLE / 60, aim=WHOLE / 60, of=of, unit=" min"))
    return figures


if __name__ == "__main__":
    sys.exit(main())
