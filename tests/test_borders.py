from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from worlds import ids, network_of, ties, write_world

from stakeholder_graph.borders import BORDER_COLUMNS, border_gaps
from stakeholder_graph.findings import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

STATES = ("peru", "chile", "bolivia")
CODES = {"peru": "PE", "chile": "CL", "bolivia": "BO"}


def required(territory: str, exposure: str = "") -> dict[str, str]:
    return {
        "agreement": "compact",
        "objective": "smuggling",
        "territory": territory,
        "exposure": exposure,
    }


def world(
    folder: Path,
    *parties: str,
    status: str = "",
    kind: str = "declaration",
    **more: list[dict[str, str]],
) -> nx.MultiDiGraph:
    """Read a world in which Tacna and Arica share smuggling and States a declaration on it."""
    files = {
        "institutions": [
            {"id": f"state-{one}", "kind": "state", "country": CODES[one]} for one in STATES
        ],
        "agreements": [*ids("compact"), {"id": "declaration", "kind": kind, "status": status}],
        "objectives": ids("smuggling"),
        "territories": [
            *({"id": one, "kind": "country", "code": CODES[one]} for one in STATES),
            {"id": "tacna", "kind": "region"},
            {"id": "arica", "kind": "region"},
        ],
        "parts": ties("part", "whole", ("tacna", "peru"), ("arica", "chile")),
        "neighbours": ties("territory", "neighbour", ("tacna", "arica"), ("peru", "chile")),
        "requirements": [required("tacna", "0.8"), required("arica", "0.5")],
        "parties": ties(
            "institution",
            "agreement",
            *((f"state-{one}", "declaration", "party") for one in parties),
        ),
        "scopes": ties("subject", "objective", ("declaration", "smuggling")),
    }
    return network_of(write_world(folder, **files | more))


def cells(table: pd.DataFrame) -> list[tuple[object, ...]]:
    columns = ["territories", "severity", "nearest_instrument", "status", "gap_type"]
    return [tuple(row) for row in table[columns].to_numpy()]


def test_golden_tacna_arica(tmp_path: Path) -> None:
    # sqrt(0.8 x 0.5) x (1 - 0.3), as the golden mini-world has it.
    found = border_gaps(world(tmp_path / "world", *STATES, status="in_force"))
    assert cells(found) == [
        (
            ("arica", "tacna"),
            pytest.approx(0.4427, abs=1e-4),
            "declaration",
            "in_force",
            "weak_instrument",
        )
    ]
    assert tuple(found.columns) == (*COLUMNS, *BORDER_COLUMNS)
    assert found[["exposure_first", "exposure_second"]].to_numpy().tolist() == [[0.5, 0.8]]
    assert found["evidence_state"].tolist() == ["searched_not_found"]
    (sentence,) = found["explanation_en"]
    assert sentence == (
        "ARICA and TACNA are neighbours and both are asked to act on SMUGGLING; on 2026-06-30 no "
        "common instrument in force fully covers it; the nearest: DECLARATION (in force)."
    )


@pytest.mark.parametrize(
    ("status", "deficit"),
    [("in_force", 0.0), ("signed", 0.5), ("expired", 1.0), ("proposed", 1.0), ("", 0.5)],
)
def test_the_status_of_a_bilateral_instrument_decides(
    tmp_path: Path, status: str, deficit: float
) -> None:
    found = border_gaps(world(tmp_path / "world", "peru", "chile", status=status))
    severities = [pytest.approx(sqrt(0.8 * 0.5) * deficit)] if deficit else []
    assert found["severity"].tolist() == severities
    assert found["nearest_instrument"].tolist() == ["declaration"] * len(severities)


def test_a_regional_treaty_covers_more_than_a_declaration(tmp_path: Path) -> None:
    network = world(tmp_path / "world", *STATES, status="in_force", kind="treaty")
    assert border_gaps(network)["coverage"].tolist() == [pytest.approx(0.7)]


