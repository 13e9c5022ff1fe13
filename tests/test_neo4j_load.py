from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from neo4j_server import clear, schema_names
from worlds import contents, everything, ids, opened, tables_of_folders, ties, write_world

from stakeholder_graph import dataset, load
from stakeholder_graph.errors import LoadError
from stakeholder_graph.model import NODE_PROPERTIES
from stakeholder_graph.neo4j_load import Change, Limits, compare, steps
from stakeholder_graph.neo4j_load import load as load_into
from stakeholder_graph.neo4j_store import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from neo4j_server import Server

    from stakeholder_graph.dataset import Dataset
    from stakeholder_graph.neo4j_store import Neo4jStore
    from stakeholder_graph.store import Table

BATCHES = Limits(atomic=0, batch=3)
BOTH_WAYS = pytest.mark.parametrize("limits", [Limits(), BATCHES], ids=["one", "batches"])


@pytest.fixture
def store(clear_server: Server) -> Iterator[Neo4jStore]:
    with opened(clear_server) as opened_store:
        yield opened_store


def ministries(folder: Path, *names: str, **files: list[dict[str, str]]) -> Path:
    """Write a dataset of ministries that all sit in one roundtable of their own."""
    venue = f"{folder.name}-table"
    seats = ties("institution", "venue", *((name, venue) for name in names))
    return write_world(
        folder,
        **{"sources": [{"id": f"{folder.name}-notes", "title": "Notes", "kind": "press_note"}]}
        | {"institutions": [{"id": name, "source": f"{folder.name}-notes"} for name in names]}
        | {"forums": [{"id": venue, "source": f"{folder.name}-notes"}]}
        | {"memberships": [seat | {"source": f"{folder.name}-notes"} for seat in seats]}
        | files,
    )


def differing(changes: list[Change]) -> dict[str, tuple[int, int, int]]:
    return {
        change.name: (change.added, change.changed, change.removed)
        for change in changes
        if change.differs
    }


def tags(store: Neo4jStore) -> list[str]:
    return [row["tag"] for row in store.query("MATCH (d:Dataset) RETURN d.load AS tag")]


def test_the_database_holds_what_the_files_hold(store: Neo4jStore, bundled: Dataset) -> None:
    tables = list(load.tabulate(bundled))
    changes = load_into(store, tables, ["mtigm", "regional"])
    assert everything(store) == contents(tables)
    sent = {change.name: change.sent for change in changes}
    assert sent == store.counts()
    assert all(change.added == change.sent and not change.removed for change in changes)


@BOTH_WAYS
def test_a_second_load_changes_nothing_and_says_so(
    store: Neo4jStore, tmp_path: Path, limits: Limits
) -> None:
    tables = tables_of_folders(ministries(tmp_path / "peru", "interior", "health", "labour"))
    load_into(store, tables, ["peru"], limits=limits)
    tag, recorded = tags(store), store.loads()
    changes = load_into(store, tables, ["peru"], limits=limits)
    assert differing(changes) == {}
    assert (tags(store), store.loads()) == (tag, recorded)
    assert everything(store) == contents(tables)


@BOTH_WAYS
def test_what_differs_is_written_and_what_is_stale_is_removed(
    store: Neo4jStore, tmp_path: Path, limits: Limits
) -> None:
    before = ministries(tmp_path / "a" / "peru", "interior", "health", "labour")
    after = write_world(
        tmp_path / "b" / "peru",
        sources=[{"id": "peru-notes", "title": "Notes", "kind": "press_note"}],
        institutions=[
            {"id": "interior", "source": "peru-notes", "acronym": "MININTER"},
            {"id": "health", "source": "peru-notes"},
            {"id": "women", "source": "peru-notes"},
        ],
        forums=[{"id": "peru-table", "source": "peru-notes"}],
        memberships=[
            {"institution": "interior", "venue": "peru-table", "role": "chair"},
            {"institution": "health", "venue": "peru-table", "valid_from": "2020"},
        ],
    )
    for path in after.glob("memberships.csv"):
        path.write_text(path.read_text("utf-8").replace("field-notes", "peru-notes"), "utf-8")
    load_into(store, tables_of_folders(before), ["peru"], limits=limits)
    tables = tables_of_folders(after)
    expected = {"Institution": (1, 1, 1), "MEMBER_OF": (2, 0, 3)}
    assert differing(compare(store, tables, ["peru"])) == expected
    changes = load_into(store, tables, ["peru"], limits=limits)
    assert differing(changes) == expected
    assert everything(store) == contents(tables)


