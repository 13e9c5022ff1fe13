"""What the documents say is true: commands exist, examples run, generated pages are fresh."""

from __future__ import annotations

import ast
import re
import runpy
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import neo4j_server as servers
import pytest
from click.testing import CliRunner
from neo4j.exceptions import Neo4jError
from worlds import opened

from stakeholder_graph import load, neo4j_load, queries
from stakeholder_graph.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neo4j_server import Server

    from stakeholder_graph.dataset import Dataset
    from stakeholder_graph.neo4j_store import Neo4jStore
    from stakeholder_graph.store import Result, Store

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.es.md")
NEO4J_PAGES = ("docs/neo4j.md", "docs/neo4j.es.md")
# The modules whose sentences are about servers.
SERVER_MODULES = ("connection", "neo4j_errors", "neo4j_load", "neo4j_store")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (ROOT, ROOT / "docs", ROOT / "data", ROOT / "benchmarks")
    for path in folder.glob("*.md")
)


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def lines_of_shell(text: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def shell_lines(name: str) -> list[str]:
    return lines_of_shell(text_of(name))


def commands(name: str) -> list[str]:
    """Return the command lines that need no server."""
    shared = server_section(name)
    return ours(lines_of_shell(text_of(name).replace(shared, "")))


def ours(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("stakeholder-graph ")]


def server_section(name: str) -> str:
    (section,) = re.findall(
        r"^## [^\n]*Neo4j[^\n]*\n.*?(?=^## )", text_of(name), re.MULTILINE | re.DOTALL
    )
    return str(section)


def run_line(line: str) -> str:
    words = shlex.split(line.partition(" | ")[0], comments=True)
    result = CliRunner().invoke(main, words[1:])
    assert result.exit_code == 0, f"{line}: {result.output}"
    return result.stdout


@pytest.mark.parametrize("readme", READMES)
def test_every_command_is_in_the_readme(readme: str) -> None:
    text = text_of(readme)
    assert [name for name in main.commands if f"stakeholder-graph {name}" not in text] == []


def test_both_readmes_show_the_same_commands() -> None:
    english, spanish = (
        [re.sub(r" --lang e[sn]", "", line) for line in shell_lines(name)] for name in READMES
    )
    assert english == spanish


@pytest.mark.parametrize(
    "line", dict.fromkeys(line for readme in READMES for line in commands(readme))
)
def test_commands_of_the_readme_run(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "data" / "mtigm", tmp_path / "my-data")
    monkeypatch.chdir(tmp_path)
    run_line(line)


@pytest.mark.parametrize("readme", READMES)
def test_commands_of_the_readme_run_on_a_server(readme: str, named_server: Server) -> None:
    servers.empty(named_server)
    lines = ours(lines_of_shell(server_section(readme)))
    assert [line.split()[1] for line in lines] == ["load", "load", "doctor", *["who-handles"] * 2]
    announced, done, examined, of_server, of_engine_within = map(run_line, lines)
    assert announced == done
    assert named_server.uri in examined
    assert of_server == of_engine_within


@pytest.mark.parametrize("readme", READMES)
def test_two_commands_do_all_the_set_up(readme: str) -> None:
    set_up = [line for line in shell_lines(readme) if "-m venv" in line]
    assert len(set_up) == 2
    assert set_up[0].endswith("stakeholder-graph report -o out")
    assert set_up[1].endswith("-m pytest")


def test_continuous_integration_runs_the_test_command_of_the_readme() -> None:
    assert "README.md" in text_of(".ci/run")


def test_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", text_of("README.md"), re.MULTILINE | re.DOTALL)
    (spanish,) = re.findall(
        r"^```python\n(.*?)^```", text_of("README.es.md"), re.MULTILINE | re.DOTALL
    )
    assert code == spanish
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out


@pytest.mark.parametrize("name", ["data-dictionary.md", "data-dictionary.es.md"])
def test_the_data_dictionary_is_fresh(name: str) -> None:
    pages = runpy.run_path(str(ROOT / "docs" / "data_dictionary.py"))["pages"]()
    assert text_of(f"docs/{name}") == pages[name]


@pytest.mark.parametrize("name", ["queries.md", "queries.es.md"])
def test_the_page_of_queries_is_fresh(name: str) -> None:
    pages = runpy.run_path(str(ROOT / "docs" / "queries.py"))["pages"]()
    assert text_of(f"docs/{name}") == pages[name]


@pytest.mark.parametrize("name", ["findings.md", "findings.es.md"])
def test_the_page_of_findings_is_fresh(name: str, findings_pages: dict[str, str]) -> None:
    assert text_of(f"docs/{name}") == findings_pages[name]


def test_every_gap_that_the_texts_admit_has_a_verdict(bundled: Dataset) -> None:
    verdicts = runpy.run_path(str(ROOT / "docs" / "findings.py"))["verdicts"]()
    admitted = [row["id"] for row in bundled.statements if row["kind"] == "gap"]
    assert sorted(one.statement for one in verdicts) == sorted(admitted)


@pytest.fixture(scope="module")
def findings_pages() -> dict[str, str]:
    pages: dict[str, str] = runpy.run_path(str(ROOT / "docs" / "findings.py"))["pages"]()
    return pages


def pasted(page: str) -> list[str]:
    return re.findall(r"^```cypher\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def answers(store: Store, block: str) -> list[Result]:
    """Run a block as Neo4j Browser does, which asks the server for values; return the last rows."""
    values = {}
    rows: list[Result] = []
    for statement in block.split(";\n")[:-1]:
        if statement.startswith(":param "):
            name, _, value = statement.removeprefix(":param ").partition(" => ")
            values[name] = store.query(f"RETURN {value} AS value")[0]["value"]
        else:
            rows = store.query(statement, values)
    return rows


def test_queries_to_paste_answer_on_a_server_as_they_do_within(
    loaded_server: Neo4jStore, bundled_store: Store
) -> None:
    page = text_of("docs/queries.md")
    blocks = pasted(page)
    assert blocks == pasted(text_of("docs/queries.es.md"))
    parts = re.findall(r"\n## ([a-z-]+)\n.*?\nColumns: ([^\n]*)\.\n", page, re.DOTALL)
    assert [name for name, _ in parts] == list(queries.catalogue())
    for (name, columns), block in zip(parts, blocks, strict=True):
        rows = answers(loaded_server, block)
        assert rows, name
        assert rows == answers(bundled_store, block), name
        assert ", ".join(f"`{column}`" for column in rows[0]) == columns, name


def test_the_example_for_neo4j_browser_and_what_removes_everything(
    loaded_server: Neo4jStore, empty_server: Server
) -> None:
    page = text_of("docs/neo4j.md")
    example, loads, one_dataset, everything = pasted(page)
    table = page.partition(example)[2].partition("\n\n")[2].partition("\n\n")[0]
    shown = [re.split(r"(?<!\\) ?\| ?", line)[1:-1] for line in table.splitlines()[2:]]
    found = [[str(value) for value in row.values()] for row in answers(loaded_server, example)]
    assert found == [[cell.replace("\\|", "|") for cell in cells] for cells in shown]
    assert [row["dataset"] for row in answers(loaded_server, loads)] == ["mtigm", "regional"]
    with empty_server.driver() as driver:
        for statement in (one_dataset + everything).split(";\n")[:-1]:
            driver.execute_query(statement, database_=empty_server.database)
    servers.refuse_unless_empty(empty_server)


@pytest.fixture
def loaded_server(empty_server: Server, bundled: Dataset) -> Iterator[Neo4jStore]:
    with opened(empty_server) as store:
        neo4j_load.load(store, list(load.tabulate(bundled)), ["mtigm", "regional"])
        yield store


@pytest.mark.parametrize(("page", "at"), [(NEO4J_PAGES[0], 1), (NEO4J_PAGES[1], 0)])
@pytest.mark.parametrize("module", SERVER_MODULES)
def test_every_error_of_a_server_is_explained(module: str, page: str, at: int) -> None:
    tree = ast.parse(text_of(f"stakeholder_graph/{module}.py"))
    texts = [
        ast.literal_eval(node.args[at])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text"
    ]
    wrong = [re.sub(r"\{\w+\}", "…", re.split("[;:] ", text)[0]).rstrip(".") for text in texts]
    assert texts
    assert [words for words in wrong if f"| {words}" not in text_of(page)] == []


def test_both_pages_on_neo4j_show_the_same_commands() -> None:
    english, spanish = (
        re.findall(r"^```(?:sh|cypher)\n(.*?)^```", text_of(page), re.MULTILINE | re.DOTALL)
        for page in NEO4J_PAGES
    )
    assert english == spanish != []


def setting_of(variable: str) -> str:
    """Return the setting that the image takes from a variable."""
    return variable.replace("__", "|").replace("_", ".").replace("|", "_")


COMPOSED = {
    setting_of(name): value
    for name, value in re.findall(
        r'^ {6}NEO4J_([a-z]\w*): "(.*)"$', text_of("compose.yaml"), re.MULTILINE
    )
}


def test_the_composed_server_is_pinned_and_only_for_this_machine() -> None:
    text = text_of("compose.yaml")
    assert re.findall(r"image: (.*)", text) == [servers.RELEASES["5.26"].image]
    ports = re.findall(r'^ {6}- "(.*:\d+)"$', text, re.MULTILINE)
    assert ports == ["127.0.0.1:7474:7474", "127.0.0.1:7687:7687"]


def test_the_composed_server_has_no_password_of_its_own() -> None:
    authentication = re.findall(r"NEO4J_AUTH.*", text_of("compose.yaml"))
    assert len(authentication) == 1
    assert re.fullmatch(r'NEO4J_AUTH: "neo4j/\$\{NEO4J_PASSWORD:\?[^}]+\}"', authentication[0])
    assert not [name for name in COMPOSED if "password" in name.lower()]


def test_settings_of_the_composed_server_start_one_that_reads_no_files() -> None:
    assert COMPOSED["dbms.usage_report.enabled"] == "false"
    with servers.own_server("5.26", COMPOSED) as owned:
        with pytest.raises(Neo4jError) as refused:
            servers.rows(owned.server, "LOAD CSV FROM 'file:///any.csv' AS row RETURN row")
        assert "dbms.security.allow_csv_import_from_file_urls" in str(refused.value)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text_of(name))
    inside = [target for target in targets if "://" not in target]
    assert [one for one in inside if not (ROOT / name).parent.joinpath(one).exists()] == []


def test_every_dependency_earns_its_line() -> None:
    listed = re.findall(r"^ {4}([a-z][a-z0-9-]*) [>=]=\d", text_of("setup.cfg"), re.MULTILINE)
    assert "ladybug" in listed
    page = text_of("docs/dependencies.md")
    assert [name for name in listed if f"| {name} |" not in page] == []
