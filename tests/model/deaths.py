"""A sender that dies again and again, at moments that a seed has drawn: while it claims, sends or writes down."""

import asyncio
from collections.abc import Iterator

from bot import ports
from tests.crash.chance import drawn
from tests.model.delivery import PROCESSES, Delivery
from tests.model.server import LATE

STEPS = 4  # at most so many things happen between two deaths


def lived(seed: str, deaths: int, machine: type[Delivery] = Delivery) -> None:
    """Let processes die so many times, and then let the weather clear; AssertionError if a post is lost or doubled."""
    town = machine()
    try:
        for death in range(deaths):
            _die(town, seed, death)
            town.nothing_stands_there_twice()
    except AssertionError:
        town._clean()
        raise
    town.teardown()


def _die(town: Delivery, seed: str, death: int) -> None:
    draw = iter(_drawn(seed, death))
    town.something_is_to_be_said(f"C{next(draw) % 3}")
    for _ in range(next(draw) % (STEPS + 1)):
        _something_happens(town, next(draw), next(draw))
    which, how, late = next(draw) % len(PROCESSES), next(draw) % 3, next(draw) % LATE.seconds
    match how:
        case 0:  # its claim is committed, and nothing has left yet
            town.loop.run_until_complete(town.senders[which].once())
        case 1:  # it hears the answer, and has not written it down
            for request in town._open():
                if request.line in town.senders[which].platforms.values():
                    town.server.land(request.parcel)
                    request.end(ports.Sent(request.parcel.key))
        case _:  # wherever it stands
            town.loop.run_until_complete(asyncio.sleep(0))
    town.a_process_dies(which, lands=bool(next(draw) % 2), late=float(late))


def _something_happens(town: Delivery, what: int, how: int) -> None:
    which = how % len(PROCESSES)
    match what % 6:
        case 0 | 1:
            town.a_process_looks_for_work(which)
        case 2:
            town.a_process_sweeps(which)
        case 3:
            town.time_goes_by((1, 9, 30, 61, 300)[how % 5], lands=bool(how % 2), late=float(how % LATE.seconds))
        case _ if town.server.open:
            answer = ("taken", "refused", "lost", "dropped", "late")[how % 5]
            town.the_platform_answers(how % 10, answer, float(how % LATE.seconds))


def _drawn(seed: str, death: int) -> Iterator[int]:
    number = 0
    while True:
        yield drawn(seed, death, number, most=60_000)
        number += 1
