"""Finds the folders that ship with the package: ``cypher`` and ``data``."""

from __future__ import annotations

from pathlib import Path


def folder(name: str) -> Path:
    """
    Return a shipped folder, from the wheel or from the checkout of an editable install.

    Parameters
    ----------
    name
        ``"cypher"`` or ``"data"``.

    Returns
    -------
    folder
        The folder.
    """
    package = Path(__file__).parent
    packaged = package / name
    return packaged if packaged.is_dir() else package.parent / name
