"""
Candidate pairs among many titles against rapidfuzz alone in the same blocks.

Synthetic interventions in Spanish and English with an objective, a place and dates; one in
twenty has a planted counterpart of the same wording, reworded or translated, and as many
have a hard negative: the same wording elsewhere or in other years. Both sides run by turns,
each in a process of its own; the processor time is measured, so that a busy machine disturbs
both alike. Read the ratio, not the seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from itertools import pairwise
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from stakeholder_graph.candidates import blocks, candidate_pairs
from stakeholder_graph.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (10_000, 100_000)
RUNS = 3
SEED = 20221231
OBJECTIVES = 23
ROWS_PER_BLOCK = 125
UNPLACED = 0.002
PLANTED = 0.05
LEVELS = ("same wording", "reworded", "translated")
LEAST_LETTERS = 60
TARGET_RATIO = 1.5
TARGET_RECALL = 0.99
TARGET_GROWTH = 12

# What is done, with whom and on what: Spanish, another wording of it, English.
ACTIONS = (
    ("Talleres de capacitación", "Cursos", "Training workshops"),
    ("Campaña de sensibilización", "Campaña de difusión", "Awareness campaign"),
    ("Estudio", "Diagnóstico", "Study"),
    ("Registro", "Padrón", "Register"),
    ("Protocolo", "Guía", "Protocol"),
    ("Brigadas móviles", "Unidades móviles", "Mobile brigades"),
    ("Asistencia legal", "Orientación legal", "Legal aid"),
    ("Asistencia humanitaria", "Ayuda humanitaria", "Humanitarian assistance"),
    ("Mesas de trabajo", "Grupos de trabajo", "Working groups"),
    ("Acuerdos", "Convenios", "Agreements"),
)
MATTERS = (
    ("trata de personas", "trata de seres humanos", "human trafficking"),
    ("tráfico ilícito de migrantes", "tráfico de migrantes", "migrant smuggling"),
    ("trabajo forzoso", "explotación laboral", "forced labour"),
    ("regularización migratoria", "regularización", "regularisation"),
    ("salud mental", "apoyo psicosocial", "mental health"),
    ("vacunación", "inmunización", "vaccination"),
    ("salud materna", "salud reproductiva", "reproductive health"),
    ("refugio", "asilo", "asylum"),
    ("control fronterizo", "control migratorio", "border control"),
    ("empleo", "inserción laboral", "job placement"),
    ("contratación equitativa", "contratación ética", "fair recruitment"),
    ("remesas", "envío de remesas", "remittances"),
    ("inclusión financiera", "bancarización", "financial inclusion"),
    ("reintegración", "reinserción", "reintegration"),
    ("asistencia consular", "servicios consulares", "consular services"),
    ("documentos de identidad", "documentación", "identity documents"),
    ("apatridia", "apátridas", "statelessness"),
    ("matrícula escolar", "educación", "school enrolment"),
    ("reconocimiento de títulos", "convalidación de estudios", "recognition of degrees"),
    ("certificación de competencias", "competencias laborales", "certification of competences"),
    ("emprendimiento", "capital semilla", "entrepreneurship"),
    ("seguridad social", "pensiones", "social security"),
    ("transferencias monetarias", "protección social", "cash transfers"),
    ("xenofobia", "discriminación", "xenophobia"),
    ("violencia de género", "violencia sexual", "gender-based violence"),
    ("estadísticas", "indicadores", "statistics"),
    ("cambio climático", "desastres naturales", "climate change"),
    ("búsqueda y rescate", "migrantes desaparecidos", "search and rescue"),
    ("vivienda", "alojamiento", "housing"),
    ("seguridad alimentaria", "nutrición", "food security"),
)
PEOPLE = (
    ("niños, niñas y adolescentes", "NNA", "children and adolescents"),
    ("mujeres migrantes", "mujeres", "migrant women"),
    ("personas venezolanas", "ciudadanos venezolanos", "Venezuelans"),
    ("peruanos en el exterior", "connacionales", "Peruvians abroad"),
    ("retornados", "retorno", "returnees"),
    ("funcionarios", "servidores públicos", "officials"),
    ("familias", "familias acogedoras", "families"),
    ("trabajadores migrantes", "migrante laboral", "migrant workers"),
    ("estudiantes", "escuela", "students"),
    ("migrantes vulnerables", "población vulnerable", "vulnerable migrants"),
)
# Names do not translate; each block of a few hundred rows knows some of them.
SYLLABLES = ("Ca", "ja", "mar", "Hua", "ri", "Pu", "no", "Tac", "lla", "Wi", "ñay", "Su", "mac")
SPANISH = "{0} sobre {1} para {2} «{3}»"
REORDERED = "«{3}»: {2}, {1} y {0}"
ENGLISH = "{0} on {1} for {2} «{3}»"


class Planted(NamedTuple):
    """Synthetic interventions, which of them are the same, by level, and which only look so."""

    table: pd.DataFrame
    pairs: dict[tuple[int, int], str]
    negatives: set[tuple[int, int]]


class Action(NamedTuple):
    """What an intervention is, before it is put into words."""

    action: tuple[str, str, str]
    matter: tuple[str, str, str]
    people: tuple[str, str, str]
    name: str

    def worded(self, level: str) -> str:
        """Return a title; the names of the levels say how it is worded."""
        template = {"reworded": REORDERED, "translated": ENGLISH}.get(level, SPANISH)
        parts = [one[LEVELS.index(level)] for one in (self.action, self.matter, self.people)]
        return template.format(*parts, self.name)


def plant(size: int) -> Planted:
    """Return as many interventions, the same ones each time."""
    random = Random(SEED)
    places = max(1, size // (OBJECTIVES * ROWS_PER_BLOCK))
    rows: list[tuple[str, str, str, str, str]] = []
    pairs = {}
    negatives = set()
    levels = iter(_forever(LEVELS))
    while len(rows) < size:
        action = Action(
            random.choice(ACTIONS),
            random.choice(MATTERS),
            random.choice(PEOPLE),
            "".join(random.choices(SYLLABLES, k=3)).capitalize(),
        )
        place = "" if random.random() < UNPLACED else str(random.randrange(places))
        objective, year = str(random.randrange(OBJECTIVES)), random.randrange(2010, 2024)
        months = random.randrange(0, 6), random.randrange(6, 12)
        first = random.choice(LEVELS[::2])
        rows.append((action.worded(first), objective, place, *_days(year, year + 1, months[0])))
        drawn = random.random()
        if drawn < PLANTED:
            level = next(levels)
            other = {"same wording": first, "reworded": "reworded"}.get(
                level, LEVELS[2 - LEVELS.index(first)]
            )
            pairs[len(rows) - 1, len(rows)] = level
            rows.append((action.worded(other), objective, place, *_days(year, year + 1, months[1])))
        elif drawn < PLANTED * 2:
            elsewhere = bool(place) and drawn < PLANTED * 1.5
            negatives.add((len(rows) - 1, len(rows)))
            rows.append(
                (
                    action.worded(first),
                    objective,
                    str((int(place) + 1) % (places + 1)) if elsewhere else place,
                    *(_days(year, year + 1, 0) if elsewhere else _days(year + 3, year + 4, 0)),
                )
            )
    columns = ["titles", "objectives", "places", "from_day", "until_day"]
    return Planted(pd.DataFrame(rows, columns=columns), pairs, negatives)


def _forever(values: tuple[str, ...]) -> Iterator[str]:
    while True:
        yield from values


def _days(first: int, last: int, month: int) -> tuple[str, str]:
    return f"{first}-{month + 1:02}-01", f"{last}-{month + 1:02}-01"


def bare(table: pd.DataFrame) -> set[tuple[int, int]]:
    """Compare folded titles in the same blocks with rapidfuzz, then look at the dates."""
    from rapidfuzz import fuzz, process

    titles = np.array([fold(title) for title in table["titles"]], dtype=object)
    begins, ends = table["from_day"].to_numpy(), table["until_day"].to_numpy()
    found: set[tuple[int, int]] = set()
    entries = blocks(table).sort_values("block", kind="stable")
    rows, asking = entries["row"].to_numpy(), entries["asking"].to_numpy()
    cuts = np.flatnonzero(np.diff(entries["block"].to_numpy())) + 1
    for members, asks in zip(np.split(rows, cuts), np.split(asking, cuts), strict=True):
        scores = process.cdist(
            titles[members[asks]],
            titles[members],
            scorer=fuzz.token_sort_ratio,
            score_cutoff=LEAST_LETTERS,
            dtype=np.uint8,
        )
        left, right = np.nonzero(scores)
        ones, others = members[asks][left], members[right]
        meet = (begins[ones] < ends[others]) & (begins[others] < ends[ones]) & (ones < others)
        found.update(zip(ones[meet].tolist(), others[meet].tolist(), strict=True))
    return found


def ours(table: pd.DataFrame) -> set[tuple[int, int]]:
    """Find the candidate pairs."""
    found = candidate_pairs(table)
    return set(zip(found["one"].tolist(), found["other"].tolist(), strict=True))


def compared(table: pd.DataFrame) -> int:
    """Return how many pairs of rows the blocks compare."""
    members = blocks(table).groupby("block")["asking"].agg(["size", "sum"])
    asking = members["sum"]
    return int((asking * (asking - 1) // 2 + asking * (members["size"] - asking)).sum())


def completeness(planted: Planted) -> float:
    """Return which share of the planted pairs the blocks compare."""
    members = blocks(planted.table).groupby("row")["block"].agg(set)
    return float(np.mean([bool(members[one] & members[other]) for one, other in planted.pairs]))


def one_run(side: str, size: int) -> dict[str, Any]:
    """Run one side in this process and return what it costs and finds."""
    planted = plant(size)
    wall, before = time.perf_counter(), time.process_time()
    found = {"ours": ours, "bare": bare}[side](planted.table)
    seconds, wall = time.process_time() - before, time.perf_counter() - wall
    hits = found & planted.pairs.keys()
    by_level = {
        level: sum(planted.pairs[pair] == level for pair in hits)
        / max(1, sum(one == level for one in planted.pairs.values()))
        for level in LEVELS
    }
    return {
        "seconds": seconds,
        "wall": wall,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "found": len(found),
        "recall": len(hits) / max(1, len(planted.pairs)),
        "hard negatives": len(found & planted.negatives),
        "precision": len(hits) / max(1, len(found)),
        **by_level,
    }


def child(side: str, size: int) -> dict[str, Any]:
    """Run one side in a process of its own."""
    command = [sys.executable, __file__, "--side", side, "--sizes", str(size)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def main() -> None:
    """Print the blocker, both sides and their ratio for each size, then the growth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--side", choices=["ours", "bare"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        print(json.dumps(one_run(given.side, given.sizes[0])))
        return
    costs = []
    for size in given.sizes:
        planted = plant(size)
        rows = len(planted.table)
        reduction = 1 - compared(planted.table) / (rows * (rows - 1) / 2)
        print(
            f"{rows:,} titles, {len(planted.pairs):,} planted pairs; blocks: pairs completeness "
            f"{completeness(planted):.4f}, reduction ratio {reduction:.6f}",
            flush=True,
        )
        runs = [{side: child(side, size) for side in ("ours", "bare")} for _ in range(given.runs)]
        for side in ("ours", "bare"):
            print(side, {name: round(value, 4) for name, value in runs[-1][side].items()})
        seconds = {side: median(run[side]["seconds"] for run in runs) for side in ("ours", "bare")}
        costs.append((rows, seconds["ours"]))
        print(
            f"ours / bare, processor time: {seconds['ours'] / seconds['bare']:.2f} "
            f"(target {TARGET_RATIO}); recall target {TARGET_RECALL}",
            flush=True,
        )
    for (few, cheap), (many, dear) in pairwise(costs):
        print(
            f"x{many / few:.1f} titles: x{dear / cheap:.1f} time (target {TARGET_GROWTH} for x10)"
        )


if __name__ == "__main__":
    main()
