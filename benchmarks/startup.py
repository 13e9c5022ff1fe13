"""
Start-up of the command line against the least that could do the same.

Both sides run by turns, A B A B, and are measured by the processor time (user and
system) of the child processes, so that a busy machine disturbs both alike. Read the
ratio of the medians, not the seconds.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from stakeholder_graph import dataset, glossary, load, queries, resources

RUNS = 15
TERM = "trata"
DAY = "2022-12-31"
ROOT = Path(__file__).parents[1]
BARE = """
import json, sys
import ladybug

schema, copy, folder, queries, parameters = sys.argv[1:]
connection = ladybug.Connection(ladybug.Database(":memory:"))
with open(schema, encoding="utf-8") as file:
    connection.execute(file.read())
connection.execute(f"CALL file_search_path = '{folder}'")
with open(copy, encoding="utf-8") as file:
    connection.execute(file.read())
given = json.loads(parameters)
rows = []
for query in json.loads(queries):
    with open(query, encoding="utf-8") as file:
        text = file.read()
    wanted = {name: value for name, value in given.items() if "$" + name in text}
    result = connection.execute(text, wanted)
    columns = result.get_column_names()
    rows += [dict(zip(columns, values)) for values in result.get_all()]
json.dump(rows, sys.stdout, ensure_ascii=False)
"""


class Race(NamedTuple):
    """Two commands that are measured by turns."""

    name: str
    ours: list[str]
    bare: list[str]
    target: float


class Outcome(NamedTuple):
    """Median processor time of both sides, in seconds."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        """Ours over the bare one."""
        return self.ours / self.bare


def keep_bytecode_in(folder: Path) -> None:
    """Let the children keep compiled modules, as an installed package does, apart from ours."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)


def run(command: list[str]) -> str:
    """Run a command from the root of the repository and return what it prints."""
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def processor_time(command: list[str]) -> float:
    """Return the user and system seconds that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(race: Race) -> Outcome:
    """Run both sides by turns, after one run of each that warms the caches."""
    for command in (race.ours, race.bare):
        run(command)
    times = [(processor_time(race.ours), processor_time(race.bare)) for _ in range(RUNS)]
    return Outcome(median(ours for ours, _ in times), median(bare for _, bare in times))


def write_tables(folder: Path) -> None:
    """Write the bundled data as the files that the engine copies."""
    folders = [path for path in resources.folder("data").iterdir() if path.is_dir()]
    for table in load.tabulate(dataset.read(folders)):
        name = ".".join((table.name, *table.ends, "csv"))
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(table.columns)
            writer.writerows(table.records)


def bare_command(folder: Path) -> list[str]:
    """Return the command that asks the engine alone the questions of ``who-handles``."""
    cypher = resources.folder("cypher")
    asked = [str(cypher / "queries" / f"{name}.cypher") for name in queries.WHO_HANDLES.values()]
    return [
        *(sys.executable, "-c", BARE),
        str(cypher / "schema" / "ladybug.cypher"),
        str(cypher / "load" / "ladybug.cypher"),
        str(folder),
        json.dumps(asked),
        json.dumps({"terms": glossary.synonyms(TERM), "day": DAY}),
    ]


def same_answer(ours: list[str], bare: list[str]) -> bool:
    """Tell whether both sides find the same rows; ours adds which query found each."""
    rows = json.loads(run([*ours, "--format", "json"]))
    for row in rows:
        del row["function"]
    return bool(rows) and rows == json.loads(run(bare))


def main() -> None:
    """Print one line per race."""
    package = [sys.executable, "-m", "stakeholder_graph"]
    script = Path(sys.executable).with_name("stakeholder-graph")
    click = [sys.executable, "-c", "import click"]
    with TemporaryDirectory() as name, TemporaryDirectory() as bytecode:
        keep_bytecode_in(Path(bytecode))
        write_tables(folder := Path(name))
        bare = bare_command(folder)
        question = ["who-handles", TERM, "--as-of", DAY]
        if not same_answer([*package, *question], bare):
            sys.exit("the two sides do not answer the same: nothing to compare")
        races = [
            Race("python -m stakeholder_graph --help", [*package, "--help"], click, 1.5),
            Race(f"python -m stakeholder_graph who-handles {TERM}", package + question, bare, 1.6),
        ]
        if script.is_file():
            races += [
                Race("stakeholder-graph --help", [str(script), "--help"], click, 1.5),
                Race(f"stakeholder-graph who-handles {TERM}", [str(script), *question], bare, 1.6),
            ]
        print(f"{'what':<48} {'ours s':>7} {'bare s':>7} {'ratio':>6} {'target':>6}")
        for race in races:
            outcome = measure(race)
            print(
                f"{race.name:<48} {outcome.ours:>7.3f} {outcome.bare:>7.3f} "
                f"{outcome.ratio:>6.2f} {race.target:>6.2f}"
            )


if __name__ == "__main__":
    main()
