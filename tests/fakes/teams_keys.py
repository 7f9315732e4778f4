"""The authority whose keys sign what the connector sends, and the tokens that it signs.

Keys are made once for a whole run of tests, since that takes a tenth of a second each.
"""

import base64
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from .clock import Clock

Json = dict[str, Any]

ISSUER = "https://api.botframework.com"
ENDORSED = ("msteams", "webchat", "directline")
LIFE = 3600.0


@cache
def _private(number: int) -> rsa.RSAPrivateKey:
    del number  # another number, another key
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """One key pair and the channels that it may sign for."""

    kid: str
    private: rsa.RSAPrivateKey = field(repr=False)
    endorsements: tuple[str, ...] = ENDORSED

    def as_json(self) -> Json:
        """The public half as the authority publishes it."""
        public = self.private.public_key().public_numbers()
        return {
            "kty": "RSA", "use": "sig", "kid": self.kid, "x5t": self.kid, "n": _number(public.n),
            "e": _number(public.e), "endorsements": list(self.endorsements),
        }  # fmt: skip


def _number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(slots=True, kw_only=True)
class Keys:
    """What the authority publishes, and with what it signs; `looked` counts how often somebody read the keys."""

    clock: Clock
    published: list[Signing] = field(default_factory=list)
    looked: int = 0
    down: bool = False
    _made: int = 0

    def __post_init__(self) -> None:
        """The first key is there from the beginning."""
        self.rotate()

    @property
    def current(self) -> Signing:
        """The key that signs now."""
        return self.published[-1]

    def rotate(self, *, endorsements: tuple[str, ...] = ENDORSED, forget: bool = False) -> Signing:
        """Sign with a new key from now on; with `forget` the old ones are no longer published."""
        self._made += 1
        made = Signing(kid=f"fake-key-{self._made}", private=_private(self._made), endorsements=endorsements)
        self.published = [*([] if forget else self.published), made]
        return made

    def stranger(self) -> Signing:
        """A key that was never published, under the name of the one that is used."""
        return Signing(kid=self.current.kid, private=_private(0))

    def claims(self, audience: str, service_url: str) -> Json:
        """What the connector says in a token for that bot."""
        now = int(self.clock())
        life = {"nbf": now - 300, "exp": now + int(LIFE)}
        return {"serviceurl": service_url, **life, "iss": ISSUER, "aud": audience}

    def sign(self, claims: Json, *, by: Signing | None = None, **headers: str) -> str:
        """A token with these claims."""
        key = by or self.current
        return jwt.encode(claims, key.private, algorithm="RS256", headers={"kid": key.kid, "x5t": key.kid, **headers})

    def metadata(self, url: str) -> Json:
        """The OpenID document."""
        return {
            "issuer": ISSUER, "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": f"{url}/v1/.well-known/keys", "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }  # fmt: skip

    def jwks(self) -> Json:
        """The keys."""
        self.looked += 1
        return {"keys": [key.as_json() for key in self.published]}
