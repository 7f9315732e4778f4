"""auth.*, apps.connections.open and OAuth: who is calling, and how an app comes into a workspace."""

from base64 import b64decode
from dataclasses import dataclass, field
from urllib.parse import urlencode

from aiohttp import web

from .slack_arguments import Refused, truth
from .slack_data import Json, Method
from .slack_office import Call, Office
from .slack_world import Workspace

NO_TOKEN = frozenset({"oauth.v2.access"})
APP_TOKEN = frozenset({"apps.connections.open"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a person allowed on the install page."""

    team: Workspace
    user: str
    scopes: tuple[str, ...]
    redirect_uri: str


@dataclass(slots=True, kw_only=True)
class OAuth:
    """The app's own secrets and the codes given out; `installer` is (workspace, user id), None for a refusal."""

    client_id: str
    client_secret: str
    app_token: str
    installer: tuple[Workspace, str] | None = None
    grants: dict[str, Grant] = field(default_factory=dict)

    def authorize(self, office: Office, request: web.Request) -> web.Response:
        """The page /oauth/v2/authorize: sends the browser straight back with code and state, as if all was allowed."""
        query = request.query
        if query.get("client_id") != self.client_id:
            return web.Response(status=400, text="invalid_client_id")
        back: dict[str, str] = {"state": query.get("state", "")}
        if self.installer is None:
            back["error"] = "access_denied"
        else:
            team, user = self.installer
            code = office.secret("code.")
            scopes = tuple(filter(None, query.get("scope", "").split(",")))
            uri = query.get("redirect_uri", "")
            self.grants[code] = Grant(team=team, user=user, scopes=scopes, redirect_uri=uri)
            back["code"] = code
        return web.Response(status=302, headers={"Location": f"{query.get('redirect_uri', '')}?{urlencode(back)}"})

    def access(self, call: Call, authorization: str) -> Json:
        """oauth.v2.access: a code, once, against a bot token."""
        given = (call.args.get("client_id"), call.args.get("client_secret"))
        if authorization.startswith("Basic "):
            name, _, secret = b64decode(authorization[6:]).decode().partition(":")
            given = (name, secret)
        if given[0] != self.client_id:
            raise Refused("invalid_client_id", ours=True)
        if given[1] != self.client_secret:
            raise Refused("bad_client_secret", ours=True)
        grant = self.grants.pop(str(call.args.get("code")), None)
        if grant is None:
            raise Refused("invalid_code")
        if call.args.get("redirect_uri", grant.redirect_uri) != grant.redirect_uri:
            raise Refused("bad_redirect_uri", ours=True)
        if not grant.scopes:
            raise Refused("no_scopes", ours=True)
        return _install(grant)


def _install(grant: Grant) -> Json:
    team = grant.team
    if team.revoked or not team.installed:
        team.world.new_token(team)
    team.installed, team.revoked, team.scopes = True, False, set(grant.scopes)
    return {
        "ok": True, "app_id": team.app_id, "authed_user": {"id": grant.user}, "scope": ",".join(sorted(grant.scopes)),
        "token_type": "bot", "access_token": team.bot_token, "bot_user_id": team.bot_user,
        "team": {"id": team.id, "name": team.name}, "enterprise": None, "is_enterprise_install": False,
    }  # fmt: skip


def admit(office: Office, call: Call, method: Method, app_token: str) -> None:
    """Refuses a call whose token is missing, unknown, dead, of the wrong kind or without a scope of the method."""
    if method.name in NO_TOKEN:
        return
    if not call.token:
        raise Refused("not_authed", ours=True)
    if method.name in APP_TOKEN or call.token == app_token:
        _admit_app(call, method, app_token)
        return
    team = office.world.by_token(call.token)
    if team is None:
        raise Refused("invalid_auth")
    if not team.installed:
        raise Refused("account_inactive")
    if team.revoked:
        raise Refused("token_revoked")
    call.team = team
    if method.scopes and not method.scopes & team.scopes:
        provided = ",".join(sorted(team.scopes))
        raise Refused("missing_scope", needed=",".join(sorted(method.scopes)), provided=provided)


def _admit_app(call: Call, method: Method, app_token: str) -> None:
    if call.token != app_token:
        raise Refused("invalid_auth" if call.token.startswith("xapp-") else "not_allowed_token_type")
    if method.name not in APP_TOKEN:
        raise Refused("not_allowed_token_type", ours=True)


def test(_office: Office, call: Call) -> Json:
    """auth.test."""
    team = call.workspace
    return {
        "ok": True, "url": f"https://{team.domain}.slack.com/", "team": team.name, "team_id": team.id,
        "user": "fireside", "user_id": team.bot_user, "bot_id": team.bot_id, "is_enterprise_install": bool(team.org),
        **({"team_id": team.org, "enterprise_id": team.org} if team.org else {}),
    }  # fmt: skip


def revoke(_office: Office, call: Call) -> Json:
    """auth.revoke."""
    dry = truth(call.args.get("test"))
    call.workspace.revoked = call.workspace.revoked or not dry
    return {"ok": True, "revoked": not dry}
