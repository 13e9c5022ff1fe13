"""Candidate pairs: rows of a table that meet in objective, place and time and are called alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from stakeholder_graph.model import FIRST_DAY, LIST_SEPARATOR, OPEN_DAY
from stakeholder_graph.titles import vectors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Values = NDArray[Any]
    Rows = NDArray[np.int64]

LEAST_SIMILARITY = 0.4
# How much is held in memory at once: entries of blocks, and products of their terms.
_ENTRIES = 20_000
_PRODUCTS = 20_000_000
_DECIMALS = 9


def candidate_pairs(
    table: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    least: float = LEAST_SIMILARITY,
) -> pd.DataFrame:
    """
    Find the pairs of rows that may be the same thing.

    Parameters
    ----------
    table
        One row per thing, with the columns ``titles``, ``objectives``, ``places``,
        ``from_day`` and ``until_day`` (the day after the last), all of text; several
        titles, objectives or places of one row are separated by ``|``, days are
        ``YYYY-MM-DD``. An empty cell is unknown.
    names
        Per name or acronym, the id of the institution that bears it.
    least
        Least similarity of the most similar titles, in (0, 1].

    Returns
    -------
    pairs
        One row per pair, in the order of the table: ``one`` and ``other`` (labels of the
        table's index), ``similarity`` (in [0, 1]), ``title`` and ``other_title``, the
        most similar titles.

    Notes
    -----
    Rows are compared only within blocks, never all with all. Two rows meet in a block if
    they have an objective in common, and a place in common unless one has none. Of those
    whose titles are alike, pairs whose days are known not to overlap are left out. Hence
    what is unknown loses no pair, but rows without a place cost more: each is compared
    with all rows of its objectives. Rows without an objective are in no pair.
    """
    titles, texts = _exploded(table["titles"])
    features = vectors(texts, names or {})
    spans = _spans(table)
    entries = blocks(table).merge(titles, on="row", sort=False)
    entries = entries.sort_values("block", kind="stable", ignore_index=True)
    found = [
        matches for chunk in _chunks(entries) for matches in _matches(chunk, features, spans, least)
    ]
    pairs = _best(found)
    return pd.DataFrame(
        {
            "one": table.index.take(pairs.one),
            "other": table.index.take(pairs.other),
            "similarity": pairs.similarity,
            "title": np.array(texts, dtype=object)[pairs.title],
            "other_title": np.array(texts, dtype=object)[pairs.other_title],
        }
    )


def blocks(table: pd.DataFrame) -> pd.DataFrame:
    """
    Return which rows are compared with which.

    Parameters
    ----------
    table
        As for ``candidate_pairs``.

    Returns
    -------
    blocks
        One row per ``row`` (position in the table) and ``block`` that it is in. Two rows
        of a block are compared if at least one is ``asking``: all are in the block of an
        objective and a place, and only those without a place are in that of an objective
        anywhere.
    """
    objectives, _ = _exploded(table["objectives"])
    places, names = _exploded(table["places"])
    placed = objectives.merge(places, on="row", sort=False, suffixes=("", "_place"))
    here = pd.DataFrame(
        {
            "row": placed["row"],
            "block": placed["code"] * (len(names) + 1) + placed["code_place"] + 1,
            "asking": True,
        }
    )
    nowhere = ~objectives["row"].isin(places["row"])
    shared = objectives["code"].isin(objectives.loc[nowhere, "code"])
    anywhere = pd.DataFrame(
        {
            "row": objectives["row"],
            "block": objectives["code"] * (len(names) + 1),
            "asking": nowhere,
        }
    )[shared]
    return pd.concat([here, anywhere], ignore_index=True)


class _Pairs(NamedTuple):
    """Pairs of rows and of titles by position, in parallel arrays."""

    one: Values
    other: Values
    similarity: Values
    title: Values
    other_title: Values


class _Chunk(NamedTuple):
    """Entries of whole blocks, in parallel arrays."""

    row: Values
    block: Values
    asking: Values
    title: Values


def _exploded(cells: pd.Series[str]) -> tuple[pd.DataFrame, list[str]]:
    lists = [cell.split(LIST_SEPARATOR) if cell else [] for cell in cells]
    rows = np.repeat(np.arange(len(lists)), [len(items) for items in lists])
    codes, values = pd.factorize(np.array([i for items in lists for i in items], dtype=object))
    return pd.DataFrame({"row": rows, "code": codes}).drop_duplicates(), list(values)


def _spans(table: pd.DataFrame) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64]]:
    return (
        np.array(table["from_day"].replace("", FIRST_DAY), dtype="datetime64[D]"),
        np.array(table["until_day"].replace("", OPEN_DAY), dtype="datetime64[D]"),
    )


def _chunks(entries: pd.DataFrame) -> Iterator[_Chunk]:
    """Cut entries, sorted by block, into pieces of whole blocks."""
    block = entries["block"].to_numpy()
    columns = [entries[name].to_numpy() for name in ("row", "block", "asking", "code")]
    ends = np.append(np.flatnonzero(np.diff(block)) + 1, len(block))
    start = 0
    while start < len(block):
        at = max(int(np.searchsorted(ends, start + _ENTRIES, side="right")) - 1, 0)
        end = ends[at] if ends[at] > start else ends[at + 1]
        yield _Chunk(*(column[start:end] for column in columns))
        start = end


def _matches(
    chunk: _Chunk,
    features: csr_array,
    spans: tuple[NDArray[np.datetime64], NDArray[np.datetime64]],
    least: float,
) -> Iterator[_Pairs]:
    """Yield the pairs within the blocks of a chunk whose titles are alike and whose days meet."""
    asked = _by_block(features[chunk.title], chunk.block)
    asking = np.flatnonzero(chunk.asking)
    asks, transposed = asked[asking], asked.T.tocsr()
    for part in _portions(asks, transposed):
        product = (asks[part] @ transposed).tocoo()
        similarity = np.minimum(product.data.round(_DECIMALS), 1.0)
        alike = similarity >= least
        left, right = asking[part][product.row[alike]], product.col[alike]
        pairs = _oriented(chunk, left, right, similarity[alike])
        begins, ends = spans
        meet = np.maximum(begins[pairs.one], begins[pairs.other]) < np.minimum(
            ends[pairs.one], ends[pairs.other]
        )
        yield _Pairs(*(values[meet & (pairs.one != pairs.other)] for values in pairs))


def _by_block(features: csr_array, block: Rows) -> csr_array:
    """Give each block columns of its own, so that only what is in one block has products."""
    terms = features.shape[1]
    keys = np.repeat(block, np.diff(features.indptr)) * terms + features.indices
    columns, indices = np.unique(keys, return_inverse=True)
    return type(features)(
        (features.data, indices, features.indptr), shape=(features.shape[0], len(columns))
    )


def _portions(asks: csr_array, transposed: csr_array) -> Iterator[slice]:
    """Cut rows into slices that make no more than so many products each."""
    common = np.diff(transposed.indptr)[asks.indices]
    products = np.concatenate([[0], np.cumsum(common)])[asks.indptr[1:]]
    start = 0
    while start < len(products):
        done = products[start - 1] if start else 0
        end = max(int(np.searchsorted(products, done + _PRODUCTS, side="right")), start + 1)
        yield slice(start, end)
        start = end


def _oriented(chunk: _Chunk, left: Rows, right: Rows, similarity: NDArray[np.float64]) -> _Pairs:
    """Put the earlier row of each pair first."""
    swap = chunk.row[left] > chunk.row[right]
    first, second = np.where(swap, right, left), np.where(swap, left, right)
    return _Pairs(
        chunk.row[first], chunk.row[second], similarity, chunk.title[first], chunk.title[second]
    )


def _best(found: Sequence[_Pairs]) -> _Pairs:
    """Keep the most similar titles of each pair; of equals, the first."""
    empty = _Pairs(*(np.empty(0, dtype=np.int64) for _ in _Pairs._fields))
    together = _Pairs(*(np.concatenate(values) for values in zip(empty, *found, strict=True)))
    order = np.lexsort(
        (
            together.other_title,
            together.title,
            -together.similarity,
            together.other,
            together.one,
        )
    )
    pairs = _Pairs(*(values[order] for values in together))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(pairs.one) != 0) | (np.diff(pairs.other) != 0)
    return _Pairs(*(values[new] for values in pairs))
