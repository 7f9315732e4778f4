"""The file with everything of mine, as its owner reads it."""

import io
import json
import zipfile
from pathlib import Path

from bot import commands as c
from bot.domain.members import MemberKind
from bot.services import export
from storage.tables import Round, Workspace
from tests.services.office import TEAM, Office

MARKUP = "# no heading\n- no list\n12. no list either, *no* stress, <b>no</b> tag\n    no code. Half past 3.5, fine!"


def read(office: Office, member: str) -> dict[str, str]:
    """Give the files of somebody's export by their kind."""
    packed = office.unit(lambda unit: export.build(unit, TEAM, member))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {Path(name).suffix: archive.read(name).decode() for name in archive.namelist()}


def tell(office: Office, member: str, text: str) -> None:
    """Answer the open question, about being seen."""
    asked = next(r.round for r in office.rows(Round) if r.closed_at is None)
    office.do(
        c.SaveAnswer(by=office.by(member), round=asked, text=text, audience="named", themes=("seen",)),
    )


def test_a_chip_is_called_as_its_owner_reads_it(office: Office) -> None:
    """The readable files are in the owner's language; the data keeps the chip's own name."""
    anna = office.member("U1", "Anna", language="nl")
    office.circle("C1", host=anna)
    office.do(c.AskNow(by=office.by(anna)))
    tell(office, anna, "De bloemen.")

    files = read(office, anna)

    assert "gezien worden · " in files[".html"]
    assert "gezien worden · " in files[".md"]
    assert '"seen"' in files[".json"]


def test_nobodys_words_are_markup_in_their_file(office: Office) -> None:
    """What was typed is read as it was typed, and what is no markup is left alone."""
    anna = office.member("U1", "Anna")
    office.circle("C1", host=anna)
    office.do(c.AskNow(by=office.by(anna)))
    tell(office, anna, MARKUP)

    files = read(office, anna)

    assert "&lt;b&gt;no&lt;/b&gt; tag" in files[".html"]
    assert (
        "> \\# no heading\n> \\- no list\n> 12\\. no list either, \\*no\\* stress, \\<b\\>no\\</b\\> tag"
        in files[".md"]
    )
    assert "> no code. Half past 3.5, fine!" in files[".md"]


def test_the_complete_file_has_every_role(office: Office) -> None:
    """Of a circle is kept who its host is, and of a workspace who let the bot in: that is theirs to read too."""
    anna = office.member("U1", "Anna")
    office.circle("C1", host=anna)
    office.write(lambda tx: setattr(tx.session.get(Workspace, TEAM), "installed_by", anna))
    bas = office.member("U2", "Bas", MemberKind.GUEST)

    roles = {who: json.loads(read(office, who)[".json"])["profile"] for who in (anna, bas)}
    told = {who: (profile["kind"], profile["hosts"], profile["let_the_bot_in"]) for who, profile in roles.items()}
    assert {anna: ("member", ["c1"], True), bas: ("guest", [], False)} == told
