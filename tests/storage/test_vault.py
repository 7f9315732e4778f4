"""What is sealed stays sealed, what is hashed names nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage import ids, keeping
from storage.engine import connect
from storage.errors import WrongKey
from storage.store import Store
from storage.vault import Vault

Do = Callable[[Callable[..., Any]], Any]
OLD, NEW = Vault([b"o" * 32]), Vault([b"n" * 32, b"o" * 32])


def test_an_old_key_still_opens_what_it_sealed() -> None:
    """After a change of keys the old words can be read, the new ones not with the old key alone."""
    assert NEW.open(OLD.seal("walked along")) == b"walked along"
    with pytest.raises(WrongKey):
        OLD.open(NEW.seal(b"new"))
    with pytest.raises(WrongKey):
        NEW.open(b"rubbish")


def test_the_same_words_are_never_sealed_alike() -> None:
    """Nobody sees in the database that two people wrote the same; and what was tampered with does not open."""
    seals = [OLD.seal("x") for _ in range(100)]
    assert len(set(seals)) == 100
    assert {len(seal) for seal in seals} == {len(seals[0])}
    for spoilt in (seals[0][:-4] + b"AAAA", seals[0][:-8], b"s1:" + b"A" * 8, b"s2:" + seals[0][3:], b""):
        with pytest.raises(WrongKey):
            OLD.open(spoilt)


@pytest.mark.parametrize("keys", [[], [b"short"]])
def test_a_poor_key_is_refused(keys: list[bytes]) -> None:
    """No key or one of the wrong length is an error at the start."""
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(keys)


def test_an_author_is_told_apart_by_round_team_and_key() -> None:
    """The hash of a nameless answer is the same for the same author and round only, and found under an old key."""
    args = [("T1", "U1", "r1"), ("T1", "U1", "r2"), ("T2", "U1", "r1"), ("T1", "U2", "r1"), ("T1U", "1", "r1")]
    assert len({OLD.author(*a) for a in args} | {NEW.author(*a) for a in args}) == 10
    assert NEW.authors("T1", "U1", "r1") == (NEW.author("T1", "U1", "r1"), OLD.author("T1", "U1", "r1"))
    assert OLD.hash("author", "T1") == OLD.hash("author", "T1")
    assert len(OLD.hash("a")) == 32
    assert OLD.hash("a", "b") != OLD.hash("ab")


def test_the_wrong_key_is_noticed_at_the_start(do: Do, url: str) -> None:
    """The first key is kept in mind; another one is refused, a new one with the old beside it is not."""
    do(keeping.check_key)
    do(keeping.check_key)
    for keys, right in (([b"x" * 32], False), ([b"x" * 32, b"k" * 32], True)):
        store = Store(connect(url), Vault(keys))
        error = store.write(keeping.check_key).exception(20)
        store.close()
        assert (error is None) is right
        assert right or isinstance(error, WrongKey)


def test_names_sort_by_time(now: datetime) -> None:
    """New names keep the order in which they were given, within one moment too; blind ones have none."""
    names = [ids.new(now) for _ in range(200)] + [ids.new(now + timedelta(milliseconds=1))]
    assert names == sorted(set(names))
    assert ids.new(now - timedelta(days=1)) < names[0]
    assert {len(name) for name in [*names, ids.blind()]} == {26}
    assert len({ids.blind()[:8] for _ in range(50)}) == 50
