"""Members: what the platform tells, and what is a member's own."""

from bot import commands as c
from bot.domain.members import MemberKind
from bot.ports import Profile
from bot.services import members
from storage import members as kept
from storage.tables import Member
from tests.services.office import TEAM, Office


def test_asking_the_platform_again_keeps_ones_own_choices(office: Office) -> None:
    """A new name arrives; the chosen language and the way of thanks stay."""
    office.member("U1", "Anna", own_language="nl", thanks_in="private")
    profile = Profile(member="U1", name="Anna B", kind=MemberKind.GUEST, zone="Europe/Brussels", language="en")

    office.write(lambda tx: members.keep(tx, TEAM, [profile]))

    (row,) = office.rows(Member)
    assert ("Anna B", "guest", "nl", "private") == (row.name, row.kind, row.own_language, row.thanks_in)


def test_people_are_looked_up_once_a_day(office: Office) -> None:
    """Strangers at once; who was known before this process began from the next day on; nobody twice on one day."""
    asked = members.Asked()
    assert ["U2"] == asked.stale(TEAM, ["U1", "U2", "U2"], ["U2"], office.today)
    asked.note(TEAM, ["U2"])
    assert [] == asked.stale(TEAM, ["U1", "U2"], [], office.today)

    office.move(days=1)

    assert ["U1", "U2"] == asked.stale(TEAM, ["U1", "U2"], [], office.today)
    asked.note(TEAM, ["U1"])
    assert ["U2"] == asked.stale(TEAM, ["U1", "U2"], [], office.today)
    assert ["U1"] == asked.stale("slack:T2", ["U1"], [], office.today)


def test_choices_of_somebody_unknown_are_kept(office: Office) -> None:
    """Who was never looked up can have preferences, and is looked up all the same."""
    office.write(lambda tx: kept.prefer(tx, TEAM, "U5", thanks_in="private"))

    assert ["U5"] == office.write(lambda tx: kept.strangers(tx, TEAM, ["U5"]))
    assert {"U5"} == office.write(lambda tx: kept.thanked_privately(tx, TEAM, ["U5", "U6"]))


def test_ones_own_language_wins(office: Office) -> None:
    """The chosen language comes before the profile's; nobody known has none."""
    office.member("U1", "Anna", own_language="nl")
    office.member("U2", "Bas")

    found = office.write(lambda tx: [kept.language(tx, TEAM, member) for member in ("U1", "U2", "U3")])

    assert ["nl", "en", ""] == found


def test_one_team_never_sees_another(office: Office) -> None:
    """The same id in another workspace is somebody else."""
    office.member("U1", "Anna")

    assert "" == office.write(lambda tx: kept.name(tx, "slack:T2", "U1"))
    assert {"U1": MemberKind.MEMBER} == office.write(lambda tx: kept.kinds(tx, "slack:T2", ["U1"]))


def test_a_zone_that_is_none_is_not_kept(office: Office) -> None:
    """A client may name zones in its own way: nobody's day is reckoned with it, and it is no news each time."""
    told = Profile(member="U1", name="Anna", kind=MemberKind.MEMBER, zone="W. Europe Standard Time", language="en")
    office.write(lambda tx: members.keep(tx, TEAM, [told]))
    office.write(lambda tx: members.learn(tx, TEAM, "U1", "Nowhere/Else", "nl"))

    (row,) = office.rows(Member)
    assert ("", "nl") == (row.zone, row.language)
    assert not office.write(lambda tx: members.is_news(tx, TEAM, "U1", "Nowhere/Else", "nl"))
    office.do(c.PauseMe(by=office.by("U1"), text="2026-12-24"))
