"""The kinds of gaps and the analysis that finds each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stakeholder_graph.borders import border_gaps
from stakeholder_graph.coverage import coverage_gaps
from stakeholder_graph.currency import currency_gaps
from stakeholder_graph.gaps import coordination_gaps
from stakeholder_graph.levels import level_gaps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import networkx as nx
    import pandas as pd

GAPS: Mapping[str, Callable[[nx.MultiDiGraph], pd.DataFrame]] = {
    "coverage": coverage_gaps,
    "coordination": coordination_gaps,
    "levels": level_gaps,
    "borders": border_gaps,
    "currency": currency_gaps,
}
