"""The pages of methods: the same in both languages, and nothing that is computed left out."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

import stakeholder_graph

PACKAGE = Path(stakeholder_graph.__file__).parent
DOCS = PACKAGE.parent / "docs"
ENGLISH, SPANISH = ((DOCS / name).read_text("utf-8") for name in ("methods.md", "methods.es.md"))
PAGES = pytest.mark.parametrize("page", [ENGLISH, SPANISH], ids=["en", "es"])
LABELS = {
    "Question": "Pregunta",
    "Formula": "Fórmula",
    "Undefined": "Sin definir",
    "Limits": "Límites",
    "Defaults": "Por defecto",
    "Call": "Uso",
    "Sources": "Fuentes",
}
# What an analysis returns; it takes a network or a graph.
RESULTS = ("pd.DataFrame", "dict[str, float]")


def analyses() -> list[str]:
    """Return the public functions that take a network and return a table or measures."""
    found = []
    for path in sorted(PACKAGE.glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            given = [ast.unparse(one.annotation) for one in node.args.args if one.annotation]
            takes_a_network = bool(given) and given[0].startswith("nx.")
            result = ast.unparse(node.returns) if node.returns else ""
            if takes_a_network and result in RESULTS:
                found.append(f"{path.stem}.{node.name}")
    return found


def headings(page: str) -> list[tuple[str, str]]:
    return re.findall(r"^(#+) ([\d.]*)", page, re.MULTILINE)


def sections(page: str) -> list[str]:
    return re.split(r"^#+ .*\n", page, flags=re.MULTILINE)


def labels(section: str) -> list[str]:
    return re.findall(r"^\*\*([^*]+)\.\*\* ", section, re.MULTILINE)


def codes(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_there_are_analyses_to_speak_of() -> None:
    assert {"gaps.coordination_gaps", "gaps.congruence", "brokerage.brokerage_roles"} <= {
        *analyses()
    }


@PAGES
def test_every_analysis_is_named(page: str) -> None:
    named = {code.partition("(")[0] for code in codes(page)}
    assert [one for one in analyses() if one not in named] == []


@PAGES
def test_every_function_that_is_named_exists(page: str) -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py")}
    for code in codes(page):
        module, _, name = code.partition("(")[0].partition(".")
        if name and module in modules:
            assert hasattr(importlib.import_module(f"stakeholder_graph.{module}"), name), code


def test_both_pages_have_the_same_sections() -> None:
    assert headings(ENGLISH) == headings(SPANISH) != []
    numbers = [number for level, number in headings(ENGLISH) if level == "##"]
    assert numbers == [f"{at}." for at in range(1, len(numbers) + 1)]


def test_both_pages_say_the_same_things_of_each_analysis() -> None:
    told = 0
    for english, spanish in zip(sections(ENGLISH), sections(SPANISH), strict=True):
        assert [LABELS[label] for label in labels(english)] == labels(spanish)
        if labels(english):
            assert labels(english) == list(LABELS)
            told += 1
        assert sorted(codes(english)) == sorted(codes(spanish))
        assert english.count("own choice") == spanish.count("decisión propia")
    assert told > 10


@PAGES
def test_what_is_cited_is_listed_and_what_is_listed_is_cited(page: str) -> None:
    body, _, listed = page.rpartition("\n## ")
    references = re.findall(r"^- ([\w. -]+?)(?:,| \(|\.| and )(.*)$", listed, re.MULTILINE)
    assert len(references) > 20
    assert [name for name, _ in references if name not in body] == []
    texts = re.findall(r"^\*\*(?:Sources|Fuentes)\.\*\* (.*)\.$", body, re.MULTILINE)
    dated = [part for text in texts for part in re.split("[;:]", text)]
    cited = [part.strip() for part in dated if re.search(r" \d{4}$", part)]
    for source in [*cited, *re.findall(r"\[([A-Z][^\]]* \d{4})\]", body)]:
        first, year = re.split(r",| and | y | et ", source)[0].split()[0], source[-4:]
        assert re.search(rf"^- {first}.*\({year}\)", listed, re.MULTILINE), source
