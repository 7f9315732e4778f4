"""Three weeks with planted words: each reaches its readers and nobody else, and lies nowhere else in any form."""

import base64
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storage.vault import FORM, Vault
from tests.journeys.hours import KEY
from tests.privacy.weeks import ALL, FEW, NAMELESS, WORDS

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Lived:
    """What three weeks left behind."""

    folder: Path
    seen: dict[str, Any]
    log: str

    def bytes_of(self, *names: str) -> bytes:
        """Give every byte of some files and folders."""
        found = [self.folder / name for name in names]
        files = [f for each in found for f in (sorted(each.iterdir()) if each.is_dir() else [each])]
        return b"\n".join(file.read_bytes() for file in files)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Live them, in a process of their own."""
    folder = tmp_path_factory.mktemp("weeks")
    command = [sys.executable, "-m", "tests.privacy.weeks", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, "\n".join(done.stderr.splitlines()[-15:])
    return Lived(folder, json.loads((folder / "seen.json").read_text("utf-8")), done.stdout + done.stderr)


def written(word: str) -> Iterator[bytes]:
    """Give a word in every way in which it may be written, encodings that hide it among them."""
    yield from (word.encode(way) for way in ("utf-8", "utf-16-le", "utf-16-be"))
    yield word.encode().hex().encode()
    for before in range(3):  # how far into a group of three the word begins
        whole = base64.b64encode(b"." * before + word.encode())
        yield whole[4 if before else 0 : len(whole) - 4]


def found(data: bytes, words: "list[str] | dict[str, Any]") -> list[str]:
    """Give which words stand in some bytes."""
    return [word for word in words if any(form in data for form in written(word))]


def opened(data: Path) -> bytes:
    """Give everything that is sealed in a database, opened with its key."""
    vault, texts = Vault([base64.b64decode(KEY)]), []
    with closing(sqlite3.connect(data)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"').fetchall():  # noqa: S608 - its own names
                sealed = (v.encode() if isinstance(v, str) else v for v in row if isinstance(v, str | bytes))
                texts += [vault.open(value) for value in sealed if value.startswith(FORM)]
    return b"\n".join(texts)


# ---------------------------------------------------------------- in the database


@pytest.mark.parametrize("where", ["lived", "backup.db"])
def test_what_is_not_for_all_lies_open_nowhere(lived: Lived, where: str) -> None:
    """Neither in a table, nor in a page let go, nor in the file of changes beside it, nor in a backup."""
    data = lived.bytes_of(where)
    assert found(data, [w for w, word in WORDS.items() if word.kept == "open"]) != []
    kept = [w for w, word in WORDS.items() if word.kept != "open"]
    assert found(lived.bytes_of("backup.db"), kept) == []
    if where == "lived":  # what stood in the channel for a while may stay in the file of changes for an hour
        assert found(data, [w for w in kept if WORDS[w].readers != ALL]) == []


def test_what_was_taken_back_is_not_kept_under_seal_either(lived: Lived) -> None:
    """Opened with the key, too: only what is still somebody's own, and no draft, deletion, edit or chatter."""
    texts = opened(lived.folder / "backup.db")
    assert set(found(texts, WORDS)) == {w for w, word in WORDS.items() if word.kept == "sealed"}


def test_what_was_handled_and_what_arrived_keeps_no_words(lived: Lived) -> None:
    """No delivery and no message that has ended has a body, not even a sealed one."""
    with closing(sqlite3.connect(lived.folder / "backup.db")) as connection:
        ask = connection.execute
        assert ask("SELECT count(*) FROM received WHERE state = 'done'").fetchone()[0] > 20
        assert ask("SELECT count(*) FROM received WHERE payload IS NOT NULL").fetchone() == (0,)
        assert ask("SELECT count(*) FROM outbox WHERE body IS NOT NULL").fetchone() == (0,)


def test_no_row_leads_from_a_nameless_answer_to_a_person(lived: Lived) -> None:
    """Whoever follows its id and its hash through all rows of all tables meets nobody."""
    people = {person["id"] for person in lived.seen["people"].values()}
    with closing(sqlite3.connect(lived.folder / "backup.db")) as connection:
        rows = [
            set(map(str, row))
            for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for row in connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - its own names
        ]
        nameless = connection.execute("SELECT answer, author FROM answer WHERE audience = 'nameless'").fetchall()
    assert len(nameless) == len(NAMELESS) + len(FEW)
    for trail in nameless:
        met = [row for row in rows if any(part in value for part in trail for value in row)]
        assert met
        assert [row & people for row in met if row & people] == []


