"""verify-again --online: what the network adds, and that it is asked by nobody else."""

from __future__ import annotations

import datetime as dt

from tests.desk.cli import Office
from tests.signing import test_online
from tests.signing.pki import SignerPart, file_of, signed_data
from tests.signing.test_online import TEXT, Server, world

server = test_online.server


def registered(own: Office, server: Server) -> str:
    """A document whose chain and revocation data are only on the net, and whose root is trusted."""
    root, signer = world(server)
    anchor = file_of(own.vault.parent, root.pem, "корінь.pem")
    own.json("trust", "import", anchor)
    card = {"kind": "motion", "title": "З мережею", "date": "2025-06-10"}
    own.put("net.p7m", signed_data(SignerPart(signer, TEXT), content=TEXT), card)
    own("watch", "--once")
    return str(own.documents()["З мережею"]["id"])


def test_stored_signatures_are_judged_with_what_the_network_has(
    own: Office, server: Server
) -> None:
    document = registered(own, server)
    offline = own.json("verify-again", document)
    assert server.asked == []  # neither by registration
    online = own.json("verify-again", document, "--online", "--private-network")

    (was,), (now,) = offline["signatures"], online["signatures"]
    assert was["sub_indication"] == "NO_CERTIFICATE_CHAIN_FOUND"
    assert (now["indication"], now["sub_indication"]) == ("TOTAL-PASSED", None)
    assert set(server.asked) == {"/issuer.cer", "/root.crl", "/ocsp"}


def test_all_stored_signatures_ask_each_server_once(own: Office, server: Server) -> None:
    registered(own, server)
    now = dt.datetime.now(dt.UTC)
    at = [(now + dt.timedelta(seconds=n)).isoformat() for n in (1, 2)]
    own("verify-again", "--all", "--online", "--json", "--at", at[0])
    assert server.asked == []  # addresses of this machine are not on the open network
    private = "--online", "--private-network"
    done = own("verify-again", "--all", *private, "--json", "--at", at[1]).lines

    assert done[-1]["summary"]["failed"] == 0
    assert len(server.asked) == len(set(server.asked)) == 3
