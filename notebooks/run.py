"""
Execute the notebooks and keep their outputs: ``python notebooks/run.py``.

Names of notebooks as arguments run only those. What changes from run to run without a
change of content (times, ids, versions) is left out.
"""

from __future__ import annotations

import base64
import io
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from PIL import Image

if TYPE_CHECKING:
    from nbformat import NotebookNode

FOLDER = Path(__file__).parent
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
# The variables that say which server answers (see connection.py).
_SERVER = "NEO4J_"


def execute(path: Path, *, folder: Path, server: bool = False) -> NotebookNode:
    """
    Execute a notebook.

    Parameters
    ----------
    path
        The notebook; it is not changed.
    folder
        Where it runs, and where it may leave files.
    server
        Whether it may see which Neo4j server the environment names. If not, the engine
        within answers from the bundled data.

    Returns
    -------
    notebook
        The notebook with new outputs, and nothing that changes without need.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell raises an error.
    """
    notebook = nbformat.read(path, as_version=4)
    # No kernel but that of this very Python, and none of the user's own settings.
    kernel = AsyncKernelManager(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    given = {
        name: value for name, value in os.environ.items() if server or not name.startswith(_SERVER)
    }
    client = NotebookClient(
        notebook, km=kernel, timeout=120, extra_arguments=["--IPKernelApp.log_level=ERROR"]
    )
    environment = given | {"IPYTHONDIR": str(folder / ".ipython")}
    client.execute(cwd=str(folder), env=environment, cleanup_kc=True)
    return stripped(notebook)


def stripped(notebook: NotebookNode) -> NotebookNode:
    """
    Return a notebook with nothing that changes from run to run.

    Parameters
    ----------
    notebook
        A notebook.

    Returns
    -------
    stripped
        The same cells, numbered; outputs in their best form only, without metadata.
    """
    cells = []
    for number, cell in enumerate(notebook.cells, start=1):
        kept = nbformat.NotebookNode(
            id=f"cell-{number:02}", cell_type=cell.cell_type, metadata={}, source=cell.source
        )
        if cell.cell_type == "code":
            kept.execution_count = cell.execution_count
            kept.outputs = [_stripped_output(output) for output in cell.outputs]
        cells.append(kept)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.NotebookNode(
        cells=cells,
        metadata={"kernelspec": kernel, "language_info": {"name": "python"}},
        nbformat=4,
        nbformat_minor=5,
    )


def _stripped_output(output: NotebookNode) -> NotebookNode:
    if "data" not in output:
        return output
    forms = dict(output.data)
    if len(forms) > 1:
        forms.pop("text/plain", None)
    if "image/png" in forms:
        forms["image/png"] = _small(forms["image/png"])
    return nbformat.NotebookNode(output, data=forms, metadata={})


def _small(png: str) -> str:
    """Return a picture with a palette of 256 colours, a third of the size."""
    content = io.BytesIO()
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    picture.quantize(256).save(content, "PNG", optimize=True)
    return base64.b64encode(content.getvalue()).decode()


def main(names: list[str]) -> None:
    """
    Execute notebooks in place.

    Parameters
    ----------
    names
        Beginnings of their names, such as ``01``; all of them if there is none.
    """
    for path in NOTEBOOKS:
        if not names or path.name.startswith(tuple(names)):
            print(path.name)
            with TemporaryDirectory() as folder:
                notebook = execute(path, folder=Path(folder))
            nbformat.validate(notebook)
            text = nbformat.writes(notebook)
            path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
