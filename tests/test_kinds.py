from __future__ import annotations

from stakeholder_graph.kinds import GAPS
from stakeholder_graph.vocabulary import GAP_KINDS, GAP_TYPES


def test_every_kind_of_gap_has_an_analysis_and_a_name() -> None:
    assert list(GAPS) == list(GAP_KINDS)


def test_every_type_of_gap_on_the_bundled_data_has_a_name(bundled_network: object) -> None:
    for analyse in GAPS.values():
        found = analyse(bundled_network)
        assert len(found)
        if "gap_type" in found:
            assert set(found["gap_type"]) <= set(GAP_TYPES)
