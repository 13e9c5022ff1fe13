"""The built wheel does the main job in a new environment, away from the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
SHIPPED = ("stakeholder_graph", "cypher", "data")
LOOSE = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE")


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in SHIPPED:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in LOOSE:
        shutil.copy(ROOT / name, source / name)
    offline = ("--no-build-isolation", "--no-deps", "--no-index")
    run(sys.executable, "-m", "pip", "wheel", *offline, "-w", folder, source, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_query_and_every_data_file(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    assert {name.partition("/")[0].split("-")[0] for name in names} == {"stakeholder_graph"}
    for folder, ending in (("cypher", "*.cypher"), ("data", "*.csv")):
        files = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob(ending)}
        assert files
        assert {f"stakeholder_graph/{name}" for name in files} <= names
    assert "stakeholder_graph/py.typed" in names


def test_the_main_job_runs_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=tmp_path)
    binaries = home / ("Scripts" if sys.platform == "win32" else "bin")
    python = binaries / "python"
    run(
        *(sys.executable, "-m", "pip", "--python", python, "install"),
        *("--no-deps", "--no-index", wheel),
        cwd=tmp_path,
    )
    purelib = run(
        python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path
    ).strip()
    # The dependencies, already installed here, are lent to the new environment.
    Path(purelib, "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    where = run(python, "-c", "import stakeholder_graph as s; print(s.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(home)
    run(binaries / "stakeholder-graph", "report", "-o", "out", cwd=tmp_path)
    assert (tmp_path / "out" / "report.md").stat().st_size > 10_000
    assert (tmp_path / "out" / "network.png").read_bytes().startswith(b"\x89PNG")
