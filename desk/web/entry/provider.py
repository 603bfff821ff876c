"""An OpenID provider: the authorisation code flow with PKCE (OpenID Connect Core 1.0, RFC 7636).

Knows: how somebody is sent there and what must come back. Does not know: pages, sessions, rights.
Keeps: a token is believed only when its signature, issuer, audience, time and nonce are right;
every try is used once.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desk.secrets import secret_of
from desk.settings import WebSection
from desk.web.entry.credentials import same
from vault.errors import UsageError

TRY_S = 600
"""How long somebody may take to sign in there."""
_TRIES_MAX = 1_000
_WAIT_S = 10
_ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"]


class NotLetIn(UsageError):
    """Whoever signed in elsewhere is not let in here."""

    code = "A014"
    what = "Увійти через «{provider}» не вдалося: {reason}."
    remedy = "Увійдіть із паролем або зверніться до адміністратора."


@dataclass(frozen=True, slots=True)
class _Try:
    """A sign-in that began: what must come back."""

    nonce: str
    verifier: str
    after: str
    began: float


@dataclass
class Provider:
    """An OpenID provider, as the settings name it."""

    issuer: str
    client: str
    secret: str
    claim: str
    _tries: dict[str, _Try] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _metadata: dict[str, Any] = field(default_factory=dict)

    def start(self, back: str, after: str) -> tuple[str, str]:
        """The address where somebody signs in, and the try's name; `back` is where they come back.

        Raises:
            NotLetIn: the provider does not answer.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        with self._client(back) as client:
            address, _ = client.create_authorization_url(
                self._known()["authorization_endpoint"],
                state=state,
                nonce=nonce,
                code_verifier=verifier,
            )
        now = time.monotonic()
        with self._lock:
            self._tries = {s: t for s, t in self._tries.items() if now - t.began < TRY_S}
            while len(self._tries) >= _TRIES_MAX:  # the oldest goes, not whoever comes now
                del self._tries[next(iter(self._tries))]
            self._tries[state] = _Try(nonce, verifier, after, now)
        return str(address), state

    def finish(self, back: str, query: Mapping[str, str]) -> tuple[str, str]:
        """The login of whoever came back, and where they wanted to go.

        Raises:
            NotLetIn: something about the answer is wrong.
        """
        with self._lock:
            begun = self._tries.pop(query.get("state", ""), None)
        if begun is None or time.monotonic() - begun.began > TRY_S:
            raise NotLetIn(provider=self.issuer, reason="спробу вже використано або вона застаріла")
        if "code" not in query:
            raise NotLetIn(provider=self.issuer, reason="там у вході відмовлено")
        claims = self._claims(back, query["code"], begun)
        login = claims.get(self.claim)
        others = claims.get("azp", self.client) != self.client  # issued to another of its clients
        if others or not isinstance(login, str) or not same(str(claims.get("nonce")), begun.nonce):
            raise NotLetIn(provider=self.issuer, reason="відповідь не для цієї спроби")
        return login.lower(), begun.after

    def _claims(self, back: str, code: str, begun: _Try) -> Mapping[str, Any]:
        import httpx  # noqa: PLC0415  an extra
        from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415
        from joserfc import jwk, jwt  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        broken = (httpx.HTTPError, AuthlibBaseError, JoseError)
        try:
            with self._client(back) as client:
                known = self._known()
                token = client.fetch_token(
                    known["token_endpoint"], code=code, code_verifier=begun.verifier
                )
            keys = httpx.get(known["jwks_uri"], timeout=_WAIT_S).json()
            read = jwt.decode(token["id_token"], jwk.KeySet.import_key_set(keys), _ALGORITHMS)
            jwt.JWTClaimsRegistry(
                leeway=60,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.client},
                exp={"essential": True},
            ).validate(read.claims)
        except (*broken, AttributeError, KeyError, ValueError, TypeError) as error:
            raise NotLetIn(provider=self.issuer, reason="відповідь не перевіряється") from error
        return dict(read.claims)

    def _client(self, back: str) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415  an extra

        return OAuth2Client(
            self.client,
            self.secret or None,
            scope="openid profile",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_WAIT_S,
        )

    def _known(self) -> dict[str, Any]:
        """What the provider says of itself.

        Raises:
            NotLetIn: it does not answer, or as another.
        """
        import httpx  # noqa: PLC0415  an extra

        if not self._metadata:
            address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
            try:
                found = httpx.get(address, timeout=_WAIT_S).json()
            except (httpx.HTTPError, ValueError) as error:
                raise NotLetIn(provider=self.issuer, reason="служба не відповідає") from error
            if found.get("issuer") != self.issuer:
                raise NotLetIn(provider=self.issuer, reason="служба називає себе інакше")
            self._metadata = found
        return self._metadata


def provider_of(settings: WebSection) -> Provider | None:
    """The provider of the settings, if there is one.

    Raises:
        SecretExposed: others may read the file with the client's secret.
    """
    if not settings.oidc_issuer:
        return None
    file = settings.oidc_secret_file
    secret = secret_of("", file=Path(file), fd=None).reveal() if file else ""
    return Provider(settings.oidc_issuer, settings.oidc_client, secret, settings.oidc_claim)
