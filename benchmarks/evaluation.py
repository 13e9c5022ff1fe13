from __future__ import annotations

from typing import TYPE_CHECKING

from stakeholder_graph.duplicates import duplicated_efforts
from stakeholder_graph.gaps import coordination_gaps, coverage_gaps
from stakeholder_graph.venues import bridging_gaps, mandate_overlaps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import networkx as nx
    import pandas as pd

# Every analysis that returns findings, by their type.
DETECTORS: Mapping[str, Callable[[nx.MultiDiGraph], pd.DataFrame]] = {
    "coverage_gap": coverage_gaps,
    "coordination_gap": coordination_gaps,
    "bridging_gap": bridging_gaps,
    "mandate_overlap": mandate_overlaps,
    "duplication_candidate": duplicated_efforts,
}