def test_a_load_brings_the_constraints_of_the_model(empty_server: Server, tmp_path: Path) -> None:
    tables = tables_of_folders(ministries(tmp_path / "peru", "interior"))
    with opened(empty_server) as store:
        assert len(store.missing_constraints()) == len(NODE_PROPERTIES) + 1
        load_into(store, tables, ["peru"])
        assert store.missing_constraints() == []
    assert len(schema_names(empty_server, "constraint")) == len(NODE_PROPERTIES) + 1
    assert [label for label in NODE_PROPERTIES if f"(n:{label})" not in " ".join(schema())] == []


@BOTH_WAYS
def test_another_dataset_is_never_touched(
    store: Neo4jStore, tmp_path: Path, limits: Limits
) -> None:
    peru = tables_of_folders(ministries(tmp_path / "peru", "interior", "health"))
    chile = tables_of_folders(ministries(tmp_path / "chile", "interior-cl", "health-cl"))
    load_into(store, peru, ["peru"], limits=limits)
    load_into(store, chile, ["chile"], limits=limits)
    fewer = tables_of_folders(ministries(tmp_path / "fewer" / "peru", "interior"))
    load_into(store, fewer, ["peru"], limits=limits)
    assert everything(store) == contents_of_all(fewer, chile)
    assert [row["name"] for row in store.loads()] == ["chile", "peru"]


def contents_of_all(*loads: list[Table]) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    joined: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for tables in loads:
        for name, records in contents(tables).items():
            joined[name] = sorted([*joined.get(name, []), *records])
    return joined


def test_a_network_alone_brings_the_nodes_that_it_joins_and_leaves_theirs_alone(
    store: Neo4jStore, tmp_path: Path
) -> None:
    peru = ministries(tmp_path / "peru", "interior", "health")
    region = ministries(
        tmp_path / "region",
        "secretariat",
        memberships=[
            {"institution": "interior", "venue": "region-table", "source": "region-notes"},
            {"institution": "secretariat", "venue": "region-table", "source": "region-notes"},
        ],
    )
    both = tables_of_folders(peru, region)
    alone = load.only(both, "region")
    load_into(store, alone, ["region"])
    held = everything(store)
    assert [record[0] for record in held["Institution",]] == ["interior", "secretariat"]
    load_into(store, both, ["peru", "region"])
    assert everything(store) == contents(both)
    assert differing(load_into(store, alone, ["region"])) == {}
    assert everything(store) == contents(both)


@BOTH_WAYS
def test_what_one_dataset_lends_to_another_is_not_lost_when_both_are_loaded_at_once(
    store: Neo4jStore, clear_server: Server, tmp_path: Path, limits: Limits
) -> None:
    peru = ministries(tmp_path / "peru", "interior", "health")
    region = ministries(
        tmp_path / "region",
        "secretariat",
        memberships=[{"institution": "health", "venue": "region-table", "source": "region-notes"}],
    )
    both = tables_of_folders(peru, region)
    load_into(store, both, ["peru", "region"])
    tables = tables_of_folders(ministries(tmp_path / "new" / "peru", "interior", "health", "women"))
    lent = load.only(both, "region")
    renewed = [
        table._replace(records=[[*record[:4], "MINSA", *record[5:]] for record in table.records])
        if table.name == "Institution"
        else table
        for table in lent
    ]
    met: list[int] = []

    def meet(done: int) -> None:
        # In the middle of a load in batches; one transaction would keep the other waiting.
        if limits == BATCHES and done > steps(tables) - 2 and not met:
            met.append(done)
            with opened(clear_server) as other:
                load_into(other, renewed, ["region"])

    load_into(store, tables, ["peru"], limits=limits, progress=meet)
    assert bool(met) == (limits == BATCHES)
    held = everything(store)
    names = [record[0] for record in held["Institution",]]
    assert names == ["health", "interior", "secretariat", "women"]
    assert len(held["MEMBER_OF", "Institution", "Forum"]) == 4


