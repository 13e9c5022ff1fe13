from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from worlds import SOURCE, ids, ties, write_file, write_world

from stakeholder_graph import __version__
from stakeholder_graph.cli import main
from stakeholder_graph.vocabulary import GAP_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

COMMANDS = [
    "check",
    "load",
    "who-handles",
    "show",
    "ask",
    "central",
    "brokers",
    "gaps",
    "motifs",
    "duplicates",
    "venues",
    "advise",
    "diagram",
    "report",
    "export",
    "doctor",
]


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout), delimiter="\t"))


def in_new_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "stakeholder_graph", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | environment,
    )


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = write_world(tmp_path / "broken", institutions=ids("mre"), forums=ids("mtigm"))
    write_file(
        folder,
        "memberships.csv",
        {"institution": "mre", "venue": "mtigm", "role": "king"},
        {"institution": "mre", "venue": "mtigm", "role": "member", "valid_from": "yesterday"},
    )
    return folder


def test_the_commands_in_their_order() -> None:
    assert list(main.commands) == COMMANDS


def test_version() -> None:
    assert run("--version").output.strip() == __version__


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "load"])
def test_help_ends_with_an_example_that_works(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_world(tmp_path / "my-data", institutions=ids("mre"))
    monkeypatch.chdir(tmp_path)
    last = run(command, "--help").output.strip().rpartition("\n\n")[2]
    example = re.fullmatch(r"(?:Example|Ejemplo): stakeholder-graph (.+)", " ".join(last.split()))
    assert example
    words = [word.strip('"') for word in re.findall(r'"[^"]+"|\S+', example[1])]
    assert words[0] == command
    result = run(*words)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("locale", "words"),
    [("es_PE.UTF-8", "Quién se ocupa de un tema."), ("en_GB.UTF-8", "Who handles a matter.")],
)
def test_help_follows_the_locale(locale: str, words: str) -> None:
    assert words in in_new_process("--help", LC_ALL=locale).stdout


def test_results_follow_the_locale_unless_told_otherwise() -> None:
    arguments = ("show", "mre", "--format", "md")
    assert "## Tiene asiento en" in in_new_process(*arguments, LC_ALL="es_PE.UTF-8").stdout
    assert "## Has a seat in" in in_new_process(*arguments, LC_ALL="C").stdout
    assert "## Has a seat in" in in_new_process(*arguments, "--lang", "en", LC_ALL="es").stdout


def test_check_is_clean_on_the_bundled_data() -> None:
    ledger = rows(run("check"))
    assert {row["rejected"] for row in ledger} == {"0"}
    assert all(row["read"] == row["accepted"] for row in ledger)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "valid_from 'yesterday': it is not a date; write YYYY, YYYY-MM or YYYY-MM-DD."),
        ("es", "valid_from 'yesterday': no es una fecha; escriba AAAA, AAAA-MM o AAAA-MM-DD."),
    ],
)
def test_check_shows_every_problem_and_exits_with_one(
    broken: Path, language: str, words: str
) -> None:
    result = run("check", "--data", str(broken), "--lang", language)
    assert result.exit_code == 1
    assert f"memberships.csv:3: {words}" in result.stderr
    assert "memberships.csv:2: role 'king'" in result.stderr
    ledger = csv.DictReader(io.StringIO(result.stdout), delimiter="\t")
    counts = {Path(row["file"]).name: row for row in ledger}
    assert counts["memberships.csv"]["rejected"] == "2"


