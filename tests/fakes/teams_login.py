"""The login authority that gives a bot its tokens for the connector."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

from .clock import Clock
from .teams_office import Json, Refused

SCOPE = "https://api.botframework.com/.default"
FIELDS = frozenset({"grant_type", "client_id", "client_secret", "scope"})


@dataclass(slots=True, kw_only=True)
class Login:
    """One app's registration: its tokens live `seconds`; `given` holds them all, with the second of their end."""

    app_id: str
    clock: Clock
    password: str = "fake-app-password-c4n4ry"
    tenant: str = "botframework.com"
    seconds: int = 3600
    given: dict[str, float] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def token(self, authority: str, form: Mapping[str, str]) -> Json:
        """Answer a request for a token; raises Refused."""
        self._check(authority, form)
        made = f"fake-connector-token-c4n4ry-{next(self._numbers)}"
        self.given[made] = self.clock() + self.seconds
        return {
            "token_type": "Bearer", "expires_in": self.seconds, "ext_expires_in": self.seconds, "access_token": made,
        }  # fmt: skip

    def _check(self, authority: str, form: Mapping[str, str]) -> None:
        if authority != self.tenant:
            raise Refused(400, "invalid_request", f"AADSTS90002: Tenant '{authority}' not found.", ours=True)
        if set(form) != FIELDS:
            wrong = sorted(set(form) ^ FIELDS)
            raise Refused(400, "invalid_request", f"AADSTS900144: missing or unknown fields {wrong}", ours=True)
        if form["grant_type"] != "client_credentials":
            raise Refused(400, "unsupported_grant_type", "AADSTS70003", ours=True)
        if form["scope"] != SCOPE:
            raise Refused(400, "invalid_scope", "AADSTS70011", ours=True)
        if form["client_id"] != self.app_id:
            raise Refused(400, "unauthorized_client", "AADSTS700016: Application was not found.", ours=True)
        if form["client_secret"] != self.password:
            raise Refused(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")

    def admit(self, header: str) -> None:
        """Let the bearer of a living token in; raises Refused."""
        kind, _, token = header.partition(" ")
        if token in self.revoked:
            raise Refused(401, "Unauthorized", "The token was revoked.")
        end = self.given.get(token)
        if kind != "Bearer" or end is None:
            raise Refused(401, "Unauthorized", "Authorization has been denied for this request.", ours=True)
        if end <= self.clock():
            raise Refused(401, "Unauthorized", "The token has expired.", ours=True)

    def revoke(self) -> None:
        """Every token given so far is dead, as after a change of the password."""
        self.revoked |= set(self.given)
