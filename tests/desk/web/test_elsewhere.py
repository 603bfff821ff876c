"""Signing in elsewhere: a proxy on this machine, and an OpenID provider that is not ours."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwk, jwt
from starlette.testclient import TestClient

from desk.settings import WebSection
from desk.web.app import make_app
from desk.web.entry.provider import provider_of
from desk.web.serve import behind_a_proxy
from tests.desk.web.site import PASSWORD, Site

HEADER = "x-remote-user"
PROXY = ("127.0.0.1", 50_000)


class Issuer(ThreadingHTTPServer):
    """The provider's side of the authorisation code flow; `spoil` changes what it signs."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.key = jwk.RSAKey.generate_key(2048, parameters={"kid": "1"})
        self.signing_key = self.key
        self.spoil: dict[str, object] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.refusing = False

    def agree(self, address: str, login: str) -> str:
        """Somebody signs in at `address` as `login`; where the browser is sent then."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked | {"login": login}
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"


class _Answer(BaseHTTPRequestHandler):
    server: Issuer

    def _send(self, value: object, status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        base = self.server.address
        if self.path.endswith("openid-configuration"):
            places = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            self._send({"issuer": base, **{place: f"{base}/{place}" for place in places}})
        else:
            self._send({"keys": [self.server.key.as_dict(private=False)]})

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        asked = self.server.codes.pop(sent["code"][0], None)
        proof = hashlib.sha256(sent.get("code_verifier", [""])[0].encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if self.server.refusing or asked is None or asked["code_challenge"] != challenge:
            self._send({"error": "invalid_grant"}, 400)
            return
        claims: dict[str, Any] = {
            "iss": self.server.address,
            "aud": "sprava",
            "sub": "1",
            "nonce": asked["nonce"],
            "exp": int(time.time()) + 300,
            "preferred_username": asked["login"],
        }
        header = {"alg": "RS256", "kid": "1"}
        token = jwt.encode(header, claims | self.server.spoil, self.server.signing_key)
        self._send({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    server = Issuer()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def client(site: Site, **changes: object) -> TestClient:
    """A stranger's browser on this machine, before the site with another seat."""
    seat = dataclasses.replace(site.app.state.seat, **changes)
    return TestClient(make_app(seat), follow_redirects=False, client=("127.0.0.1", 50_000))


def came_back(site: Site, issuer: Issuer, login: str = "kants") -> Any:
    settings = WebSection(oidc_issuer=issuer.address, oidc_client="sprava")
    browser = client(site, provider=provider_of(settings))
    sent = browser.get("/oidc?after=/password").headers["location"]
    return browser, browser.get(issuer.agree(sent, login))


def test_whom_the_provider_knows_is_let_in(site: Site, issuer: Issuer) -> None:
    browser, answer = came_back(site, issuer, "Kants")

    assert (answer.status_code, answer.headers["location"]) == (303, "/password")
    assert "К. К. Канцеляренко" in browser.get("/password").text


@pytest.mark.parametrize(
    "spoil",
    [
        {"aud": "somebody-else"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"nonce": "another"},
        {"preferred_username": "nobody-here"},
        {"preferred_username": None},
    ],
    ids=lambda spoil: next(iter(spoil)),
)
def test_a_token_that_is_not_right_lets_nobody_in(
    site: Site, issuer: Issuer, spoil: dict[str, object]
) -> None:
    issuer.spoil = spoil
    browser, answer = came_back(site, issuer)

    assert answer.status_code == 400
    assert browser.get("/password").headers["location"].startswith("/sign-in")


def test_a_token_of_another_key_lets_nobody_in(site: Site, issuer: Issuer) -> None:
    issuer.signing_key = jwk.RSAKey.generate_key(2048, parameters={"kid": "1"})

    assert came_back(site, issuer)[1].status_code == 400


