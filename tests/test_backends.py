"""The extra ``fast``: with a backend of NetworkX at work the numbers stay the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from worlds import network_of_rosters

from stakeholder_graph.brokerage import brokers
from stakeholder_graph.centrality import central_actors, central_venues
from stakeholder_graph.gaps import fit_gaps
from stakeholder_graph.null_model import null_model_z
from stakeholder_graph.stability import central_actors_with_intervals
from stakeholder_graph.venues import fragmentation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BACKEND = "rustworkx"


@pytest.fixture
def backend() -> Iterator[None]:
    """Hand every measure that the backend has to it, however small the network."""
    of_backend = nx.config.backends[BACKEND]
    least = {name: getattr(of_backend, name) for name in ("min_nodes", "min_edges")}
    try:
        of_backend.min_nodes = of_backend.min_edges = 0
        with nx.config(backend_priority=[BACKEND]):
            yield
    finally:
        for name, value in least.items():
            setattr(of_backend, name, value)


def circles() -> nx.MultiDiGraph:
    return network_of_rosters({"north": "abcm", "south": "mxyz", "east": "axy"}, "o")


ANALYSES: dict[str, Callable[[nx.MultiDiGraph], pd.DataFrame]] = {
    "central_actors": central_actors,
    "central_venues": central_venues,
    "brokers": lambda network: brokers(network, runs=2),
    "intervals": lambda network: central_actors_with_intervals(network, runs=3),
    "null_model": lambda network: null_model_z(network, draws=3),
    "fit_gaps": fit_gaps,
    "fragmentation": lambda network: pd.DataFrame([fragmentation(network, draws=2)]),
}


@pytest.mark.parametrize("analysis", ANALYSES)
def test_a_backend_changes_no_value(analysis: str, request: pytest.FixtureRequest) -> None:
    plain = ANALYSES[analysis](circles())
    request.getfixturevalue("backend")
    pd.testing.assert_frame_equal(ANALYSES[analysis](circles()), plain, rtol=1e-12)


@pytest.mark.usefixtures("backend")
def test_the_backend_is_at_work() -> None:
    # A graph that the backend made is its own, of another class.
    assert type(nx.path_graph(3, backend=BACKEND)).__module__.startswith("nx_rustworkx")
    assert central_actors(circles())["id"].iloc[0] == "m"


def test_the_bundled_data_give_the_same_with_a_backend(
    bundled_network: nx.MultiDiGraph, request: pytest.FixtureRequest
) -> None:
    plain = central_actors(bundled_network)
    request.getfixturevalue("backend")
    fast = central_actors(bundled_network)
    assert fast["id"].tolist() == plain["id"].tolist()
    numbers = plain.select_dtypes(np.number).columns
    assert np.allclose(fast[numbers], plain[numbers], rtol=1e-9, equal_nan=True)
