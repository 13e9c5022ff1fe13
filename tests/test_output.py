from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stakeholder_graph.errors import OutputError
from stakeholder_graph.output import whole_folder, write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_folders_are_made_and_files_replaced(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.md"
    write_whole(path, b"first")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_an_output_that_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.mkdir()
    with pytest.raises(OutputError) as caught:
        write_whole(occupied, b"content")
    assert "cannot be written" in caught.value.say("en")
    assert "no se puede escribir" in caught.value.say("es")
    assert list(tmp_path.iterdir()) == [occupied]


def test_files_of_a_folder_appear_all_together(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "graph"
    with whole_folder(folder) as draft:
        (draft / "one.csv").write_bytes(b"1")
        (draft / "two.csv").write_bytes(b"2")
        assert [path for path in folder.iterdir() if not path.name.startswith(".")] == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "one.csv": b"1",
        "two.csv": b"2",
    }


def test_an_empty_folder_is_filled_and_kept_if_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def fail_half_way() -> None:
        with whole_folder(".") as draft:
            (draft / "one.csv").write_bytes(b"1")
            (draft / "missing" / "two.csv").write_bytes(b"2")

    with pytest.raises(OutputError):
        fail_half_way()
    assert tmp_path.is_dir()
    assert list(tmp_path.iterdir()) == []
    with whole_folder(".") as draft:
        (draft / "one.csv").write_bytes(b"1")
    assert [path.name for path in tmp_path.iterdir()] == ["one.csv"]


@pytest.mark.parametrize("name", ["occupied", "file", "file/within"])
def test_a_folder_that_is_not_empty_or_cannot_be_made_is_an_error(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "occupied").mkdir()
    (tmp_path / "occupied" / "theirs").write_bytes(b"theirs")
    (tmp_path / "file").write_bytes(b"theirs")
    with pytest.raises(OutputError), whole_folder(tmp_path / name):
        pytest.fail("nothing may be written")
    assert [path.name for path in sorted(tmp_path.rglob("*"))] == ["file", "occupied", "theirs"]