@pytest.mark.parametrize("command", [("who-handles", "trata"), ("show", "mre"), ("gaps",)])
def test_nothing_is_answered_from_data_with_problems(
    broken: Path, command: tuple[str, ...]
) -> None:
    result = run(*command, "--data", str(broken), "--lang", "en")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "problems in the data: 2" in result.stderr
    assert "role 'king'" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "--data", "nowhere"), "there is no data folder 'nowhere'; check the path."),
        (("gaps", "--as-of", "soon"), "'soon' is not a date"),
        (
            ("gaps", "--network", "moon"),
            "there is no network 'moon'; use one of: mtigm, regional, all.",
        ),
        (("show", "cancileria"), "nothing bears the name 'cancileria'; the nearest: cancilleria"),
        (("who-handles", "xyzzy"), "the graph has nothing on 'xyzzy'"),
        (("who-handles", "tratta"), "the nearest: trata"),
        (("ask", "no-such-question"), "there is no query 'no-such-question'"),
        (("ask", "members-of-venue"), "takes the parameters venue; -- were given."),
        (("ask", "members-of-venue", "mtigm"), "'mtigm' is not NAME=VALUE"),
        (("ask", "MATCH (n) DETACH DELETE n"), "'ask' only reads and the query says DELETE"),
        (("ask", "MATCH (n) RETRUN n"), "the engine cannot run the query"),
        (("diagram", "matrix"), "use a file that ends in .png, .svg or .pdf."),
        (("report",), "say into which folder: -o out."),
        (("export",), "say into which folder: -o graph."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_errors_are_one_sentence_and_exit_status_two(
    arguments: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments, "--lang", "en") if "nowhere" not in arguments else run(*arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_who_handles_in_both_languages_and_as_of_a_date() -> None:
    spanish = rows(run("who-handles", "tráfico ilícito de migrantes", "--network", "mtigm"))
    assert spanish == rows(run("who-handles", "Migrant Smuggling", "--network", "mtigm"))
    found = {(row["function"], row["acronym"], row["matter_id"], row["role"]) for row in spanish}
    assert ("leads", "DGSD", "gcm-o09", "lead") in found
    assert ("has_seat", "MININTER", "cmnp-tptim", "chair") in found


def test_a_network_keeps_to_its_folder_and_to_what_that_refers_to() -> None:
    def forums(network: str) -> set[str]:
        text = "MATCH (f:Forum) RETURN f.id AS id ORDER BY id"
        return {row["id"] for row in rows(run("ask", text, "--network", network))}

    assert "mtigm" in forums("mtigm")
    assert "mercosur" in forums("regional")
    assert "mercosur" not in forums("mtigm")
    assert forums("mtigm") | forums("regional") == forums("all")


def test_who_handles_in_a_territory(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("north", "south"),
        interventions=[
            {"id": "north-shelter", "name_es": "Albergue"},
            {"id": "south-shelter", "name_es": "Albergue"},
        ],
        territories=[
            {"id": "tumbes", "name_es": "Tumbes"},
            {"id": "zarumilla", "name_es": "Zarumilla", "kind": "province"},
            {"id": "tacna", "name_es": "Tacna"},
        ],
        parts=ties("part", "whole", ("zarumilla", "tumbes")),
        executions=ties(
            "executor",
            "intervention",
            ("north", "north-shelter", "lead"),
            ("south", "south-shelter", "lead"),
        ),
        presence=ties(
            "subject", "territory", ("north-shelter", "zarumilla"), ("south-shelter", "tacna")
        ),
    )
    found = rows(run("who-handles", "albergue", "--in", "Tumbes", "--data", str(folder)))
    assert [row["id"] for row in found] == ["north"]


def test_show_finds_an_institution_under_any_name() -> None:
    pages = {run("show", name).stdout for name in ("cancilleria", "MRE", "Foreign Ministry")}
    assert len(pages) == 1
    assert "mtigm" in pages.pop()


def test_ask_lists_the_questions_and_answers_cypher() -> None:
    listed = {row["name"]: row for row in rows(run("ask"))}
    assert listed["members-of-venue"]["question_es"].startswith("¿Quién integra")
    text = "MATCH (f:Forum) WHERE f.acronym = $acronym RETURN f.id AS id ORDER BY id"
    assert rows(run("ask", text, "acronym=MTIGM")) == [{"id": "mtigm"}]


@pytest.mark.parametrize(
    "format, read",  # noqa: PT006
    [
        ("json", lambda text: len(json.loads(text))),
        ("csv", lambda text: len(list(csv.DictReader(io.StringIO(text))))),
        ("tsv", lambda text: len(text.splitlines()) - 1),
        ("md", lambda text: len(text.splitlines()) - 2),
    ],
)
def test_every_format_holds_every_row(format: str, read: Callable[[str], int]) -> None:
    result = run("central", "--runs", "0", "--top", "7", "--format", format)
    assert read(result.stdout) == 7


def test_the_ending_of_the_output_file_chooses_the_format(tmp_path: Path) -> None:
    path = tmp_path / "central.csv"
    assert run("central", "--runs", "0", "--top", "3", "-o", str(path)).exit_code == 0
    assert len(list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))) == 3
    book = tmp_path / "central.xlsx"
    assert run("central", "--runs", "0", "--top", "3", "-o", str(book)).exit_code == 0
    assert book.read_bytes().startswith(b"PK")


