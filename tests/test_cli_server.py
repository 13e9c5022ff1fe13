"""The command line with a Neo4j server behind it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from neo4j_server import rows
from worlds import ids, ties, write_world

from stakeholder_graph.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from neo4j_server import Server


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def server(named_server: Server) -> Server:
    """The only version asked here: it makes no difference to the command line."""
    return named_server


def changes(result: Result) -> dict[str, list[int]]:
    assert result.exit_code == 0, result.output
    return {
        row["name"]: [row[key] for key in ("added", "changed", "removed")]
        for row in json.loads(result.stdout)
        if row["sent"] != row["unchanged"] or row["removed"]
    }


def roundtable(folder: Path, *members: str) -> Path:
    return write_world(
        folder,
        institutions=ids(*members),
        forums=ids("roundtable"),
        memberships=ties("institution", "venue", *((name, "roundtable") for name in members)),
    )


@pytest.mark.usefixtures("server")
def test_a_load_shows_what_it_does_and_the_second_one_says_nothing_changed(tmp_path: Path) -> None:
    data = str(roundtable(tmp_path / "peru", "interior", "health"))
    arguments = ("load", "--data", data, "--format", "json", "--lang", "en")
    expected = {
        "Source": [1, 0, 0],
        "Institution": [2, 0, 0],
        "Forum": [1, 0, 0],
        "MEMBER_OF": [2, 0, 0],
    }
    assert changes(run(*arguments, "--dry-run")) == expected
    assert changes(run(*arguments)) == expected
    again = run(*arguments)
    assert changes(again) == {}
    assert again.stderr == "The server had all of this already: nothing changed.\n"


@pytest.mark.usefixtures("server")
def test_the_example_of_the_help_works() -> None:
    assert "stakeholder-graph load --dry-run" in run("load", "--help").output
    assert run("load", "--dry-run").exit_code == 0


QUESTIONS = [
    ("who-handles", "trata"),
    ("who-handles", "migrantes", "--in", "pe"),
    ("show", "cancilleria"),
    ("ask", "members-of-venue", "venue=mtigm"),
    ("ask", "MATCH (f:Forum) RETURN f.id AS id ORDER BY id"),
    ("gaps", "--format", "json"),
    ("duplicates",),
    ("central", "--top", "20"),
]


def test_every_question_has_the_answer_of_the_embedded_engine(server: Server) -> None:
    assert run("load").exit_code == 0
    for network in ("all", "mtigm", "regional"):
        for question in QUESTIONS if network == "all" else QUESTIONS[:1]:
            common = (*question, "--as-of", "2022-12-31", "--network", network)
            ours = run(*common)
            theirs = run(*common, "--store", "embedded")
            assert (ours.stdout, ours.exit_code) == (theirs.stdout, theirs.exit_code), question
            assert ours.stdout
            assert ours.stderr == ""
            assert server.password not in ours.output


def test_the_store_of_the_command_line_comes_before_the_environment(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", "neo4j://no-such-host.invalid")
    assert run("doctor").exit_code == 2
    assert run("load", "--store", server.uri, "--dry-run").exit_code == 0
    assert run("show", "mre", "--store", "embedded").exit_code == 0
    assert run("show", "mre", "--data", "data/mtigm", "--data", "data/regional").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("show", "mre", "--store", "{uri}", "--data", "data/mtigm"),
            "the server answers from what is loaded there; leave out the folders",
        ),
        (("load", "--store", "embedded"), "say into which server: --store neo4j://localhost"),
        (("gaps", "--network", "moon"), "there is no network 'moon'; use one of: all."),
        (("show", "mre"), "nothing bears the name 'mre'"),
        (("load", "--network", "moon"), "there is no network 'moon'; use one of: mtigm, regional"),
        (("load", "--data", "nowhere"), "there is no data folder 'nowhere'"),
        (("ask", "CREATE (n)"), "'ask' only reads and the query writes or administers"),
        (("ask", "LOAD CSV FROM 'file:///x' AS l RETURN l"), "reaches beyond it (LoadCSV)"),
        (("show", "mre", "--store", "http://localhost:7474"), "is the web address; use Bolt's"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_errors_are_one_sentence_and_exit_status_two(
    server: Server, arguments: tuple[str, ...], words: str
) -> None:
    result = run(*(one.format(uri=server.uri) for one in arguments), "--lang", "en")
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())
    assert result.stdout == ""
    assert server.password not in result.output
    assert rows(server, "MATCH (n) RETURN count(n) AS n") == [[0]]


def test_without_a_server_there_is_nothing_to_load_into() -> None:
    result = run("load")
    assert result.exit_code == 2
    assert "NEO4J_URI" in result.stderr


def test_data_with_problems_change_nothing(server: Server, tmp_path: Path) -> None:
    data = roundtable(tmp_path / "peru", "interior", "health")
    assert run("load", "--data", str(data)).exit_code == 0
    before = rows(server, "MATCH (n) RETURN count(n) AS n")
    (data / "memberships.csv").write_text("institution;venue\n", "utf-8")
    result = run("load", "--data", str(data))
    assert result.exit_code == 2
    assert "memberships.csv:1" in result.stderr
    assert rows(server, "MATCH (n) RETURN count(n) AS n") == before


@pytest.mark.usefixtures("server")
def test_many_removals_are_confirmed(tmp_path: Path) -> None:
    many = [f"ministry-{at}" for at in range(12)]
    roundtable(tmp_path / "peru", *many)
    data = ("--data", str(tmp_path / "peru"), "--lang", "en", "--format", "json")
    assert run("load", *data).exit_code == 0
    roundtable(tmp_path / "peru", *many[:2])
    refused = run("load", *data)
    assert refused.exit_code == 2
    assert "the load would remove 20 of the 26 records of peru;" in refused.stderr
    expected = {"Institution": [0, 0, 10], "MEMBER_OF": [0, 0, 10]}
    assert changes(run("load", *data, "--dry-run")) == expected
    assert changes(run("load", *data, "--confirm-removals")) == expected


def test_an_unfinished_load_is_told_to_whoever_asks(server: Server) -> None:
    assert run("load").exit_code == 0
    rows(server, "MATCH (d:Dataset {name: 'mtigm'}) SET d.complete = false")
    for language, words in (
        ("en", "Warning: the last load of mtigm did not finish;"),
        ("es", "Aviso: la última carga de mtigm no terminó;"),
    ):
        result = run("show", "mre", "--lang", language)
        assert result.exit_code == 0
        assert result.stderr.startswith(words)
    sick = run("doctor", "--lang", "en")
    assert sick.exit_code == 1
    assert "the last load did not finish: load again" in sick.stdout
    assert run("load").exit_code == 0
    assert run("doctor").exit_code == 0
    assert run("show", "mre").stderr == ""


def test_a_long_answer_is_cut_with_a_note(server: Server) -> None:
    text = "UNWIND range(1, 20000) AS n RETURN n"
    for store in (server.uri, "embedded"):
        result = run("ask", text, "--store", store, "--lang", "en")
        assert len(result.stdout.splitlines()) == 10_001
        assert result.stderr == "The first 10000 rows are shown; there are more.\n"


def test_doctor_is_content_with_the_bundled_data_without_a_server() -> None:
    result = run("doctor", "--format", "table", "--lang", "es")
    assert result.exit_code == 0
    assert "LadybugDB" in result.stdout
    assert "no " not in {line[34:37] for line in result.stdout.splitlines()}


def exported(folder: Path) -> dict[str, list[str]]:
    """Return the rows of each file in one order, without the tag and the time of the load."""
    changing = r'"[0-9a-f]{32}"|"\d{4}-\d\d-\d\dT[^"]*"'
    return {
        path.name: sorted(re.sub(changing, "", path.read_text("utf-8")).splitlines())
        for path in folder.iterdir()
    }


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("network", ["all", "peru"])
def test_a_server_is_exported_as_its_files_are(tmp_path: Path, network: str) -> None:
    data = roundtable(tmp_path / "peru", "interior", "health")
    assert run("load", "--data", str(data)).exit_code == 0
    export = ("export", "--network", network, "-o")
    of_server = run(*export, str(tmp_path / "server"), "--lang", "en")
    assert of_server.exit_code == 0, of_server.output
    assert of_server.stdout.splitlines() == [
        f'cd "{tmp_path / "server"}"',
        'neo4j-admin database import full neo4j "@arguments.txt"',
    ]
    assert "then start the server and run stakeholder-graph load" in of_server.stderr
    assert run(*export, str(tmp_path / "files"), "--data", str(data)).exit_code == 0
    assert exported(tmp_path / "server") == exported(tmp_path / "files")
    again = run(*export, str(tmp_path / "server"), "--lang", "es")
    assert again.exit_code == 2
    assert "no está vacía y quedó como estaba" in again.stderr


def test_an_unfinished_load_is_not_exported(server: Server, tmp_path: Path) -> None:
    data = roundtable(tmp_path / "peru", "interior", "health")
    assert run("load", "--data", str(data)).exit_code == 0
    rows(server, "MATCH (d:Dataset) SET d.complete = false")
    result = run("export", "-o", str(tmp_path / "graph"), "--lang", "en")
    assert result.exit_code == 2
    assert "the last load of peru did not finish; load again before" in result.stderr
    assert not (tmp_path / "graph").exists()
