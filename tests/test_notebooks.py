"""The notebooks run, on either engine, and what is stored is what they give."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from worlds import opened

from stakeholder_graph import load, neo4j_load

if TYPE_CHECKING:
    from neo4j_server import Server

    from stakeholder_graph.dataset import Dataset

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LARGEST = 200_000
ABSOLUTE = re.compile(r"(?<![\w./<])/(?:\w[\w.-]*/)+|\b[A-Z]:\\")
# Jupyter's own warnings are none of ours; those of our code are on the kernel's stderr.
pytestmark = pytest.mark.filterwarnings("default")

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def runner() -> dict[str, Any]:
    return runpy.run_path(str(FOLDER / "run.py"))


def read(path: Path) -> Any:  # noqa: ANN401 - a notebook is what nbformat makes of JSON
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def outputs(notebook: Any) -> list[Any]:  # noqa: ANN401
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def texts(notebook: Any) -> list[str]:  # noqa: ANN401
    """Return what the project itself wrote: tables and lines, not pandas' or matplotlib's."""
    forms = [
        {"text/plain": output.get("text", "")} | output.get("data", {})
        for output in outputs(notebook)
    ]
    return [form.get("text/markdown", form["text/plain"]) for form in forms]


def test_there_are_five() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@each_notebook
def test_a_notebook_gives_what_is_stored(path: Path, tmp_path: Path) -> None:
    executed = runner()["execute"](path, folder=tmp_path)
    assert not [output.text for output in outputs(executed) if output.get("name") == "stderr"]
    remedy = f"the outputs are stale; run: python notebooks/run.py {path.name[:2]}"
    assert texts(executed) == texts(read(path)), remedy


def test_a_notebook_asks_the_server_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nbclient.exceptions import CellExecutionError

    monkeypatch.setenv("NEO4J_URI", "http://localhost:7474")
    with pytest.raises(CellExecutionError, match="neo4j://localhost:7687"):
        runner()["execute"](NOTEBOOKS[0], folder=tmp_path, server=True)


def test_a_server_gives_what_is_stored(
    named_server: Server, bundled: Dataset, tmp_path: Path
) -> None:
    with opened(named_server) as store:
        neo4j_load.load(store, list(load.tabulate(bundled)), ["mtigm", "regional"])
    for path in NOTEBOOKS:
        executed = runner()["execute"](path, folder=tmp_path, server=True)
        assert texts(executed) == texts(read(path)), path.name


def test_a_notebook_speaks_english_too(tmp_path: Path) -> None:
    spanish = NOTEBOOKS[0].read_text("utf-8")
    path = tmp_path / "tour.ipynb"
    path.write_text(spanish.replace('language = \\"es\\"', 'language = \\"en\\"'), encoding="utf-8")
    executed = runner()["execute"](path, folder=tmp_path)
    headers = [text.partition("\n")[0] for text in texts(executed)]
    assert headers[0] == "| function | role | acronym | name | matter | source |"


@each_notebook
def test_what_is_stored_is_whole_and_small(path: Path) -> None:
    notebook = read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert {output.output_type for output in outputs(notebook)} <= {
        "display_data",
        "execute_result",
        "stream",
    }
    assert not [output for output in outputs(notebook) if output.get("name") == "stderr"]
    assert not [text for text in texts(notebook) if ABSOLUTE.search(text)]
    assert path.stat().st_size < LARGEST


@each_notebook
def test_nothing_is_stored_that_changes_without_need(path: Path) -> None:
    notebook = read(path)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert set(notebook.metadata.kernelspec.values()) == {"Python 3", "python", "python3"}
    numbers = range(1, len(notebook.cells) + 1)
    assert [cell.id for cell in notebook.cells] == [f"cell-{number:02}" for number in numbers]
    assert not any(cell.metadata for cell in notebook.cells)
    assert not any(output.get("metadata") for output in outputs(notebook))


@each_notebook
def test_every_heading_and_paragraph_is_in_both_languages(path: Path) -> None:
    notes = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    assert notes
    for note in notes:
        heading, *paragraphs = note.split("\n\n")
        assert re.fullmatch(r"#+ [^·]+ · [^·]+", heading), heading
        assert len(paragraphs) % 2 == 0, heading
        for spanish, english in zip(paragraphs[::2], paragraphs[1::2], strict=True):
            assert re.search(r"\b(?:el|la|los|las|un|una|de|que|y)\b", spanish), spanish
            assert re.fullmatch(r"\*.+\*", english, re.DOTALL), english
            assert re.search(r"\b(?:the|a|of|that|and|who)\b", english), english


@each_notebook
def test_every_date_is_fixed(path: Path) -> None:
    code = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "code")
    assert '"2022-12-31"' in code
    assert "today" not in code
