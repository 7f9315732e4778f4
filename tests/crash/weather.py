"""Bad weather between the bot and Slack: some calls are refused, some fail, and some arrive although they failed."""

import itertools

from tests.crash.chance import drawn
from tests.fakes.faults import Match
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_data import Json

# Of a thousand calls, so many meet this; whoever posts has it worst.
FORECAST = {
    ("chat.postMessage", "ratelimited:1"): 50,
    ("chat.postMessage", "http_500"): 20,
    ("chat.postMessage", "drop"): 20,
    ("chat.postMessage", "accept_then_500"): 30,
    ("chat.postMessage", "accept_then_drop"): 30,
    ("chat.postMessage", "slow:0.1"): 300,
    ("*", "ratelimited:1"): 10,
    ("*", "http_500"): 10,
    ("*", "drop"): 10,
    ("*", "accept_then_drop"): 10,
    ("*", "slow:0.03"): 200,
}


def bring(slack: FakeSlack, seed: str) -> None:
    """Let it begin."""
    for (method, kind), often in FORECAST.items():
        slack.fault(method, kind, times=None, match=_now_and_then(seed, method, kind, often=often))


def _now_and_then(*what: str, often: int) -> Match:
    numbers = itertools.count()

    def strikes(_args: Json) -> bool:
        return drawn(*what, next(numbers), most=1000) < often

    return strikes
