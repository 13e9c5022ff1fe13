from __future__ import annotations

import pytest

from stakeholder_graph.connection import Connection, from_environment
from stakeholder_graph.errors import ServerError

SECRET = "correct-horse-battery"


def test_credentials_and_database_have_the_names_of_neo4js_own_tools() -> None:
    environment = {
        "NEO4J_USERNAME": "reader",
        "NEO4J_PASSWORD": SECRET,
        "NEO4J_DATABASE": "mesa",
    }
    assert from_environment("neo4j+s://graph.example.org", environment) == Connection(
        "neo4j+s://graph.example.org", "reader", SECRET, "mesa"
    )


def test_what_is_not_said_is_called_neo4j_and_without_a_password() -> None:
    assert from_environment("bolt://localhost:7687", {}) == Connection(
        "bolt://localhost:7687", "neo4j", "", "neo4j"
    )


def test_a_connection_does_not_show_its_password() -> None:
    connection = from_environment("bolt://localhost", {"NEO4J_PASSWORD": SECRET})
    assert connection.password == SECRET
    assert SECRET not in f"{connection!r} {connection!s}"


@pytest.mark.parametrize(
    "uri",
    [
        "neo4j://localhost",
        "neo4j://localhost:7687",
        "neo4j://localhost:7687/",
        "neo4j+s://8a1b2c3d.databases.example.org",
        "neo4j+ssc://10.0.0.7",
        "bolt://[::1]:7687",
        "bolt+s://graph.example.org:17687",
        "bolt+ssc://graph",
        "neo4j://graph.example.org:7687?policy=andes",
    ],
)
def test_addresses_of_bolt_are_taken_as_they_are(uri: str) -> None:
    assert from_environment(uri, {}).uri == uri


@pytest.mark.parametrize("uri", ["http://localhost:7474", "https://localhost:7474/browser"])
def test_the_web_address_is_told_apart(uri: str) -> None:
    with pytest.raises(ServerError) as caught:
        from_environment(uri, {})
    assert caught.value.say("en") == (
        f"'{uri}' is the web address; use Bolt's, neo4j://localhost:7687."
    )
    assert "es la dirección web" in caught.value.say("es")


@pytest.mark.parametrize(
    "uri",
    ["localhost", "localhost:7687", "neo4j:", "neo4j://", "neo4j:///db", "neo4j://:7687",
     "neo4j://host:port", "neo4j://host:99999", "neo4j://host/db", "ftp://host", "postgresql://h"],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_an_example(uri: str) -> None:
    with pytest.raises(ServerError) as caught:
        from_environment(uri, {})
    assert caught.value.say("en").startswith(f"'{uri}' is not the address of a server;")
    assert "neo4j://localhost:7687" in caught.value.say("es")


@pytest.mark.parametrize("uri", [f"neo4j://ana:{SECRET}@host", f"http://{SECRET}@host:7474"])
def test_credentials_in_the_address_are_refused_and_not_repeated(uri: str) -> None:
    with pytest.raises(ServerError) as caught:
        from_environment(uri, {})
    for language in ("es", "en"):
        assert "NEO4J_PASSWORD" in caught.value.say(language)
        assert SECRET not in caught.value.say(language)
