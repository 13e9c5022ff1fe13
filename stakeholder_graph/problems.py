"""What can be wrong with a cell, a row or a file, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stakeholder_graph.language import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stakeholder_graph.language import Language

_SHOWN_VALUE = 60

ISSUES: Mapping[str, Text] = {
    "not_utf8": Text(
        "el archivo no está en UTF-8; guárdelo como «CSV UTF-8».",
        "the file is not UTF-8; save it as 'CSV UTF-8'.",
    ),
    "not_csv": Text(
        "el archivo no es CSV ({detail}); expórtelo como «CSV UTF-8» separado por comas.",
        "the file is not CSV ({detail}); export it as comma-separated 'CSV UTF-8'.",
    ),
    "not_readable": Text(
        "el archivo no se puede leer ({detail}); revise sus permisos.",
        "the file cannot be read ({detail}); check its permissions.",
    ),
    "empty_file": Text(
        "el archivo está vacío; ponga al menos la cabecera: {detail}.",
        "the file is empty; give it at least the header: {detail}.",
    ),
    "unknown_file": Text(
        "nombre de archivo desconocido; use uno de: {detail}.",
        "unknown file name; use one of: {detail}.",
    ),
    "missing_column": Text(
        "falta la columna; añádala a la cabecera: {detail}.",
        "the column is missing; add it to the header: {detail}.",
    ),
    "unknown_column": Text(
        "columna desconocida; quítela o use una de: {detail}.",
        "unknown column; remove it or use one of: {detail}.",
    ),
    "repeated_column": Text(
        "la columna se repite; deje una sola.", "the column is repeated; keep one."
    ),
    "wrong_width": Text(
        "la fila tiene {value} celdas y la cabecera {detail}; revise comas y comillas.",
        "the row has {value} cells and the header {detail}; check commas and quotes.",
    ),
    "missing_value": Text(
        "la celda es obligatoria; complétela.", "the cell is required; fill it in."
    ),
    "missing_name": Text(
        "el nodo no tiene nombre; complete name_es o name_en.",
        "the node has no name; fill in name_es or name_en.",
    ),
    "formula": Text(
        "la celda parece una fórmula; quite el primer signo o antepóngale texto.",
        "the cell looks like a formula; remove its first sign or put text before it.",
    ),
    "wrong_id": Text(
        "un id lleva solo minúsculas ASCII, cifras y guiones; cámbielo.",
        "an id has only lower-case ASCII letters, digits and hyphens; change it.",
    ),
    "wrong_date": Text(
        "no es una fecha; escriba AAAA, AAAA-MM o AAAA-MM-DD.",
        "it is not a date; write YYYY, YYYY-MM or YYYY-MM-DD.",
    ),
    "wrong_number": Text(
        "no es un número mayor que 0 y hasta 1; escriba por ejemplo 0.8.",
        "it is not a number above 0 and up to 1; write for instance 0.8.",
    ),
    "wrong_order": Text(
        "el fin es anterior al comienzo ({detail}); corrija una de las fechas.",
        "the end is before the beginning ({detail}); correct one of the dates.",
    ),
    "never_holds": Text(
        "el vínculo no rige ningún día, porque «{detail}» no existía entonces; revise las fechas.",
        "the tie holds on no day, because '{detail}' did not exist then; check the dates.",
    ),
    "unknown_term": Text(
        "no está en la lista controlada; use: {detail}.",
        "it is not in the controlled list; use: {detail}.",
    ),
    "unknown_id": Text(
        "ningún nodo ni fuente tiene ese id{detail}; corríjalo o añada la fila que falta.",
        "no node or source has that id{detail}; correct it or add the missing row.",
    ),
    "wrong_label": Text(
        "ese id lleva la etiqueta {detail}, que aquí no cabe; corrija el id o el otro extremo.",
        "that id bears the label {detail}, which does not fit here; correct it or the other end.",
    ),
    "repeated_id": Text(
        "el id ya está en {detail}; cada nodo va en una sola fila.",
        "the id already stands in {detail}; give each node one row.",
    ),
    "repeated_row": Text(
        "la fila repite la de {detail}; borre una o distíngalas.",
        "the row repeats that of {detail}; delete one or tell them apart.",
    ),
    "self_reference": Text(
        "un nodo no se vincula consigo mismo; corrija uno de los extremos.",
        "a node is not tied to itself; correct one of the ends.",
    ),
    "unmatched_locator": Text(
        "hay {value} lugares para {detail} fuentes; dé uno por fuente, separados por «|».",
        "there are {value} locators for {detail} sources; give one per source, separated by '|'.",
    ),
    "cycle": Text(
        "un todo es parte de sí mismo: {detail}; quite uno de los vínculos.",
        "a whole is part of itself: {detail}; remove one of the links.",
    ),
}


class Problem(NamedTuple):
    """
    One thing wrong in a data file.

    Attributes
    ----------
    file, line, column, value
        Where it is and what stands there; line 0 and an empty column mean the whole file.
    issue
        Key of ``ISSUES``.
    detail
        What the remedy needs to name.
    """

    file: str
    line: int
    column: str
    value: str
    issue: str
    detail: str = ""

    def say(self, language: Language) -> str:
        """
        Return the problem as one line: place, value, what is wrong, how to mend it.

        Parameters
        ----------
        language
            ``"es"`` or ``"en"``.

        Returns
        -------
        sentence
            The line.
        """
        words = ISSUES[self.issue].say(language, value=self.value, detail=self.detail)
        place = f"{self.file}:{self.line}" if self.line else self.file
        whole = len(self.value) <= _SHOWN_VALUE
        shown = self.value if whole else f"{self.value[: _SHOWN_VALUE - 3]}..."
        cell = " ".join(filter(None, [self.column, repr(shown) if shown else ""]))
        return ": ".join(filter(None, [place, cell, words]))
