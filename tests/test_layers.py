"""Imports point one way: a module may import only from layers below its own."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import stakeholder_graph

PACKAGE = Path(stakeholder_graph.__file__).parent
LAYERS = (
    {"__init__"},
    {"language", "resources"},
    {"errors", "vocabulary"},
    {"model", "headings", "names"},
    {
        "dates",
        "problems",
        "glossary",
        "store",
        "output",
        "connection",
        "draws",
        "communities",
        "programmes",
    },
    {"requirements"},
    {"motifs"},
    {"dataset", "ladybug_store", "neo4j_errors"},
    {"load", "queries", "network", "neo4j_store", "titles"},
    {
        "access",
        "neo4j_load",
        "bulk",
        "doctor",
        "coordination",
        "responsibility",
        "modularity",
        "layout",
        "findings",
        "tables",
        "candidates",
    },
    {"demands"},
    {
        "gaps",
        "coverage",
        "levels",
        "borders",
        "currency",
        "duplicates",
        "venues",
        "centrality",
        "concentration",
        "brokerage",
        "diagrams",
        "evidence",
    },
    {"stability", "null_model", "kinds"},
    {"report"},
    {"prospects"},
    {"advice"},
    {"plans", "covers", "losses"},
    {"cli"},
    {"__main__"},
)
ANALYSES = (
    "requirements",
    "motifs",
    "coordination",
    "responsibility",
    "modularity",
    "findings",
    "evidence",
    "demands",
    "gaps",
    "coverage",
    "levels",
    "borders",
    "currency",
    "titles",
    "candidates",
    "duplicates",
    "venues",
    "centrality",
    "concentration",
    "communities",
    "brokerage",
    "stability",
    "null_model",
    "kinds",
    "programmes",
    "prospects",
    "advice",
    "plans",
    "covers",
    "losses",
)
HEAVY = {
    "pandas",
    "networkx",
    "numpy",
    "matplotlib",
    "scipy",
    "sklearn",
    "neo4j",
    "openpyxl",
    "joblib",
}


def imports(module: str) -> set[str]:
    tree = ast.parse((PACKAGE / f"{module}.py").read_text("utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE.name):
            rest = (node.module or "").removeprefix(PACKAGE.name).lstrip(".")
            names = [rest] if rest else [alias.name for alias in node.names]
            found |= {name for name in names if (PACKAGE / f"{name}.py").is_file()}
    return found


def test_every_module_has_a_layer() -> None:
    modules = sorted(path.stem for path in PACKAGE.glob("*.py"))
    assert sorted(name for layer in LAYERS for name in layer) == modules


@pytest.mark.parametrize("level", range(len(LAYERS)))
def test_a_layer_imports_only_from_lower_ones(level: int) -> None:
    lower = set().union(*LAYERS[:level])
    for module in LAYERS[level]:
        assert imports(module) <= lower, module


@pytest.mark.parametrize("module", ANALYSES)
def test_analyses_do_not_know_the_store(module: str) -> None:
    text = (PACKAGE / f"{module}.py").read_text("utf-8")
    assert not imports(module) & {"store", "ladybug_store", "load", "queries", "dataset"}
    assert "ladybug" not in text


def modules_after(*arguments: str) -> set[str]:
    script = (
        "import sys; from stakeholder_graph.cli import main\n"
        f"try: main({list(arguments)!r})\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "finally: print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in done.stderr.split()}


def test_help_imports_click_and_little_else() -> None:
    loaded = modules_after("--help")
    assert "click" in loaded
    assert not loaded & (HEAVY | {"ladybug", "csv", "json", "tabulate"})


@pytest.mark.parametrize(
    "arguments",
    [
        ("who-handles", "trata"),
        ("who-handles", "trata", "--format", "table"),
        ("show", "cancilleria"),
        ("ask", "members-of-venue", "venue=mtigm"),
        ("check",),
    ],
    ids=" ".join,
)
def test_coordinators_questions_import_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert not modules_after(*arguments) & HEAVY