def test_an_instrument_of_others_or_on_other_matters_covers_nothing(tmp_path: Path) -> None:
    alone = world(tmp_path / "alone", "peru", "bolivia", status="in_force")
    elsewhere = world(
        tmp_path / "elsewhere",
        "peru",
        "chile",
        status="in_force",
        objectives=ids("smuggling", "asylum"),
        scopes=ties("subject", "objective", ("declaration", "asylum")),
    )
    for network in (alone, elsewhere):
        assert border_gaps(network)["gap_type"].tolist() == ["no_instrument"]
        assert border_gaps(network)["nearest_instrument"].tolist() == [""]


def test_a_shared_body_is_a_process(tmp_path: Path) -> None:
    network = world(
        tmp_path / "world",
        forums=ids("network"),
        memberships=ties(
            "institution", "venue", ("state-peru", "network"), ("state-chile", "network")
        ),
        scopes=ties("subject", "objective", ("network", "smuggling")),
    )
    found = border_gaps(network)
    assert found["coverage"].tolist() == [pytest.approx(0.3)]
    assert found["explanation_es"].iloc[0].endswith("el más cercano: NETWORK (órgano común).")


def test_an_unknown_exposure_or_status_makes_a_question(tmp_path: Path) -> None:
    one_side = world(
        tmp_path / "side", *STATES, status="in_force", requirements=[required("tacna", "0.8")]
    )
    found = border_gaps(one_side)
    # What is asked of Arica is not on record and counts 0.5; a declaration covers 0.3.
    assert found["severity"].tolist() == [pytest.approx(sqrt(0.8 * 0.5) * 0.7)]
    assert found["evidence_state"].tolist() == ["not_searched"]
    (sentence,) = found["explanation_en"]
    assert "whether its neighbour ARICA is too is not on record" in sentence
    assert sentence.startswith("To be confirmed. TACNA is asked to act on SMUGGLING;")
    no_status = border_gaps(world(tmp_path / "status", "peru", "chile"))
    assert no_status["evidence_state"].tolist() == ["not_searched"]
    assert no_status["coverage"].tolist() == [0.5]


def test_no_requirement_no_gap(tmp_path: Path) -> None:
    assert border_gaps(world(tmp_path / "world", requirements=[])).empty
    of_a_level = [required("tacna") | {"level": "local"}]
    assert border_gaps(world(tmp_path / "level", requirements=of_a_level)).empty


def test_a_stretch_of_a_border_speaks_for_the_whole(tmp_path: Path) -> None:
    nationwide = [required("peru"), required("chile")]
    whole = border_gaps(world(tmp_path / "whole", requirements=nationwide))
    assert whole["territories"].tolist() == [("chile", "peru")]
    both = border_gaps(world(tmp_path / "both", requirements=[*nationwide, required("tacna")]))
    assert both["territories"].tolist() == [("arica", "tacna")]


def test_the_text_that_requires_is_not_its_own_instrument(tmp_path: Path) -> None:
    network = world(
        tmp_path / "world",
        agreements=[{"id": "compact", "status": "in_force"}],
        parties=ties(
            "institution",
            "agreement",
            *((f"state-{one}", "compact", "party") for one in ("peru", "chile")),
        ),
        scopes=ties("subject", "objective", ("compact", "smuggling")),
    )
    assert border_gaps(network)["gap_type"].tolist() == ["no_instrument"]


def test_borders_do_not_depend_on_the_order_of_the_network(tmp_path: Path) -> None:
    network = world(tmp_path / "world", *STATES, status="in_force")
    turned = nx.MultiDiGraph(**network.graph)
    turned.add_nodes_from(reversed(list(network.nodes(data=True))))
    turned.add_edges_from(reversed(list(network.edges(data=True))))
    columns = ["id", "severity", "nearest_instrument", "explanation_es"]
    assert border_gaps(turned)[columns].equals(border_gaps(network)[columns])
