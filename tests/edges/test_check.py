"""`check`: each thing that is missing or wrong is named, with where to get it."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.app import open_desk
from bot.checkup import examine
from bot.settings import fresh_key, load
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams

APP = "xapp-fake-1"


def environment(folder: Path, slack: FakeSlack | None = None, **more: str) -> dict[str, str]:
    """Give what an operator has set."""
    env = {"FIRESIDE_SECRET_KEY": fresh_key(), "FIRESIDE_DATABASE_URL": f"sqlite:///{folder / 'fireside.db'}"}
    if slack is not None:
        team = next(iter(slack.world.workspaces.values()))
        env |= {"SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": team.bot_token}
        env |= {"SLACK_SIGNING_SECRET": "shhh", "FIRESIDE_PUBLIC_URL": "https://fireside.example.org"}
    return env | more


async def wrong(env: dict[str, str]) -> dict[str, str]:
    """Give what is not right, with what to do."""
    return {f.what: f.do for f in await examine(None, env) if not f.ok}


async def test_everything_right_is_all_ok(tmp_path: Path, slack: FakeSlack) -> None:
    """With secrets, an address and a token that works nothing is left to do."""
    assert {} == await wrong(environment(tmp_path, slack))


async def test_socket_mode_needs_no_address(tmp_path: Path, slack: FakeSlack) -> None:
    """An app token that Slack takes stands in for address and signing secret."""
    env = environment(tmp_path, slack, SLACK_APP_TOKEN=slack.oauth.app_token)
    del env["SLACK_SIGNING_SECRET"], env["FIRESIDE_PUBLIC_URL"]

    assert {} == await wrong(env)


async def test_an_app_token_that_slack_refuses_is_named(tmp_path: Path, slack: FakeSlack) -> None:
    """Else the bot would run and never hear anything."""
    found = await wrong(environment(tmp_path, slack, SLACK_APP_TOKEN="xapp-wrong"))

    assert "connections:write" in found["Slack's app token"]


async def test_a_bot_token_that_slack_refuses_is_named(tmp_path: Path, slack: FakeSlack) -> None:
    """Slack's own word for it, and where to get another."""
    found = await wrong(environment(tmp_path, slack, SLACK_BOT_TOKEN="xoxb-wrong"))

    assert "invalid_auth" in found["Slack's bot token"]


async def test_permissions_that_are_missing_are_named(tmp_path: Path, slack: FakeSlack) -> None:
    """What Slack did not grant is listed; what it need not grant is told, and is no fault."""
    team = next(iter(slack.world.workspaces.values()))
    team.scopes -= {"reactions:read", "usergroups:read"}
    findings = await examine(None, environment(tmp_path, slack))

    assert ["Slack permissions"] == [f.what for f in findings if not f.ok]
    assert any("reactions:read" in f.do for f in findings)
    assert any(f.ok and "usergroups:read" in f.what for f in findings)


async def test_slack_away_is_told_apart_from_a_wrong_token(tmp_path: Path, slack: FakeSlack) -> None:
    """No answer is the network's, not the token's."""
    found = await wrong(environment(tmp_path, slack, SLACK_API_URL="http://127.0.0.1:9/"))

    assert ["Slack does not answer"] == list(found)


async def test_another_key_than_the_databases_is_found_before_the_start(tmp_path: Path, slack: FakeSlack) -> None:
    """`check` says it, not only `run`."""
    env = environment(tmp_path, slack)
    open_desk(load(None, env)).store.close()
    assert {} == await wrong(env)
    found = await wrong(env | {"FIRESIDE_SECRET_KEY": fresh_key()})

    assert "not the key with which this database was sealed" in found["secret key"]


