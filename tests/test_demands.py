from __future__ import annotations

from typing import TYPE_CHECKING

from worlds import ids, network_of, ties, write_world

from stakeholder_graph.demands import Field, demands, words_of

if TYPE_CHECKING:
    from pathlib import Path


def test_demands_name_what_a_text_requires(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        agreements=ids("plan"),
        objectives=ids("asylum"),
        territories=ids("tumbes"),
        requirements=[
            {
                "agreement": "plan",
                "objective": "asylum",
                "level": "local",
                "territory": "tumbes",
                "population": "children",
                "exposure": "0.5",
                "evidence": "implied",
            },
            {"agreement": "plan", "objective": "asylum", "evidence": "documented_absent"},
            {"agreement": "plan", "objective": "asylum", "level": "local", "valid_to": "2020"},
        ],
    )
    network = network_of(folder)
    (demand,) = demands(network)
    assert demand[:7] == ("plan", "asylum", "local", "tumbes", "children", 0.5, 0.7)
    assert words_of(network, demand, "en") == "at local level in TUMBES for children"
    assert words_of(network, demand, "es") == (
        "en el nivel local en TUMBES para niñas, niños y adolescentes"
    )


def test_an_institution_is_in_its_country_but_in_a_region_only_if_that_is_on_record(
    tmp_path: Path,
) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=[{"id": "health", "country": "PE"}, {"id": "clinic", "country": "PE"}],
        territories=[
            {"id": "peru", "kind": "country", "code": "PE"},
            {"id": "tumbes", "kind": "region"},
        ],
        objectives=ids("asylum"),
        parts=ties("part", "whole", ("tumbes", "peru")),
        presence=ties("subject", "territory", ("clinic", "tumbes")),
        responsibilities=ties(
            "institution", "objective", ("health", "asylum", "lead"), ("clinic", "asylum", "lead")
        ),
    )
    field = Field(network_of(folder))
    assert field.present("asylum", "peru") == ["clinic", "health"]
    assert field.present("asylum", "tumbes") == ["clinic"]
    assert not field.is_placed("health", "asylum")