# ---------------------------------------------------------------- before people's eyes


def test_every_word_reaches_its_readers_and_nobody_else(lived: Lived) -> None:
    """In whatever was posted, whispered, written in private, opened or shown, then or now, for the host as for all."""
    seen = [*lived.seen["messages"], *lived.seen["views"]]
    for word, planted in WORDS.items():
        readers = {reader for each in seen if any(word in text for text in each["words"]) for reader in each["readers"]}
        assert readers <= set(planted.readers), f"{word} was read by {readers - set(planted.readers)}"
    everywhere = str([each["words"] for each in seen])
    assert [word for word in WORDS if word not in everywhere and WORDS[word].readers == ALL] == []


def test_a_nameless_word_stands_in_digests_alone_and_under_no_name(lived: Lived) -> None:
    """Beside it stands that it has no name; and where there were two of them, there was not a word."""
    shown = [m["shown"] for m in lived.seen["messages"] if set(m["readers"]) == set(ALL) and m["by"] == "bot"]
    standing = [text for text in shown if any(word in text for word in NAMELESS.values())]
    assert standing
    for text in standing:
        assert "De week in verhalen" in text
        for word in NAMELESS.values():
            assert not re.search(rf"{word}[^(]*\((?!\s*zonder naam)", text), text
    assert not [text for text in shown if any(word in text for word in FEW.values())]


def test_an_export_holds_ones_own_words_and_no_others(lived: Lived) -> None:
    """Everybody's file has what they told in private and without a name, and nothing that only others may read."""
    for owner, files in lived.seen["exports"].items():
        for text in files.values():
            here = [word for word in WORDS if word in text]
            assert [word for word in here if owner not in WORDS[word].readers] == [], owner
            nameless = {**NAMELESS, **FEW}
            assert [word for name, word in nameless.items() if name != owner and word in text] == [], owner
            own = [w for w, planted in WORDS.items() if planted.kept == "sealed" and planted.readers == (owner,)]
            assert [word for word in (*own, *filter(None, [nameless.get(owner)])) if word not in text] == [], owner


# ---------------------------------------------------------------- for whoever runs it


def test_the_log_at_its_most_talkative_names_nobody(lived: Lived) -> None:
    """Every line of every library at DEBUG: no word, no name, no id, no token."""
    assert lived.log.count("\n") > 1000
    assert found(lived.log.encode(), WORDS) == []
    for person in lived.seen["people"].values():
        assert person["id"] not in lived.log
        assert not re.search(rf"\b{re.escape(person['name'])}\b", lived.log), person["name"]
    assert [secret for secret in lived.seen["secrets"] if secret in lived.log] == []


@pytest.mark.parametrize("what", ["metrics", "status"])
def test_what_an_operator_looks_at_names_nobody(lived: Lived, what: str) -> None:
    """Counts, circles and times, and nobody's words, names or ids."""
    text = lived.seen[what]
    assert text
    assert [word for word in WORDS if word in text] == []
    assert [p["id"] for p in lived.seen["people"].values() if p["id"] in text or p["name"] in text.split()] == []


# ---------------------------------------------------------------- after somebody left


def test_nobody_finds_a_byte_of_who_left(lived: Lived) -> None:
    """While the bot still runs: neither her words nor her id, in the database and in the file of changes."""
    yara = lived.seen["people"]["yara"]["id"]
    mine = [yara, "PLANTnamelessyara", "PLANTmoment", "PLANTkeptout", "PLANTdeleted"]
    assert set(found(lived.bytes_of("lived"), mine[:2])) == set(mine[:2])
    assert found(lived.bytes_of("erased"), mine) == []
    assert found(opened(lived.folder / "erased" / "fireside.db"), mine) == []


def test_what_the_bot_said_of_who_left_is_gone_from_the_channel(lived: Lived) -> None:
    """Her lines and her name stand in none of the bot's posts any more; what she typed herself is hers to delete."""
    standing = [m for m in lived.seen["messages after"] if not m["gone"] and m["by"] == "bot"]
    public = [m["shown"] for m in standing if set(m["readers"]) == set(ALL)]
    assert public
    assert [text for text in public if re.search(r"\byara\b", text) or "PLANTnamelessyara" in text] == []
