"""Bad weather between the bot and a platform: some calls are refused, some fail, some arrive although they failed."""

import itertools
from collections.abc import Mapping

from tests.crash.chance import drawn
from tests.fakes.faults import Args, Faults, Match

Forecast = Mapping[tuple[str, str], int]  # of a thousand calls of a method, so many meet this kind


def bring(faults: Faults, forecast: Forecast, seed: str) -> None:
    """Let it begin."""
    for (method, kind), often in forecast.items():
        faults.add(method, kind, times=None, match=_now_and_then(seed, method, kind, often=often))


def _now_and_then(*what: str, often: int) -> Match:
    numbers = itertools.count()

    def strikes(_args: Args) -> bool:
        return drawn(*what, next(numbers), most=1000) < often

    return strikes