def test_a_dash_is_standard_output() -> None:
    asked = ("central", "--runs", "0", "--top", "2")
    assert run(*asked, "-o", "-").stdout == run(*asked).stdout


@pytest.mark.parametrize(
    ("language", "heading"), [("es", "puestos"), ("en", "ranks")], ids=["es", "en"]
)
def test_people_read_ranks_as_intervals(language: str, heading: str) -> None:
    asked = ("central", "--runs", "5", "--top", "4", "--as-of", "2022-12-31", "--lang", language)
    lines = run(*asked, "--format", "md").stdout.splitlines()
    assert lines[0].startswith(f"| {heading} |")
    assert all(re.match(r"\| \d+(-\d+)? \| \d+ \|", line) for line in lines[2:])
    # A range would become a date in a spreadsheet: programs get both ends.
    found = rows(run(*asked, "--format", "tsv"))
    assert all(float(row["rank_lo"]) <= float(row["rank_hi"]) for row in found)
    assert "ranks" not in found[0]


def test_no_runs_no_intervals() -> None:
    found = rows(run("central", "--runs", "0", "--top", "2"))
    assert "rank_lo" not in found[0]
    header = run("central", "--runs", "0", "--top", "2", "--format", "md").stdout.splitlines()[0]
    assert "ranks" not in header


def test_the_seed_decides_the_draws() -> None:
    one, same, other = (
        run("brokers", "--runs", "5", "--seed", seed, "--as-of", "2022").stdout for seed in "112"
    )
    assert one == same != other


@pytest.mark.parametrize("by", ["sector", "level"])
def test_brokers_by_group(by: str) -> None:
    asked = ("brokers", "--by", by, "--runs", "0", "--top", "3", "--as-of", "2022-12-31")
    found = rows(run(*asked))
    assert found[0]["id"] == "iom"
    assert all(row[by] for row in found)
    assert "no other link on record" in found[0]["explanation_en"]
    spanish = run(*asked, "--format", "md", "--lang", "es").stdout
    assert "pares sin otro enlace" in spanish.splitlines()[0]
    assert "| sí |" in spanish


def test_gaps_can_be_of_one_kind() -> None:
    every = rows(run("gaps"))
    kinds = {kind: rows(run("gaps", "--kind", kind)) for kind in GAP_KINDS}
    assert {kind: {row["type"] for row in found} for kind, found in kinds.items()} == {
        "coverage": {"coverage_gap"},
        "coordination": {"coordination_gap"},
        "levels": {"level_gap"},
        "borders": {"border_gap"},
        "currency": {"currency_gap"},
    }
    assert len(every) == sum(map(len, kinds.values()))


def test_gaps_can_be_added_up_by_sectors() -> None:
    asked = ("gaps", "--kind", "sectors", "--as-of", "2022-12-31")
    cells = rows(run(*asked))
    assert {row["type"] for row in cells} == {"sector_deficit"}
    header, _, *lines = run(*asked, "--format", "md", "--lang", "es").stdout.splitlines()
    assert "| sector | otro sector |" in header
    assert any("| relaciones exteriores | interior |" in line for line in lines)
    why = run(*asked, "--why", cells[0]["id"])
    assert cells[0]["explanation_en"] in why.stderr


