"""A workspace's own file: what all of it has read anyhow, and nothing that is one person's."""

import io
import json
import zipfile
from typing import Any

from bot import commands as c
from bot.services import digest, shared
from storage.tables import Circle, Round
from tests.services.office import TEAM, Office


def read(office: Office) -> dict[str, Any]:
    """Give what stands in the file."""
    with zipfile.ZipFile(io.BytesIO(office.unit(lambda unit: shared.build(unit, TEAM)))) as archive:
        return dict(json.loads(archive.read("workspace.json")))


def tell(office: Office, member: str, text: str, audience: str, *, quote: bool = False) -> None:
    """Answer the open question."""
    asked = next(r.round for r in office.rows(Round) if r.closed_at is None)
    office.do(c.SaveAnswer(by=office.by(member), round=asked, text=text, audience=audience, quote=quote))


def test_questions_and_digests_are_there_and_nobodys_own_words(office: Office) -> None:
    """A quoted line stands there as in the digest, with its teller's name; all else that was told does not."""
    for number in range(1, 5):
        office.member(f"U{number}", f"Person {number}")
    office.circle("C1", host="U1", values=["courage"])
    office.do(c.AskNow(by=office.by("U1")))
    tell(office, "U1", "The quoted line.", "named", quote=True)
    tell(office, "U2", "A named answer.", "named")
    tell(office, "U3", "A nameless answer.", "nameless")
    tell(office, "U4", "A private answer.", "private")
    office.do(c.GiveKudos(by=office.by("U2"), members=("U3",), text="carried all the boxes upstairs"))
    [circle] = office.rows(Circle)
    office.unit(lambda unit: digest.post(unit, circle, unit.today(circle.zone)))

    [found] = read(office)["circles"]
    [asked] = found["questions"]
    [posted] = found["digests"]
    whole = json.dumps(found)

    assert office.rows(Round)[0].text == asked["text"]
    assert "The quoted line." in whole
    assert "Person 1" == posted["people"]["U1"]
    assert ("Person 1", ["courage"]) == (found["host"], found["values"])
    for words in ("A named answer.", "A nameless answer.", "A private answer."):
        assert words not in whole


def test_an_empty_workspace_has_an_empty_file(office: Office) -> None:
    """Nothing is made up."""
    assert [] == read(office)["circles"]
