"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from stakeholder_graph.errors import OutputError
from stakeholder_graph.language import Text


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
        raise OutputError(
            Text(
                "no se puede escribir «{path}» ({reason}); elija otro lugar con -o.",
                "'{path}' cannot be written ({reason}); choose another place with -o.",
            ),
            path=path,
            reason=error.strerror,
        ) from error