def test_congruence_is_told_with_what_chance_would_give() -> None:
    asked = ("gaps", "--kind", "congruence", "--as-of", "2022-12-31")
    measures = [row["measure"] for row in rows(run(*asked))]
    assert measures[-2:] == ["lift", "p_by_chance"]
    assert "congruencia sobre esa parte" in run(*asked, "--format", "md", "--lang", "es").stdout
    actors = rows(run("gaps", "--kind", "actors", "--as-of", "2022-12-31"))
    assert all(int(row["met"]) <= int(row["required"]) for row in actors)


def test_motifs_of_the_record() -> None:
    asked = ("motifs", "--as-of", "2022-12-31")
    counted = {row["motif"]: row for row in rows(run(*asked, "--runs", "2"))}
    missing = rows(run(*asked, "--kind", "gaps"))
    assert {row["type"] for row in missing} == {"motif_gap"}
    # Every open motif is part of what a tie of some pair would close.
    total = sum(int(row["contribution"]) for row in missing)
    assert total == int(counted["shared_resource"]["open"])
    why = run(*asked, "--kind", "gaps", "--why", missing[0]["id"])
    assert missing[0]["explanation_en"] in why.stderr
    spanish = run(*asked, "--runs", "0", "--format", "md", "--lang", "es").stdout
    assert "dos actores de un recurso" in spanish


def test_motifs_of_tables_of_ones_own(tmp_path: Path) -> None:
    nodes, edges = tmp_path / "nodes.csv", tmp_path / "edges.tsv"
    nodes.write_text("who,kind\nana,social\nbea,social\nlake,place\n", "utf-8")
    edges.write_text("from\tto\nana\tlake\nbea\tlake\n", "utf-8")
    asked = ("motifs", "--nodes", str(nodes), "--level", "kind", "--actors", "social")
    found = rows(run(*asked, "--edges", str(edges), "--kind", "gaps"))
    assert found == [{"one": "ana", "other": "bea", "contribution": "1"}]
    piped = CliRunner().invoke(main, [*asked, "--edges", "-"], input="from,to\nana,lake\n")
    assert rows(piped)[0]["open"] == "0"


def test_motifs_of_tables_that_cannot_be_read(tmp_path: Path) -> None:
    nodes = tmp_path / "nodes.csv"
    nodes.write_text("id\nana\n", "utf-8")
    alone = run("motifs", "--nodes", str(nodes))
    assert "go together" in alone.stderr
    for edges, said in (("nowhere.csv", "cannot be read"), (str(nodes), "no column 'level'")):
        refused = run("motifs", "--nodes", str(nodes), "--edges", edges, "--lang", "en")
        assert refused.exit_code == 2
        assert said in refused.stderr


def test_duplicates_are_the_problems_unless_a_class_is_asked_for() -> None:
    usual = rows(run("duplicates"))
    harmless = rows(run("duplicates", "--class", "co_implementation", "--class", "redundancy"))
    assert {row["pair_class"] for row in usual} <= {"fragmentation", "overlap", "duplication"}
    assert all(float(row["severity"]) > 0 for row in usual)
    assert {row["pair_class"] for row in harmless} == {"co_implementation"}
    facts = run("duplicates", "--why", harmless[0]["id"])
    assert "co-implementation" in facts.stderr


