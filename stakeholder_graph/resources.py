"""Finds the folders that ship with the package: ``cypher`` and ``data``."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def folder(name: str) -> Traversable:
    """
    Return a shipped folder, from the wheel or from the checkout of an editable install.

    Parameters
    ----------
    name
        ``"cypher"`` or ``"data"``.

    Returns
    -------
    folder
        The folder, readable like a path.
    """
    packaged = files(__package__) / name
    return packaged if packaged.is_dir() else Path(__file__).parents[1] / name