@BOTH_WAYS
@pytest.mark.parametrize(
    ("mine", "words"),
    [
        (
            {"institutions": [{"id": "interior", "source": "chile-notes"}], "memberships": []},
            "these belong to another dataset of the server: interior (peru);",
        ),
        (
            {"territories": [{"id": "interior", "source": "chile-notes"}], "memberships": []},
            "interior is a node of another kind in peru;",
        ),
    ],
    ids=["the same node", "a node of another kind"],
)
def test_an_id_of_another_dataset_is_refused(
    store: Neo4jStore,
    tmp_path: Path,
    limits: Limits,
    mine: dict[str, list[dict[str, str]]],
    words: str,
) -> None:
    load_into(store, tables_of_folders(ministries(tmp_path / "peru", "interior")), ["peru"])
    chile = tables_of_folders(ministries(tmp_path / "chile", **mine))
    before = everything(store)
    with pytest.raises(LoadError) as caught:
        load_into(store, chile, ["chile"], limits=limits)
    assert caught.value.say("en").startswith(words)
    after = everything(store)
    assert all(record in after[name] for name, records in before.items() for record in records)
    if limits == Limits():
        assert after == before


def test_what_another_dataset_says_of_the_same_ends_is_not_written_over(
    store: Neo4jStore, tmp_path: Path
) -> None:
    peru = ministries(tmp_path / "peru", "interior")
    load_into(store, tables_of_folders(peru), ["peru"])
    copy = [
        table._replace(
            records=[
                [*r[: r.index("peru")], "audit", *r[r.index("peru") + 1 :]] for r in table.records
            ]
        )
        if table.name == "MEMBER_OF" and table.records
        else table
        for table in tables_of_folders(peru)
    ]
    with pytest.raises(LoadError) as caught:
        load_into(store, copy, ["audit"])
    assert "interior → peru-table (peru)" in caught.value.say("es")


def test_a_node_that_another_dataset_uses_is_not_removed(store: Neo4jStore, tmp_path: Path) -> None:
    peru = ministries(tmp_path / "peru", "interior", "health")
    region = ministries(
        tmp_path / "region",
        "secretariat",
        memberships=[
            {"institution": "health", "venue": "region-table", "source": "region-notes"},
        ],
    )
    load_into(store, tables_of_folders(peru, region), ["peru", "region"])
    before = everything(store)
    fewer = tables_of_folders(ministries(tmp_path / "fewer" / "peru", "interior"))
    with pytest.raises(LoadError) as caught:
        load_into(store, fewer, ["peru"])
    assert caught.value.say("en") == (
        "health cannot be removed: relationships of region use it; load both datasets together."
    )
    assert everything(store) == before


def test_a_relationship_without_its_end_is_refused(store: Neo4jStore, tmp_path: Path) -> None:
    tables = tables_of_folders(ministries(tmp_path / "peru", "interior", "health"))
    without_health = [
        table._replace(records=[record for record in table.records if record[0] != "health"])
        if table.name == "Institution"
        else table
        for table in tables
    ]
    with pytest.raises(LoadError) as caught:
        load_into(store, without_health, ["peru"])
    assert caught.value.say("en") == (
        "relationships MEMBER_OF lack an end on the server: health; load the dataset that has "
        "them, too."
    )
    assert everything(store) == {}
    assert store.loads() == []


def test_a_record_that_is_sent_twice_is_refused(store: Neo4jStore, tmp_path: Path) -> None:
    tables = tables_of_folders(ministries(tmp_path / "peru", "interior"))
    twice = [table._replace(records=[*table.records, *table.records]) for table in tables]
    with pytest.raises(LoadError) as caught:
        load_into(store, twice, ["peru"])
    assert caught.value.say("es").startswith("se enviaron 2 registros de MEMBER_OF y el servidor")
    assert everything(store) == {}


@pytest.mark.parametrize("limits", [Limits(), BATCHES], ids=["one", "batches"])
def test_an_empty_dataset_removes_nothing(
    store: Neo4jStore, tmp_path: Path, limits: Limits
) -> None:
    tables = tables_of_folders(ministries(tmp_path / "peru", "interior"))
    load_into(store, tables, ["peru"])
    nothing = [table._replace(records=[]) for table in tables]
    for run in (load_into, compare):
        with pytest.raises(LoadError) as caught:
            run(store, nothing, ["peru"])
        assert caught.value.say("en") == (
            "peru has no rows; check the folder: nothing was loaded or removed."
        )
    with pytest.raises(LoadError, match="chile"):
        load_into(store, tables, ["peru", "chile"], limits=limits, confirmed=True)
    assert everything(store) == contents(tables)


