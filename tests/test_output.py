from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stakeholder_graph.errors import OutputError
from stakeholder_graph.output import write_whole

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
