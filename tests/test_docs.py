"""What the documents say is true: commands exist, examples run, generated pages are fresh."""

from __future__ import annotations

import re
import runpy
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from stakeholder_graph.cli import main

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.es.md")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (ROOT, ROOT / "docs", ROOT / "data", ROOT / "benchmarks")
    for path in folder.glob("*.md")
)


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def shell_lines(name: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", text_of(name), flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def commands(name: str) -> list[str]:
    return [line for line in shell_lines(name) if line.startswith("stakeholder-graph ")]


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
    ("readme", "line"), [(name, line) for name in READMES for line in commands(name)]
)
def test_commands_of_the_readme_run(
    readme: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "data" / "mtigm", tmp_path / "my-data")
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line.partition(" | ")[0], comments=True)
    result = CliRunner().invoke(main, words[1:])
    assert result.exit_code == 0, f"{readme}: {line}: {result.output}"


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
