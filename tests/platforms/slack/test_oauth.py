"""How workspaces let the bot in: the pages a browser walks through, and one token of its own."""

from collections.abc import Mapping

import aiohttp
import pytest

from bot import ports
from bot.messages import Message
from storage import workspaces
from storage.store import Store
from storage.tables import Workspace
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_client import SlackClient
from tests.platforms.slack.conftest import running, until

pytestmark = pytest.mark.asyncio
APP = {"client_id": "1.2", "client_secret": "fake-client-secret", "bot_token": ""}


async def look(session: aiohttp.ClientSession, url: str, method: str = "GET") -> tuple[int, Mapping[str, str], str]:
    """Give status, headers and text of a page, following no redirect."""
    async with session.request(method, url, allow_redirects=False) as page:
        return page.status, page.headers, await page.text()


def row(store: Store, workspace: str) -> Workspace | None:
    """Give what is kept of a workspace."""
    return store.read(lambda tx: workspaces.get(tx, workspace)).result(5)


async def test_a_workspace_installs_by_itself(slack: FakeSlack, store: Store) -> None:
    """From the install page through Slack and back: the token is kept, sealed, with its scopes and who did it."""
    bas = slack.workspace.add_user("bas")
    slack.oauth.installer = (slack.workspace, bas.id)
    async with running(slack, store, **APP) as bot, SlackClient(slack) as client:
        status, text = await client.installs(f"{bot.url}/slack/install")
        assert (status, "Fireside is in" in text) == (200, True)
        kept = row(store, bot.workspace)
        assert kept is not None
        assert kept.token is not None
        assert slack.workspace.bot_token.encode() not in kept.token
        assert store.vault.open(kept.token).decode() == slack.workspace.bot_token
        assert (kept.bot, kept.installed_by) == (slack.workspace.bot_user, bas.id)
        assert "chat:write" in kept.scopes.split(",")


async def test_somebody_who_says_no_is_told_that_nothing_happened(slack: FakeSlack, store: Store) -> None:
    """A refusal on Slack's page ends on a page that says so."""
    async with running(slack, store, **APP) as bot, SlackClient(slack) as client:
        status, text = await client.installs(f"{bot.url}/slack/install")
        assert (status, "Nothing was installed" in text) == (400, True)
        assert row(store, bot.workspace) is None


async def test_a_state_is_good_for_one_browser_and_one_time(slack: FakeSlack, store: Store) -> None:
    """Somebody else's link installs nothing, nor does the same one twice, nor one that was never given."""
    slack.oauth.installer = (slack.workspace, slack.workspace.add_user("bas").id)
    async with running(slack, store, **APP) as bot:
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as mine, aiohttp.ClientSession() as theirs:
            _, asked, _ = await look(mine, f"{bot.url}/slack/install")
            _, consent, _ = await look(mine, asked["Location"])
            back = consent["Location"]
            assert (await look(theirs, back))[0] == 400
            assert (await look(mine, back))[0] == 400  # it was used up by the attempt
            assert (await look(mine, f"{bot.url}/slack/oauth_redirect?state=made-up&code=x"))[0] == 400
        assert row(store, bot.workspace) is None
        assert not slack.called("oauth.v2.access")


async def test_pages_are_strict(slack: FakeSlack, store: Store) -> None:
    """Pages load nothing, are framed by nobody, are not stored, and repeat nothing of the address as markup."""
    async with running(slack, store, **APP) as bot, aiohttp.ClientSession() as session:
        _, headers, text = await look(session, f"{bot.url}/slack/oauth_redirect?state=%3Cscript%3E&error=%3Cscript%3E")
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert "<script>" not in text
        _, start, _ = await look(session, f"{bot.url}/slack/install")
        assert {"HttpOnly", "SameSite=Lax"} <= {part.strip() for part in start["Set-Cookie"].split(";")}
        assert (await look(session, f"{bot.url}/slack/install", "POST"))[0] == 405


async def test_an_app_that_rotates_its_tokens_is_refused_with_what_to_do(slack: FakeSlack, store: Store) -> None:
    """A token that dies in twelve hours is not kept, and the page says how to make the app again."""
    async with running(slack, store, **APP) as bot:
        page = await bot.slack.installer.let_in({"ok": True, "access_token": "x", "refresh_token": "y"})
        assert page.status == 400
        assert "rotation" in page.text


async def test_without_an_app_of_its_own_there_is_no_install_page(slack: FakeSlack, store: Store) -> None:
    """An installation for one workspace says whom to ask."""
    async with running(slack, store) as bot, aiohttp.ClientSession() as session:
        assert (await look(session, f"{bot.url}/slack/install"))[0] == 404


async def test_one_token_finds_its_workspace_by_itself(slack: FakeSlack, store: Store) -> None:
    """With one token Slack is asked once whose it is; while Slack is away it is asked again later."""
    slack.fault("auth.test", "http_500")
    async with running(slack, store) as bot:
        await until(lambda: row(store, bot.workspace))
        kept = row(store, bot.workspace)
        assert kept is not None
        assert (kept.bot, kept.state) == (slack.workspace.bot_user, "active")
        assert len(slack.called("auth.test")) == 2


async def test_what_is_due_before_the_token_tells_whose_it_is_waits(slack: FakeSlack, store: Store) -> None:
    """A workspace that nobody has named yet is not one that took the bot out: its circles do not rest for that."""
    slack.fault("auth.test", "http_500")
    async with running(slack, store) as bot:
        unsure = {"workspace": bot.workspace, "channel": "C1", "message": Message("Hello"), "key": "p1"}
        early = await bot.slack.deliver(ports.Parcel(how=ports.How.POST, **unsure))
        looked = await bot.slack.settle(ports.Parcel(how=ports.How.POST, **unsure))
        assert isinstance(early, ports.Later)
        assert isinstance(looked, ports.Unsure)  # once it is known, and then that channel is not there
        assert row(store, bot.workspace)
