"""What to fix: the single tie or seat that would narrow most gaps, and its rivals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from stakeholder_graph.findings import id_of, short_name
from stakeholder_graph.language import LANGUAGES, Text
from stakeholder_graph.prospects import (
    BRIDGING_GAP,
    Narrowing,
    Prospects,
    findings_by_id,
    gain_of,
    known_of,
    shares_best,
    worth_showing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import networkx as nx

    from stakeholder_graph.language import Language
    from stakeholder_graph.prospects import Pair

TIE_COLUMNS = (
    "id",
    "type",
    "subjects",
    "gain",
    "p_best",
    "confidence",
    "evidence_state",
    "closes",
    "narrows",
    "as_of",
    "sources",
    "facts",
    "explanation_es",
    "explanation_en",
)
SEAT_COLUMNS = (*TIE_COLUMNS[:9], "new_pairs", "needed", "efficiency", *TIE_COLUMNS[9:])
SHOWN_COLUMNS = ("id", "gain", "p_best", "confidence", "explanation", "sources")
TOP = 5
RUNS = 20
# So many leaders compete in the draws, shown or not.
_COMPETITORS = 10
_NAMED = 4

_IF_TIED = Text(
    "Si {one} y {other} se coordinaran directamente",
    "If {one} and {other} coordinated directly",
)
_IF_SEATED = Text("Si {one} integrara {other}", "If {one} joined {other}")
_CLOSES = Text("brechas que se cierran, {number} ({pairs})", "gaps that close, {number} ({pairs})")
_CLOSES_NONE = Text("ninguna brecha se cierra del todo", "no gap closes altogether")
_NARROWS = Text(
    "brechas que se estrechan, {number} ({pairs})", "gaps that narrow, {number} ({pairs})"
)
_MEETS = Text(
    "pares nuevos, {met}, de los que hacen falta {needed}",
    "new pairs, {met}, of them needed {needed}",
)
_MORE = Text("{pairs} y {number} más", "{pairs} and {number} more")


class _Step(NamedTuple):
    """A tie or a seat, what it would change and, for a seat, whom it would bring together."""

    type: str
    ends: Pair
    narrowings: list[Narrowing]
    met: float = float("nan")
    needed: float = float("nan")

    @property
    def gain(self) -> float:
        return gain_of(self.narrowings)


def best_ties(
    network: nx.MultiDiGraph,
    *,
    institution: str | None = None,
    top: int = TOP,
    runs: int = RUNS,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """
    Find the single new ties that would narrow the coordination gaps most.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    institution
        Keep to the ties of one institution. If None, of all.
    top
        How many to show, if they gain a tenth of the best at least. Those that gain nearly
        as much as the best, within a tenth of it, and those that came first in at least a
        tenth of the draws, are always shown.
    runs
        How often to leave out a tenth of the record at random and compare the leading
        suggestions again; 0 for never.
    seed
        Seed from which those of the runs are spawned.
    progress
        As for ``draws.repeat``.

    Returns
    -------
    ties
        One row per tie, the greatest gain first, equals ordered by ``id``. ``gain`` is the
        sum of the severities that it takes away: of the gap of its own ends, which closes,
        and of those that come to have a third institution in common, which narrow.
        ``closes`` and ``narrows`` are the ids of these gaps. ``confidence`` is the mean of
        theirs, weighted by gain. ``p_best`` is the share of the draws in which none of the
        ten leading suggestions gained more; NaN without draws.

    Notes
    -----
    All pairs that should coordinate and lack something are tried, so the best is exact.
    Ties between others, which could only be detours, are not suggested.
    """
    prospects = Prospects(network)
    steps = [
        _Step("new_tie", pair, prospects.tie(*pair))
        for pair in prospects.candidates_for_ties()
        if institution is None or institution in pair
    ]
    return _table(
        prospects,
        steps,
        _gains_of_ties,
        TIE_COLUMNS,
        top=top,
        runs=runs,
        seed=seed,
        progress=progress,
    )


def best_seats(
    network: nx.MultiDiGraph,
    *,
    institution: str | None = None,
    top: int = TOP,
    runs: int = RUNS,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """
    Find the single new seats that would narrow the gaps most.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    institution
        Keep to the seats that one institution could take. If None, all.
    top, runs, seed, progress
        As for ``best_ties``.

    Returns
    -------
    seats
        As ``best_ties``, one row per institution that could join a body as a member.
        ``gain`` also counts the bridging gaps between that body and others. ``new_pairs``
        is how many members it would meet there, ``needed`` with how many of these a gap
        would narrow, and ``efficiency`` the second over the first, NaN for nobody: to
        invite everybody narrows much and is efficient never.

    Notes
    -----
    ``Prospects.is_open`` says which bodies are open to whom; agreements are not. All such
    seats are tried, so the best is exact. A seat that would narrow no gap with a member of
    the body, nor one between bodies, could only be a detour for others and is left out.
    """
    prospects = Prospects(network)
    steps = [
        _seat(prospects, seat)
        for seat in prospects.candidates_for_seats()
        if institution in (None, seat[0])
    ]
    useful = [step for step in steps if step.needed or _bridges(step)]
    return _table(
        prospects,
        useful,
        _gains_of_seats,
        SEAT_COLUMNS,
        top=top,
        runs=runs,
        seed=seed,
        progress=progress,
    )


def say_changes(
    network: nx.MultiDiGraph, narrowings: Sequence[Narrowing], language: Language
) -> list[str]:
    """
    Say which gaps close and which narrow.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    narrowings
        What a change does to each gap.
    language
        ``"es"`` or ``"en"``.

    Returns
    -------
    clauses
        One or two, each with its number of gaps and the first pairs by name.
    """
    closed = [each.pair for each in narrowings if each.closes]
    narrowed = [each.pair for each in narrowings if not each.closes]
    clauses = [(_CLOSES, closed)] if closed else []
    clauses += [(_NARROWS, narrowed)] if narrowed else []
    said = [
        clause.say(language, number=len(pairs), pairs=_listed(network, pairs, language))
        for clause, pairs in clauses
    ]
    return said if closed else [_CLOSES_NONE.say(language), *said]


def _seat(prospects: Prospects, seat: Pair) -> _Step:
    narrowings = prospects.seat(*seat)
    needed = prospects.needed(*seat, narrowings)
    return _Step("new_seat", seat, narrowings, len(prospects.met(*seat)), len(needed))


def _bridges(step: _Step) -> bool:
    return any(one.type == BRIDGING_GAP for one in step.narrowings)


def _gains_of_ties(network: nx.MultiDiGraph, *, ends: Sequence[Pair]) -> list[float]:
    prospects = Prospects(network)
    return [gain_of(prospects.tie(*pair)) for pair in ends]


def _gains_of_seats(network: nx.MultiDiGraph, *, ends: Sequence[Pair]) -> list[float]:
    prospects = Prospects(network)
    return [gain_of(prospects.seat(*seat)) for seat in ends]


def _table(  # noqa: PLR0913 - what both kinds of step share
    prospects: Prospects,
    steps: Iterable[_Step],
    gains: Callable[..., list[float]],
    columns: Sequence[str],
    *,
    top: int,
    runs: int,
    seed: int,
    progress: Callable[[int], None] | None,
) -> pd.DataFrame:
    ranked = sorted(
        (step for step in steps if step.narrowings),
        key=lambda step: (-round(step.gain, 9), step.ends),
    )
    values = [step.gain for step in ranked]
    shares: dict[int, float] = {}
    if ranked and runs:
        leading = worth_showing(values, {}, top=max(top, _COMPETITORS))
        found = shares_best(
            prospects.network,
            partial(gains, ends=[ranked[at].ends for at in leading]),
            runs=runs,
            seed=seed,
            progress=progress,
        )
        shares = dict(zip(leading, map(float, found), strict=True))
    findings = findings_by_id(prospects.network)
    rows = [
        _row(prospects.network, ranked[at], shares.get(at, float("nan")), findings)
        for at in worth_showing(values, shares, top=top)
    ]
    return pd.DataFrame(rows, columns=list(columns))


def _row(
    network: nx.MultiDiGraph, step: _Step, share: float, findings: pd.DataFrame
) -> dict[str, object]:
    known = known_of(findings, step.narrowings)
    return {
        "id": id_of(step.type, step.ends),
        "type": step.type,
        "subjects": step.ends,
        "gain": step.gain,
        "p_best": share,
        **known._asdict(),
        "closes": tuple(one.id for one in step.narrowings if one.closes),
        "narrows": tuple(one.id for one in step.narrowings if not one.closes),
        "new_pairs": step.met,
        "needed": step.needed,
        "efficiency": step.needed / step.met if step.met else float("nan"),
        "as_of": network.graph["as_of"],
        **{
            f"explanation_{one}": known.say(_sentence(network, step, one), one) for one in LANGUAGES
        },
    }


def _sentence(network: nx.MultiDiGraph, step: _Step, language: Language) -> str:
    one, other = (short_name(network, end, language) for end in step.ends)
    said = say_changes(network, step.narrowings, language)
    if step.type == "new_seat":
        said.append(_MEETS.say(language, met=step.met, needed=step.needed))
    head = _IF_SEATED if step.type == "new_seat" else _IF_TIED
    return f"{head.say(language, one=one, other=other)}: {'; '.join(said)}."


def say_pair(network: nx.MultiDiGraph, pair: Pair, language: Language) -> str:
    """
    Name a pair.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    pair
        Ids.
    language
        ``"es"`` or ``"en"``.

    Returns
    -------
    name
        Both short names.
    """
    return "/".join(short_name(network, node, language) for node in pair)


def _listed(network: nx.MultiDiGraph, pairs: Sequence[Pair], language: Language) -> str:
    named = ", ".join(say_pair(network, pair, language) for pair in pairs[:_NAMED])
    rest = len(pairs) - _NAMED
    return _MORE.say(language, pairs=named, number=rest) if rest > 0 else named
