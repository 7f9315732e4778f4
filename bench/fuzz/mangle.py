"""Payloads made wrong in every way that one can think of, from a seed: the same seed gives the same ones."""

import json
import marshal
import random
import string
from collections.abc import Sequence
from typing import Any

CANARY = "zebrafinch-4711"  # stands in everything that people type; no log may hold it
MOST = 20_000  # bytes that are put into a second place
DEEPEST = '{"a":' * 2000 + "1" + "}" * 2000  # in the place of what goes deeper than Python writes
PRIVATE = f"{CANARY} said something private"
ODD: Sequence[Any] = (
    *(None, True, False, 0, -1, 1e308, -0.0, 10**30, 2**63, "", " ", "\0", "\x7f", "\ud800", "\udfff\ud83d", "\ufeff"),
    *(
        [],
        {},
        [[]],
        [None],
        {"": {}},
        {"a": [{"b": None}]},
        [1, "x", {}],
        "null",
        "[]",
        "{}",
        "-",
        "#",
        "@",
        "/",
        "..",
        "%00",
    ),
    *("<!channel>", "<@U1|x>", "<https://a|b>", "&lt;&amp;", "*_~`", "=cmd|' /C calc'!A0", "'; DROP TABLE answer; --"),
    *(
        "../../etc/passwd",
        "${jndi:x}",
        "{{7*7}}",
        "%s%n",
        "\r\nX-Odd: 1",
        "a" * 5000,
        "é" * 3001,
        "👩‍👩‍👧‍👦" * 700,
        "\u202e" * 9,
    ),
    *(
        "9" * 400,
        "1e999",
        "NaN",
        "Infinity",
        "0x10",
        "2026-02-30",
        "25:61",
        "١٢٣",
        "ﬁ",
        "İ",
        "a\u0301" * 400,
        "@question:r1",
    ),
)


class Mangler:
    """A source of mischief; `words` are those of the bot and its database, so that it meets real paths."""

    def __init__(self, seed: int | str, words: Sequence[str]) -> None:
        self.random = random.Random(seed)  # noqa: S311 - the same payloads each time
        self.words = words

    def chance(self, of: float) -> bool:
        """Whether this time, so often of one."""
        return self.random.random() < of

    def one(self, of: Sequence[Any]) -> Any:
        """Give one of several."""
        return of[self.random.randrange(len(of))]

    def word(self) -> str:
        """Give a word that means something somewhere."""
        return str(self.one(self.words))

    def value(self) -> Any:
        """Give something that does not belong here."""
        return self.random.choice((self._odd, self._odd, self.word, self._text, self._deep, self._number))()

    def _odd(self) -> Any:
        """Its own copy: what is put into one of these would else stand in it for good, and one in itself for ever."""
        found = self.one(ODD)
        return _copy(found) if isinstance(found, dict | list) else found

    def _text(self) -> str:
        letters = string.printable + "ßøłñ€中😀\u200b\u2028"
        return "".join(self.random.choices(letters, k=self.random.randrange(40))) + self.one(("", PRIVATE))

    def _number(self) -> float:
        return self.random.choice((self.random.getrandbits(70), -self.random.getrandbits(40), self.random.random()))

    def _deep(self) -> Any:
        found: Any = self.word()
        deep = self.random.choice((3, 30, 300))
        for kind in self.random.choices((0, 1), k=deep):
            found = {found if isinstance(found, str) else "in": found} if kind else [found]
        return found

    # ------------------------------------------------------------ JSON

    def mutated(self, data: Any, times: int) -> Any:
        """Give a copy with so many things wrong in it."""
        copy = _copy(data)
        for _ in range(times):
            self._hurt(copy)
        return copy

    def _hurt(self, data: Any) -> None:
        places = list(_places(data))
        if not places:
            return
        holder, name = self.one(places)
        act = self.random.randrange(7)
        if act == 0:
            del holder[name]
        elif act == 1:
            there, other = self.one(places)
            holder[name] = self._copied(there[other])
        elif act == 2 and isinstance(holder, dict):
            holder[str(self.value())[:200]] = self._copied(holder[name])
        elif act == 3 and isinstance(holder[name], str):
            holder[name] = self._mangled(holder[name])
        elif act == 4:
            many = 2 if isinstance(holder[name], dict | list) else 150
            kept = self._copied(holder[name])
            holder[name] = [self._copied(kept) for _ in range(self.random.choice((0, 1, many)))]
        else:
            holder[name] = self.word() if act == 5 else self.value()

    def _copied(self, value: Any) -> Any:
        """Its own copy, so that nothing stands in two places and doubles with each thing done to it."""
        try:
            written = marshal.dumps(value)
        except ValueError:  # it goes deeper than can be written
            return self.word()
        return marshal.loads(written) if len(written) < MOST else self.word()  # noqa: S302 - written above

    def _mangled(self, text: str) -> str:
        at = self.random.randrange(len(text) + 1)
        return self.random.choice(
            (text[:at], text[at:], text * 2, text[:at] + str(self._odd()) + text[at:], text.upper(), text[::-1])
        )

    def packed(self, data: Any) -> bytes:
        """Give it as JSON, as most write it or as few do."""
        plain, indent = self.chance(0.8), 1 if self.chance(0.05) else None
        try:
            text = json.dumps(data, ensure_ascii=plain, indent=indent)
        except RecursionError:
            text = DEEPEST
        return text.encode("utf-8", "surrogatepass" if self.chance(0.5) else "replace")

    # ------------------------------------------------------------ bytes

    def bent(self, raw: bytes) -> bytes:
        """Give bytes with some of them wrong."""
        made = bytearray(raw)
        act = self.random.randrange(5)
        if act == 0:
            return bytes(made[: self.random.randrange(len(made) + 1)])
        if act == 1:
            for _ in range(self.random.randrange(1, 9)):
                if made:
                    made[self.random.randrange(len(made))] = self.random.randrange(256)
            return bytes(made)
        if act == 2:
            return self.random.randbytes(self.random.choice((0, 1, 17, 400, 9000)))
        if act == 3:
            return bytes(made) * 2
        return self.one((b"{", b"[" * 5000, b"\xef\xbb\xbf{}", b'{"a":1e400}', b"{} {}", b"nul", b'"\\ud800"')) + bytes(
            made
        )


def _copy(data: Any) -> Any:
    """Five times as fast as by JSON, and with halves of surrogate pairs."""
    return marshal.loads(marshal.dumps(data))  # noqa: S302 - written here


def _places(data: Any) -> Any:
    """Give every place in it: what holds it, and under which name."""
    found = [data]
    while found:
        holder = found.pop()
        names: Any = (
            list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        )
        for name in names:
            yield holder, name
            if isinstance(holder[name], dict | list):
                found.append(holder[name])