async def test_no_fresh_key_is_offered_for_a_database_that_has_one(tmp_path: Path, slack: FakeSlack) -> None:
    """Who forgot to read the file with the key in, or copied half of it, is told so; a new one would not open it."""
    env = environment(tmp_path, slack)
    half = env | {"FIRESIDE_SECRET_KEY": env["FIRESIDE_SECRET_KEY"][:20]}
    none = env | {"FIRESIDE_SECRET_KEY": ""}
    assert "made just now" in (await wrong(none))["secret key"]
    assert "was it copied whole? Set FIRESIDE_SECRET_KEY=" in (await wrong(half))["secret key"]
    open_desk(load(None, env)).store.close()

    for given in (none, half):
        told = (await wrong(given))["secret key"]
        assert "the key with which this database was made" in told
        assert "made just now" not in told
    assert "was it copied whole?" in (await wrong(half))["secret key"]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite:///{folder}/notes.txt", "no SQLite database"),
        ("sqlite:///{folder}", "It is a folder"),
        ("postgresql://nobody@127.0.0.1:9/x", "Does PostgreSQL run there"),
    ],
)
async def test_a_database_that_cannot_be_reached_says_what_may_be_the_matter(
    tmp_path: Path, slack: FakeSlack, url: str, told: str
) -> None:
    """Other commands say that `check` says more."""
    (tmp_path / "notes.txt").write_text("These are notes, and no database at all. " * 50)
    found = await wrong(environment(tmp_path, slack, FIRESIDE_DATABASE_URL=url.format(folder=tmp_path)))

    assert told in found["database"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {},
            [
                "make an app",
                "For Teams instead, set MICROSOFT_APP_ID",
                "SLACK_BOT_TOKEN",
                "SLACK_SIGNING_SECRET",
                "SLACK_APP_TOKEN",
            ],
        ),
        ({"SLACK_SIGNING_SECRET": "s"}, ["SLACK_BOT_TOKEN"]),
        ({"SLACK_APP_TOKEN": APP}, ["SLACK_BOT_TOKEN"]),
        ({"SLACK_APP_TOKEN": "xoxb-1", "SLACK_BOT_TOKEN": APP}, ["begins with xoxb-", "begins with xapp-"]),
        ({"SLACK_CLIENT_ID": "1", "SLACK_SIGNING_SECRET": "s"}, ["belong together"]),
        ({"SLACK_CLIENT_SECRET": "1", "SLACK_SIGNING_SECRET": "s"}, ["belong together"]),
        ({"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "2"}, ["SLACK_SIGNING_SECRET"]),
    ],
)
async def test_slack_half_set_up_says_what_else(tmp_path: Path, given: dict[str, str], told: list[str]) -> None:
    """Each secret that lacks is named with the page where it stands, and no other."""
    found = await wrong(environment(tmp_path, SLACK_API_URL="http://127.0.0.1:9/", **given))

    said = found["Slack" if given else "Slack or Teams"]
    for word in told:
        assert word in said
    if given:
        assert "make an app" not in said


async def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path, slack: FakeSlack) -> None:
    """The database's folder and the backups' are looked at before the first night."""
    (tmp_path / "file").write_text("")
    gone = await wrong(environment(tmp_path / "gone", slack))
    blocked = await wrong(environment(tmp_path, slack, FIRESIDE_BACKUP_FOLDER=str(tmp_path / "file" / "copies")))

    assert str(tmp_path / "gone") in gone["database"]
    assert "copies" in blocked["backup folder"]
    assert not (tmp_path / "gone").exists()


# ---------------------------------------------------------------- Teams


def with_teams(folder: Path, teams: FakeTeams, **more: str) -> dict[str, str]:
    """Give what an operator of Teams alone has set."""
    own = {"FIRESIDE_PUBLIC_URL": "https://fireside.example.org", "TEAMS_TENANTS": "*"}
    return environment(folder, **{**own, **teams.settings(), **more})


async def test_teams_alone_is_enough(tmp_path: Path, teams: FakeTeams) -> None:
    """Whoever has no Slack is not asked for it."""
    assert {} == await wrong(with_teams(tmp_path, teams))


async def test_a_password_that_microsoft_refuses_is_named(tmp_path: Path, teams: FakeTeams) -> None:
    """Microsoft's own word for it, and where to get another."""
    found = await wrong(with_teams(tmp_path, teams, MICROSOFT_APP_PASSWORD="old"))
    teams.forgive()

    assert "Client secrets" in found["Teams' app id and password"]


async def test_what_lacks_for_teams_is_named(tmp_path: Path) -> None:
    """Each of the three, and the address."""
    found = await wrong(environment(tmp_path, MICROSOFT_APP_ID="my bot", TEAMS_OPENID_URL="http://127.0.0.1:1/"))

    assert all(name in found["Teams"] for name in ("APP_ID", "APP_PASSWORD", "APP_TENANT_ID"))
    assert {"public address", "Microsoft does not answer"} <= set(found)


async def test_an_open_door_is_for_this_machine(tmp_path: Path, teams: FakeTeams) -> None:
    """Microsoft's local client needs no registration, and no other machine may reach it."""
    here = environment(tmp_path, TEAMS_ANONYMOUS="1", TEAMS_OPENID_URL=teams.openid_url)
    assert {} == await wrong(here)
    assert "127.0.0.1" in "".join((await wrong({**here, "FIRESIDE_HOST": "192.0.2.1"})).values())


@pytest.mark.postgres
async def test_a_role_that_no_wall_holds_is_told(tmp_path: Path, postgres_url: str) -> None:
    """The bot works as a superuser too, but without the second wall between workspaces: that is told as a hint."""
    admin = make_url(postgres_url).set(username="postgres").render_as_string(hide_password=False)

    async def told(url: str) -> list[str]:
        found = await examine(None, environment(tmp_path, FIRESIDE_DATABASE_URL=url))
        return [f.do for f in found if f.ok and f.what.startswith("PostgreSQL")]

    assert [""] == await told(postgres_url)
    assert "BYPASSRLS" in (await told(admin))[0]


async def test_nightly_copies_of_a_server_are_not_promised(tmp_path: Path, slack: FakeSlack) -> None:
    """PostgreSQL brings its own tool: a folder for copies would stay empty, and nobody would know."""
    env = environment(tmp_path, slack, FIRESIDE_BACKUP_FOLDER=str(tmp_path))
    assert {} == await wrong(env)
    server = "postgresql://nobody@127.0.0.1:1/none"
    assert "pg_dump" in (await wrong(env | {"FIRESIDE_DATABASE_URL": server}))["backup folder"]