def test_an_answer_is_used_once_and_only_by_whoever_asked(site: Site, issuer: Issuer) -> None:
    settings = WebSection(oidc_issuer=issuer.address, oidc_client="sprava")
    browser = client(site, provider=provider_of(settings))
    back = issuer.agree(browser.get("/oidc?after=/password").headers["location"], "kants")

    other = TestClient(browser.app, follow_redirects=False)
    led = other.get(back)  # by a link somebody sent: they would work under another's name
    assert led.status_code == 400
    assert "не в цьому браузері" in led.text
    assert browser.get(back).status_code == 303
    again = browser.get(back)
    assert again.status_code == 400
    assert "застаріла" in again.text


def test_a_proxy_on_this_machine_says_who_it_is(site: Site) -> None:
    browser = client(site, proxy_header=HEADER)

    first = browser.get("/password", headers={HEADER: "kants"})
    assert first.status_code == 303
    assert "К. К. Канцеляренко" in browser.get("/password", headers={HEADER: "kants"}).text
    other = browser.get("/password", headers={HEADER: "suddia"})
    assert other.status_code == 303  # somebody else sits there now
    assert browser.get("/password", headers={HEADER: "nikhto"}).status_code == 404


def test_the_proxy_is_known_by_its_own_address_not_by_the_browsers(site: Site) -> None:
    seat = dataclasses.replace(site.app.state.seat, proxy_header=HEADER)
    told = {HEADER: "kants", "x-forwarded-for": "10.0.0.9"}
    near = TestClient(behind_a_proxy(make_app(seat)), follow_redirects=False, client=PROXY)
    assert near.get("/password", headers=told).headers["location"] == "/password"
    lies = {HEADER: "kants", "x-forwarded-for": "127.0.0.1"}
    far = TestClient(
        behind_a_proxy(make_app(seat)), follow_redirects=False, client=("10.0.0.9", 50_000)
    )
    assert far.get("/password", headers=lies).headers["location"].startswith("/sign-in")


def test_a_header_that_nobody_set_up_or_from_elsewhere_is_not_believed(site: Site) -> None:
    without = client(site)
    assert without.get("/", headers={HEADER: "kants"}).headers["location"].startswith("/sign-in")
    seat = dataclasses.replace(site.app.state.seat, proxy_header=HEADER)
    far = TestClient(make_app(seat), follow_redirects=False, client=("10.0.0.9", 50_000))
    assert far.get("/", headers={HEADER: "kants"}).headers["location"].startswith("/sign-in")


def test_a_name_that_came_twice_is_believed_from_nobody(site: Site) -> None:
    browser = client(site, proxy_header=HEADER)
    twice = [(HEADER, "kerivnyk"), (HEADER, "kants")]  # the browser's own, then the proxy's
    assert browser.get("/password", headers=twice).headers["location"].startswith("/sign-in")


def test_an_answer_that_is_broken_lets_nobody_in(site: Site, issuer: Issuer) -> None:
    spoiled: list[dict[str, object]] = [{"azp": "another-client"}, {"nonce": "не та"}]
    for spoil in spoiled:
        issuer.spoil = spoil
        assert came_back(site, issuer)[1].status_code == 400, spoil
    issuer.refusing = True
    assert came_back(site, issuer)[1].status_code == 400


def test_by_https_the_cookie_is_of_this_site_alone(site: Site) -> None:
    seat = dataclasses.replace(site.app.state.seat, secure=True)
    app = make_app(seat)
    browser = TestClient(app, "https://testserver", follow_redirects=False)
    answer = browser.post("/sign-in", data={"login": "kants", "password": PASSWORD})

    [cookie] = answer.headers.get_list("set-cookie")
    name, *flags = cookie.lower().split("; ")
    assert name.startswith("__host-sprava=")
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= set(flags)
    assert "domain" not in cookie.lower()
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    token = browser.cookies["__Host-sprava"]
    tossed = TestClient(app, "https://testserver", cookies={"sprava": token})
    assert "/sign-in" in str(tossed.get("/password").url)  # set by a neighbour of the domain
