"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from stakeholder_graph.errors import OutputError
from stakeholder_graph.language import Text

if TYPE_CHECKING:
    from collections.abc import Iterator


def write_whole(path: Path | str, content: bytes) -> None:
    """
    Write a file whole or not at all.

    Parameters
    ----------
    path
        Where to write; folders are made, an existing file is replaced.
    content
        What to write.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    target = Path(path)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(target)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise _unwritable(path, error) from error


@contextmanager
def whole_folder(path: Path | str) -> Iterator[Path]:
    """
    Give a folder to write files into, which appear in their place all together at the end.

    Parameters
    ----------
    path
        Where they shall be; a folder that is missing is made, one that is there is empty.

    Yields
    ------
    draft
        Where to write them. What is there is forgotten if the block fails.

    Raises
    ------
    OutputError
        If there is something in the folder already, or the files cannot be written.
    """
    target = Path(path)
    is_new = not target.exists()
    draft = target / f".{os.getpid()}"
    try:
        target.mkdir(parents=True, exist_ok=True)
        _refuse_unless_empty(target)
        try:
            draft.mkdir()
            yield draft
            for file in sorted(draft.iterdir()):
                file.replace(target / file.name)
            draft.rmdir()
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            if is_new:
                with suppress(OSError):
                    target.rmdir()
            raise
    except OutputError:
        raise
    except OSError as error:
        raise _unwritable(path, error) from error


def _refuse_unless_empty(folder: Path) -> None:
    if any(folder.iterdir()):
        raise OutputError(
            Text(
                "«{path}» no está vacía y quedó como estaba; elija otra carpeta con -o.",
                "'{path}' is not empty and was left as it is; choose another folder with -o.",
            ),
            path=folder,
        )


def _unwritable(path: Path | str, error: OSError) -> OutputError:
    return OutputError(
        Text(
            "no se puede escribir «{path}» ({reason}); elija otro lugar con -o.",
            "'{path}' cannot be written ({reason}); choose another place with -o.",
        ),
        path=path,
        reason=error.strerror,
    )
