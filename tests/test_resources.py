from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from stakeholder_graph import resources


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("cypher", "schema/ladybug.cypher"),
        ("cypher", "load/ladybug.cypher"),
        ("cypher", "queries/institution.cypher"),
        ("data", "glossary.csv"),
        ("data", "mtigm/institutions.csv"),
    ],
)
def test_the_shipped_folders_hold_what_the_package_reads(name: str, inside: str) -> None:
    assert (resources.folder(name) / inside).is_file()


def installed_copy(root: Path) -> Path:
    package = root / "package"
    package.mkdir()
    shutil.copy(Path(resources.__file__), package / "resources.py")
    return package


def folder_seen_from(package: Path, name: str) -> Path:
    spec = importlib.util.spec_from_file_location("copied_resources", package / "resources.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = module.folder(name)
    assert isinstance(found, Path)
    return found


def test_a_checkout_keeps_the_folders_beside_the_package(tmp_path: Path) -> None:
    package = installed_copy(tmp_path)
    (tmp_path / "data").mkdir()
    assert folder_seen_from(package, "data") == tmp_path / "data"


def test_a_wheel_keeps_the_folders_inside_the_package(tmp_path: Path) -> None:
    package = installed_copy(tmp_path)
    (tmp_path / "data").mkdir()
    (package / "data").mkdir()
    assert folder_seen_from(package, "data") == package / "data"