@BOTH_WAYS
def test_more_than_a_tenth_is_removed_only_when_confirmed(
    store: Neo4jStore, tmp_path: Path, limits: Limits
) -> None:
    many = [f"ministry-{at}" for at in range(10)]
    tables = tables_of_folders(ministries(tmp_path / "peru", *many))
    load_into(store, tables, ["peru"], limits=limits)
    # Six institutions and six seats of 22 records: more than ten, more than a tenth.
    few = tables_of_folders(ministries(tmp_path / "few" / "peru", *many[:4]))
    with pytest.raises(LoadError) as caught:
        load_into(store, few, ["peru"], limits=limits)
    assert caught.value.say("en") == (
        "the load would remove 12 of the 22 records of peru; see them with --dry-run and, if "
        "that is right, run it again with --confirm-removals."
    )
    assert everything(store) == contents(tables)
    assert all(row["complete"] for row in store.loads())
    # Five institutions and five seats: not more than ten.
    half = tables_of_folders(ministries(tmp_path / "half" / "peru", *many[:5]))
    load_into(store, half, ["peru"], limits=limits)
    assert everything(store) == contents(half)
    load_into(store, few, ["peru"], limits=limits, confirmed=True)
    assert everything(store) == contents(few)


def test_a_comparison_writes_nothing_at_all(empty_server: Server, tmp_path: Path) -> None:
    tables = tables_of_folders(ministries(tmp_path / "peru", "interior"))
    with opened(empty_server) as store:
        changes = compare(store, tables, ["peru"])
        assert store.query("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]
    assert schema_names(empty_server, "constraint") == []
    assert differing(changes) == {
        "Source": (1, 0, 0),
        "Institution": (1, 0, 0),
        "Forum": (1, 0, 0),
        "MEMBER_OF": (1, 0, 0),
    }


def test_every_step_is_told(store: Neo4jStore, tmp_path: Path) -> None:
    tables = tables_of_folders(ministries(tmp_path / "peru", "interior", "health"))
    for limits in (Limits(), BATCHES, BATCHES):
        told: list[int] = []
        load_into(store, tables, ["peru"], limits=limits, progress=told.append)
        assert told == sorted(told)
        assert told[-1] == steps(tables)


class Interrupted(Exception):  # noqa: N818
    """Raised in the middle of a load."""


def interrupt(after: int) -> Callable[[int], None]:
    def progress(done: int) -> None:
        if done >= after:
            raise Interrupted

    return progress


@pytest.fixture
def renewed(store: Neo4jStore, tmp_path: Path) -> tuple[list[Table], list[Table]]:
    """A dataset that is loaded, and its next edition with one ministry in another's place."""
    old = tables_of_folders(ministries(tmp_path / "old" / "peru", "interior", "health", "labour"))
    new = tables_of_folders(ministries(tmp_path / "new" / "peru", "interior", "health", "women"))
    load_into(store, old, ["peru"])
    return old, new


def test_one_transaction_that_stops_half_way_leaves_everything_as_it_was(
    store: Neo4jStore, renewed: tuple[list[Table], list[Table]]
) -> None:
    old, new = renewed
    for after in range(1, steps(new)):
        with pytest.raises(Interrupted):
            load_into(store, new, ["peru"], progress=interrupt(after))
        assert everything(store) == contents(old)
        assert all(row["complete"] for row in store.loads())


def test_batches_that_stop_half_way_leave_all_that_was_there_to_be_completed(
    store: Neo4jStore, renewed: tuple[list[Table], list[Table]]
) -> None:
    old, new = renewed
    # The comparison is half of the steps and writes nothing.
    begun = steps(new) // 2 + 1
    for after in range(begun, steps(new) + 1):
        load_into(store, old, ["peru"], limits=BATCHES)
        with pytest.raises(Interrupted):
            load_into(store, new, ["peru"], limits=BATCHES, progress=interrupt(after))
        held = everything(store)
        assert all(
            record in held[name] for name, records in contents(old).items() for record in records
        )
        assert [row["complete"] for row in store.loads()] == [False]
        load_into(store, new, ["peru"], limits=BATCHES)
        assert everything(store) == contents(new)
        assert [row["complete"] for row in store.loads()] == [True]


def test_a_load_that_is_overtaken_stops_and_says_so(
    store: Neo4jStore, clear_server: Server, renewed: tuple[list[Table], list[Table]]
) -> None:
    old, new = renewed
    overtaken: list[int] = []

    def overtake(done: int) -> None:
        # Beyond the comparison, once.
        if done > steps(new) // 2 + 1 and not overtaken:
            overtaken.append(done)
            with opened(clear_server) as other:
                load_into(other, old, ["peru"], limits=BATCHES)

    with pytest.raises(LoadError) as caught:
        load_into(store, new, ["peru"], limits=BATCHES, progress=overtake)
    assert caught.value.say("en") == (
        "another load of peru began after this one, which stops; let the other one finish."
    )
    assert everything(store) == contents(old)
    assert [row["complete"] for row in store.loads()] == [True]


def test_what_was_loaded_and_when_is_on_record(store: Neo4jStore, tmp_path: Path) -> None:
    load_into(
        store, tables_of_folders(ministries(tmp_path / "peru", "interior", "health")), ["peru"]
    )
    (row,) = store.loads()
    assert (row["name"], row["complete"], row["nodes"], row["relationships"]) == (
        "peru",
        True,
        3,
        2,
    )
    assert row["loaded_at"].endswith("+00:00")


NAMES = st.sampled_from(["interior", "health", "labour", "women", "justice"])
EDITIONS = st.fixed_dictionaries(
    {
        "acronyms": st.dictionaries(NAMES, st.sampled_from(["", "A", "B"]), min_size=1),
        "seats": st.sets(st.tuples(NAMES, st.sampled_from(["chair", "member"])), max_size=6),
    }
)


def edition(folder: Path, acronyms: dict[str, str], seats: set[tuple[str, str]]) -> list[Table]:
    present = [seat for seat in sorted(seats) if seat[0] in acronyms]
    return tables_of_folders(
        write_world(
            folder,
            institutions=[
                {"id": name, "acronym": acronym} for name, acronym in sorted(acronyms.items())
            ],
            forums=ids("table"),
            memberships=ties(
                "institution", "venue", *((name, "table", role) for name, role in present)
            ),
        )
    )


@given(old=EDITIONS, new=EDITIONS, in_batches=st.booleans())
@settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_edition_follows_any_other(
    neo4j_526: Server,
    tmp_path_factory: pytest.TempPathFactory,
    old: dict[str, dict[str, str]],
    new: dict[str, dict[str, str]],
    in_batches: bool,  # noqa: FBT001
) -> None:
    folder = tmp_path_factory.mktemp("editions")
    limits = BATCHES if in_batches else Limits()
    clear(neo4j_526)
    with opened(neo4j_526) as store:
        before = edition(folder / "old" / "peru", **old)  # type: ignore[arg-type]
        after = edition(folder / "new" / "peru", **new)  # type: ignore[arg-type]
        load_into(store, before, ["peru"], limits=limits)
        changes = {
            change.name: change
            for change in load_into(store, after, ["peru"], limits=limits, confirmed=True)
        }
        assert everything(store) == contents(after)
    was, now = old["acronyms"], new["acronyms"]
    kept = was.keys() & now.keys()
    assert changes["Institution"][1:] == (
        len(now),
        len(now.keys() - was.keys()),
        sum(was[name] != now[name] for name in kept),
        len(was.keys() - now.keys()),
    )
    seats_before = {seat for seat in old["seats"] if seat[0] in was}
    seats_after = {seat for seat in new["seats"] if seat[0] in now}
    assert changes["MEMBER_OF"][1:] == (
        len(seats_after),
        len(seats_after - seats_before),
        0,
        len(seats_before - seats_after),
    )


def test_the_dataset_of_a_folder_that_cannot_be_read_is_not_loaded(tmp_path: Path) -> None:
    folder = ministries(tmp_path / "peru", "interior")
    (folder / "institutions.csv").write_bytes(b"id,name_es\ninterior,\xff\n")
    with pytest.raises(dataset.InvalidDatasetError):
        tables_of_folders(folder)
