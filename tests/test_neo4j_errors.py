from __future__ import annotations

import logging
import socket
import ssl
import threading
import traceback
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
import trustme
from neo4j_server import own_server, rows

from stakeholder_graph.connection import Connection
from stakeholder_graph.errors import ServerError, StakeholderGraphError
from stakeholder_graph.neo4j_store import Neo4jStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neo4j_server import Server

SECRET = "correct-horse-battery"


def refusal(uri: str, password: str = SECRET, **given: str) -> str:
    """Return the one English sentence with which a connection fails, having looked for secrets."""
    with pytest.raises(StakeholderGraphError) as caught:
        Neo4jStore(Connection(uri, password=password, **given)).close()
    told = "".join(traceback.format_exception(caught.value))
    # The initial password is a word of every other line.
    assert password in ("", "neo4j") or password not in told
    sentences = {language: caught.value.say(language) for language in ("es", "en")}
    assert sentences["es"] != sentences["en"]
    assert all(text.endswith(".") and "\n" not in text for text in sentences.values())
    assert isinstance(caught.value, ServerError)
    return sentences["en"]


@contextmanager
def listening(tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Accept connections on loopback, shake hands over TLS if told to, and hang up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with closing(client):
                    try:
                        if tls:
                            tls.wrap_socket(client, server_side=True).close()
                    except OSError:
                        continue

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=10)


class WebPage(BaseHTTPRequestHandler):
    """Answers like the web port of a server: whatever comes is a bad request."""

    def setup(self) -> None:
        super().setup()
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        self.close_connection = True

    def handle(self) -> None:
        """Say no more."""


def test_nothing_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        for scheme in ("neo4j", "bolt"):
            uri = f"{scheme}://127.0.0.1:{unused.getsockname()[1]}"
            assert refusal(uri).startswith(f"nothing is listening at {uri} or at the address")


def test_no_such_host() -> None:
    assert refusal("neo4j://no-such-host.invalid") == (
        "the host of neo4j://no-such-host.invalid cannot be found; check the address and the "
        "network."
    )


def test_the_web_port_instead_of_bolts() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), WebPage) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        try:
            assert "does not speak Bolt; use the Bolt port" in refusal(
                f"bolt://127.0.0.1:{web.server_port}"
            )
        finally:
            web.shutdown()
            thread.join(timeout=10)


def test_a_port_that_hangs_up() -> None:
    with listening() as port:
        assert "does not speak Bolt; use the Bolt port" in refusal(f"neo4j://127.0.0.1:{port}")


def test_a_certificate_that_nobody_vouches_for() -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    with listening(context) as port:
        assert refusal(f"neo4j+s://localhost:{port}") == (
            f"the certificate of neo4j+s://localhost:{port} is not trusted; install that of its "
            "signer or, if it is self-signed and you know it, use the scheme neo4j+ssc."
        )


def test_tls_on_a_plain_port(neo4j_server: Server) -> None:
    plain = neo4j_server.uri.partition("://")[2]
    for scheme in ("bolt+s", "neo4j+ssc"):
        assert refusal(f"{scheme}://{plain}").endswith(
            f"use the scheme {scheme.partition('+')[0]} or enable TLS there."
        )


def test_an_encrypted_server_is_reached_over_tls(neo4j_526: Server, tmp_path: Path) -> None:
    certificate = trustme.CA().issue_cert("127.0.0.1")
    (tmp_path / "public.crt").write_bytes(certificate.cert_chain_pems[0].bytes())
    (tmp_path / "private.key").write_bytes(certificate.private_key_pem.bytes())
    encryption = {
        "server.bolt.tls_level": "REQUIRED",
        "dbms.ssl.policy.bolt.enabled": "true",
        "dbms.ssl.policy.bolt.base_directory": str(tmp_path),
        "dbms.ssl.policy.bolt.client_auth": "NONE",
    }
    assert neo4j_526
    with own_server("5.26", encryption) as owned:
        server = owned.server
        with Neo4jStore(Connection(server.uri, password=server.password)) as store:
            assert store.query("RETURN 1 AS n") == [{"n": 1}]
        plain = server.uri.partition("://")[2]
        assert "is not trusted" in refusal(f"bolt+s://{plain}", server.password)
        assert "does not speak Bolt" in refusal(f"bolt://{plain}", server.password)


def test_a_wrong_password_and_none(neo4j_server: Server) -> None:
    uri = neo4j_server.uri
    assert refusal(uri, username="reader") == (
        f"{uri} does not accept 'reader' with that password; check NEO4J_USERNAME and "
        "NEO4J_PASSWORD."
    )
    assert refusal(uri, password="") == f"{uri} asks for a password; put it into NEO4J_PASSWORD."


def test_an_unknown_database(neo4j_server: Server) -> None:
    told = refusal(neo4j_server.uri, neo4j_server.password, database="nowhere")
    assert told == (
        f"the server {neo4j_server.uri} has no database 'nowhere'; put another into NEO4J_DATABASE."
    )


@pytest.mark.parametrize("version", ["5.26", "2026"])
def test_an_initial_password_that_has_to_be_changed_and_too_many_wrong_ones(
    version: str, neo4j_526: Server, neo4j_2026: Server
) -> None:
    assert neo4j_526
    assert neo4j_2026
    with own_server(version, initial_password=False) as owned:
        assert refusal(owned.server.uri, "neo4j").startswith(
            f"the initial password of 'neo4j' at {owned.server.uri} has to be changed first;"
        )
        # The third wrong password locks the user out for some seconds.
        told = [refusal(owned.server.uri) for _ in range(6)]
        assert "does not accept 'neo4j' with that password" in told[0]
        assert told[-1] == (
            f"the server {owned.server.uri} refused too many tries; wait a few seconds and check "
            "NEO4J_USERNAME and NEO4J_PASSWORD."
        )


def test_the_driver_does_not_say_it_a_second_time(caplog: pytest.LogCaptureFixture) -> None:
    assert logging.getLogger("neo4j").handlers
    refusal("neo4j://no-such-host.invalid")
    assert SECRET not in caplog.text


def test_an_address_that_leads_nowhere_leaves_nothing_open(neo4j_server: Server) -> None:
    before = rows(neo4j_server, "SHOW TRANSACTIONS YIELD transactionId RETURN transactionId")
    refusal(neo4j_server.uri, neo4j_server.password, database="nowhere")
    after = rows(neo4j_server, "SHOW TRANSACTIONS YIELD transactionId RETURN transactionId")
    assert len(after) == len(before)
