"""`python -m bench [NAME ...]`: prints the table; exit 1 if a bar is missed, 2 for a name that is none."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping

from bench import digest, events, fuzz, kills, kudos, outbox, start, storm, teams
from bench.figure import Figure, table

MEASURES: Mapping[str, Callable[[], Iterator[Figure]]] = {
    "events": events.measure,
    "teams": teams.measure,
    "storm": storm.measure,
    "kudos": kudos.measure,
    "digest": digest.measure,
    "outbox": outbox.measure,
    "start": start.measure,
    "kills": kills.measure,
    "fuzz": fuzz.measure,
}


def main() -> int:
    """Measure what is asked for, everything otherwise."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measures each figure in turn with its baseline."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASURES))
    names = parser.parse_args().names or list(MEASURES)
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        parser.error(f"there is no {unknown[0]}; there is {', '.join(MEASURES)}")
    figures = []
    for name in names:
        began = time.perf_counter()
        figures += list(MEASURES[name]())
        sys.stderr.write(f"{name}: {time.perf_counter() - began:.0f} s\n")
    sys.stdout.write(table(figures) + "\n")
    return int(any(figure.verdict == "MISSED" for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