def test_venues_can_be_of_one_kind() -> None:
    asked = ("venues", "--as-of", "2022-12-31")
    both = rows(run(*asked))
    bridging = rows(run(*asked, "--kind", "bridging"))
    overlap = rows(run(*asked, "--kind", "overlap"))
    assert {row["type"] for row in bridging} == {"bridging_gap"}
    assert {row["type"] for row in overlap} == {"mandate_overlap"}
    assert all(row["objectives"] for row in overlap)
    assert len(both) == len(bridging) + len(overlap)


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "parte de ellas que no integra ningún órgano"), ("en", "share of them that sits in")],
)
def test_fragmentation_is_read_out_in_words(language: str, words: str) -> None:
    asked = ("venues", "--kind", "fragmentation", "--as-of", "2022-12-31")
    assert words in run(*asked, "--format", "md", "--lang", language).stdout
    measures = {row["measure"]: float(row["value"]) for row in rows(run(*asked))}
    assert measures["bodies"] > measures["bodies_without_members"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "centralización de grado"), ("en", "degree centralization")],
)
def test_concentration_is_read_out_in_words(language: str, words: str) -> None:
    asked = ("central", "--kind", "concentration", "--as-of", "2022-12-31")
    lines = run(*asked, "--format", "md", "--lang", language).stdout.splitlines()
    assert len(lines) == 2 + 4
    assert words in lines[2]
    found = {row["measure"]: row for row in rows(run(*asked))}
    assert 0 < float(found["core_periphery_fit"]["value"]) <= 1
    assert found["core_periphery_fit"]["institutions"]


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("tie",), "new_tie"),
        (("seat",), "new_seat"),
        (("plan", "--budget", "2"), "plan"),
        (("body", "--objective", "gcm-o09"), "body"),
        (("loss", "--institution", "cancilleria"), "loss"),
    ],
)
def test_advice_of_every_kind_and_what_it_rests_on(arguments: tuple[str, ...], kind: str) -> None:
    asked = ("advise", *arguments, "--network", "mtigm", "--as-of", "2022-12-31", "--runs", "0")
    found = rows(run(*asked))
    assert {row["type"] for row in found} == {kind}
    facts = rows(run(*asked, "--why", found[0]["id"]))
    assert facts
    assert all(row["source"] for row in facts)
    spanish = run(*asked, "--format", "md", "--lang", "es").stdout
    assert "prob. de ser el mejor" in spanish.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("body",), "say which --objective"),
        (("body", "--objective", "gcm-o09", "--institution", "mre"), "--institution does not go"),
        (("seat", "--objective", "gcm-o09"), "--objective does not go with 'seat'"),
        (("tie", "--budget", "2"), "--budget does not go with 'tie'"),
        (("loss", "--twice"), "--twice does not go with 'loss'"),
    ],
)
def test_advice_refuses_options_that_do_not_fit(arguments: tuple[str, ...], words: str) -> None:
    result = run("advise", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.parametrize("arguments", [("gaps", "congruence"), ("venues", "fragmentation")])
def test_measures_of_the_whole_have_no_facts_behind_them(arguments: tuple[str, str]) -> None:
    command, kind = arguments
    result = run(command, "--kind", kind, "--why", "coordination_gap:a+b")
    assert result.exit_code == 2
    assert f"it does not go with '{kind}'" in result.stderr


@pytest.mark.parametrize(("ending", "signature"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_diagrams_are_written_whole(tmp_path: Path, ending: str, signature: bytes) -> None:
    path = tmp_path / f"matrix.{ending}"
    assert run("diagram", "matrix", "-o", str(path)).exit_code == 0
    assert path.read_bytes().startswith(signature)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_the_report_is_written_into_a_new_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "out"
    result = run("report", "-o", str(folder), "--lang", "es")
    assert result.stdout.strip() == str(folder / "report.md")
    assert (folder / "report.md").read_text("utf-8").startswith("# Quién se coordina con quién")
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_several_data_folders_are_read_together(tmp_path: Path) -> None:
    national = write_world(tmp_path / "national", institutions=ids("mre"))
    regional = tmp_path / "regional"
    regional.mkdir()
    write_file(regional, "forums.csv", {"id": "csm"})
    write_file(regional, "memberships.csv", {"institution": "mre", "venue": "csm"})
    result = run(
        "ask", "members-of-venue", "venue=csm", "--data", str(national), "--data", str(regional)
    )
    assert [row["institution"] for row in rows(result)] == ["mre"]
    assert SOURCE["id"] in result.stdout


def test_a_closed_pipe_is_no_error() -> None:
    done = subprocess.run(
        f'"{sys.executable}" -m stakeholder_graph gaps | head -n 1',
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("id\ttype\t")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        "central --runs 4",
        "central --kind concentration",
        "brokers --runs 4",
        "gaps",
        "duplicates",
        "venues",
        "advise seat --runs 1",
        "advise plan --runs 1",
        "advise loss --runs 1",
    ],
)
def test_every_run_prints_the_same(arguments: str) -> None:
    asked = (*arguments.split(), "--as-of", "2022-12-31", "--format", "json")
    one, other = (in_new_process(*asked, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert json.loads(one.stdout)
    assert one.stdout == other.stdout
