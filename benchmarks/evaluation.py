"""
How well the analyses find what is planted in synthetic worlds, with and without errors.

``python benchmarks/evaluation.py`` draws the worlds, holds every analysis of findings against
the rules of ``oracles`` and writes ``docs/evaluation.md`` and ``docs/evaluation.es.md``.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from math import isnan, log2, nan
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
from oracles import ORACLES
from synthetic import DAY, MANDATES, TIES, Sizes, draw, network_of, thinned

from stakeholder_graph.borders import border_gaps
from stakeholder_graph.brokerage import brokers
from stakeholder_graph.centrality import central_actors
from stakeholder_graph.coverage import coverage_gaps
from stakeholder_graph.currency import currency_gaps
from stakeholder_graph.duplicates import duplicated_efforts
from stakeholder_graph.gaps import coordination_gaps, fit_gaps, sector_deficits
from stakeholder_graph.language import LANGUAGES, Text
from stakeholder_graph.levels import level_gaps
from stakeholder_graph.venues import bridging_gaps, mandate_overlaps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from oracles import Truth
    from synthetic import World

    from stakeholder_graph.language import Language

# Every analysis that returns findings, by their type.
DETECTORS: Mapping[str, Callable[[nx.MultiDiGraph], pd.DataFrame]] = {
    "coverage_gap": coverage_gaps,
    "coordination_gap": coordination_gaps,
    "sector_deficit": sector_deficits,
    "motif_gap": fit_gaps,
    "level_gap": level_gaps,
    "border_gap": border_gaps,
    "currency_gap": currency_gaps,
    "bridging_gap": bridging_gaps,
    "mandate_overlap": mandate_overlaps,
    "similar_efforts": duplicated_efforts,
}
DOCS = Path(__file__).parents[1] / "docs"
NAMES: Mapping[Language, str] = {"en": "evaluation.md", "es": "evaluation.es.md"}
SEEDS = range(10)
SIZES = Sizes(planted=4)
# For the laws of error: declared ties are the only channel, so that each can be counted.
LAW_SIZES = Sizes(30, 3, 0, 15, 2, 2, 0, 0)
LAW_SEEDS = range(30)
FIRST = 10


class Condition(NamedTuple):
    """What is wrong with the record of a world: chances to be kept, and reworded titles."""

    about: Text
    ties: float = 1.0
    mandates: float = 1.0
    text_noise: float = 0.0


CONDITIONS = (
    Condition(Text("sin errores", "no errors")),
    Condition(Text("vínculos registrados: 90 %", "ties on record: 90%"), ties=0.9),
    Condition(Text("vínculos registrados: 80 %", "ties on record: 80%"), ties=0.8),
    Condition(Text("mandatos registrados: 90 %", "mandates on record: 90%"), mandates=0.9),
    Condition(Text("mandatos registrados: 80 %", "mandates on record: 80%"), mandates=0.8),
    Condition(Text("títulos reescritos", "reworded titles"), text_noise=1.0),
)


class Score(NamedTuple):
    """How a ranked list of findings compares with the truth."""

    found: float
    true: float
    precision: float
    recall: float
    f1: float
    average_precision: float
    precision_at_10: float
    ndcg: float


class Trial(NamedTuple):
    """One analysis in one world: what it found, in order, and what is true."""

    found: Truth
    truth: Truth
    planted: Mapping[tuple[str, ...], float]


def score(found: Sequence[tuple[str, ...]], truth: Truth) -> Score:
    """
    Compare a ranked list with the truth.

    Parameters
    ----------
    found
        What was found, the first being the most urgent.
    truth
        What is true, with its severity as gain.

    Returns
    -------
    score
        NaN where nothing was found or nothing is true. The precision of the first ten is
        that of all where fewer were found.
    """
    hits = [one in truth for one in found]
    precision = _ratio(sum(hits), len(hits))
    recall = _ratio(sum(hits), len(truth))
    so_far = np.cumsum(hits)
    at_hits = [so_far[at] / (at + 1) for at, hit in enumerate(hits) if hit]
    return Score(
        found=len(found),
        true=len(truth),
        precision=precision,
        recall=recall,
        f1=_ratio(2 * sum(hits), len(found) + len(truth)),
        average_precision=_ratio(sum(at_hits), len(truth)),
        precision_at_10=_ratio(sum(hits[:FIRST]), len(hits[:FIRST])),
        ndcg=_ratio(
            _discounted(truth.get(one, 0.0) for one in found),
            _discounted(sorted(truth.values(), reverse=True)),
        ),
    )


def b_cubed(found: Iterable[tuple[str, str]], truth: Iterable[tuple[str, str]]) -> Score:
    """
    Compare two ways to put things into groups, thing by thing.

    Parameters
    ----------
    found, truth
        Pairs that belong together; whatever a chain of pairs joins is one group.

    Returns
    -------
    score
        Precision and recall of B-cubed over the things that either puts into a group.
    """
    ours, theirs = _groups(found), _groups(truth)
    things = sorted({*ours, *theirs})
    shared = [len(ours.get(one, {one}) & theirs.get(one, {one})) for one in things]
    pairs = list(zip(shared, things, strict=True))
    precision = fmean(each / len(ours.get(one, {one})) for each, one in pairs) if pairs else nan
    recall = fmean(each / len(theirs.get(one, {one})) for each, one in pairs) if pairs else nan
    f1 = _ratio(2 * precision * recall, precision + recall)
    return Score(len(ours), len(theirs), precision, recall, f1, nan, nan, nan)


def trials(
    condition: Condition, *, sizes: Sizes = SIZES, seeds: Iterable[int] = SEEDS
) -> dict[str, list[Trial]]:
    """
    Let every analysis look at worlds of which part is lost.

    Parameters
    ----------
    condition
        What is lost.
    sizes, seeds
        Of the worlds.

    Returns
    -------
    trials
        Per type of finding, one trial per seed. What has severity 0 is not found and not
        true. The truth is that of the world before anything was lost.
    """
    done: dict[str, list[Trial]] = defaultdict(list)
    for seed in seeds:
        world = draw(sizes, seed=seed, text_noise=condition.text_noise)
        network = with_errors(world, condition, seed)
        truths = _truths(sizes, seed, condition.text_noise)
        for name, detect in DETECTORS.items():
            table = _claimed(detect(network))
            found = dict(zip(table["subjects"], table["severity"], strict=True))
            planted = {case.subjects: case.need for case in world.planted if case.type == name}
            done[name].append(Trial(_positive(found), truths[name], planted))
    return done


@cache
def _truths(sizes: Sizes, seed: int, text_noise: float) -> dict[str, Truth]:
    """Return what is true of a world, which is slow and does not depend on what is lost."""
    world = draw(sizes, seed=seed, text_noise=text_noise)
    return {name: _positive(rule(world, DAY)) for name, rule in ORACLES.items()}


def with_errors(world: World, condition: Condition, seed: int) -> nx.MultiDiGraph:
    """Return the network of a world after losing what the condition says."""
    generator = np.random.default_rng([seed, 1])
    network = thinned(network_of(world), *TIES, kept=condition.ties, generator=generator)
    return thinned(network, *MANDATES, kept=condition.mandates, generator=generator)


def calibration(done: Iterable[Trial]) -> float:
    """Return Spearman's correlation of severity and planted need; NaN if either is constant."""
    pairs = [
        (trial.found.get(subjects, 0.0), need)
        for trial in done
        for subjects, need in trial.planted.items()
    ]
    table = pd.DataFrame(pairs, columns=["severity", "need"])
    if table.nunique().min() < 2:  # noqa: PLR2004 - what is constant correlates with nothing
        return nan
    return float(table["severity"].corr(table["need"], method="spearman"))


def recall_of_copies(seeds: Iterable[int] = SEEDS, *, sizes: Sizes = SIZES) -> dict[str, float]:
    """Return the share of planted copies that are found, by how their titles differ."""
    found: dict[str, list[bool]] = defaultdict(list)
    for noise in (0.0, 1.0):
        for seed in seeds:
            world = draw(sizes, seed=seed, text_noise=noise)
            table = _claimed(duplicated_efforts(network_of(world)))
            severe = set(table["subjects"][table["severity"] > 0])
            for case in world.planted:
                if case.type == "similar_efforts" and case.need:
                    found[case.kind].append(case.subjects in severe)
    return {kind: fmean(hits) for kind, hits in found.items()}


def groups_of_copies(done: Iterable[Trial]) -> Score:
    """Return B-cubed of the groups of alike interventions, averaged over worlds."""
    scores = [b_cubed(map(_pair, trial.found), map(_pair, trial.truth)) for trial in done]
    return _mean(scores)


def chance_of_brokers(
    condition: Condition, *, sizes: Sizes = SIZES, seeds: Iterable[int] = SEEDS
) -> dict[str, float]:
    """Return how often the planted broker is among the first three, by what ranks it."""
    first: dict[str, list[bool]] = defaultdict(list)
    for seed in seeds:
        network = with_errors(draw(sizes, seed=seed), condition, seed)
        first["brokers"].append("broker" in brokers(network, runs=0, top=3)["id"].to_list())
        for measure in ("betweenness_centrality", "fragmentation_if_lost"):
            top = central_actors(network, measure=measure, top=3)["id"].to_list()
            first[f"central_actors, {measure}"].append("broker" in top)
    return {name: fmean(hits) for name, hits in first.items()}


def law_of_ties(kept: float, *, seeds: Iterable[int] = LAW_SEEDS) -> tuple[int, int, int]:
    """
    Lose declared ties of worlds in which they are the only channel.

    Parameters
    ----------
    kept
        Chance of each tie to be on record.
    seeds
        Of the worlds.

    Returns
    -------
    gaps, met, false
        Pairs that truly do not coordinate although they should, pairs that do, and those
        of the latter that are found as gaps for want of a recorded tie.

    Raises
    ------
    ValueError
        If a true gap is not found: a lost tie cannot hide one.
    """
    gaps = met = false = 0
    for seed in seeds:
        network = network_of(draw(LAW_SIZES, seed=seed, assortativity=0.9))
        required = _tie_two_thirds(network, np.random.default_rng([seed, 2]))
        truth = set(coordination_gaps(network)["subjects"])
        thin = thinned(
            network, "COOPERATES_WITH", kept=kept, generator=np.random.default_rng([seed, 3])
        )
        found = set(coordination_gaps(thin)["subjects"])
        if not truth <= found:
            message = "a lost tie has hidden a gap"
            raise ValueError(message)
        gaps, met = gaps + len(truth), met + len(required - truth)
        false += len(found - truth)
    return gaps, met, false


def law_of_mandates(kept: float, *, seeds: Iterable[int] = LAW_SEEDS) -> tuple[int, int]:
    """
    Lose responsibilities.

    Parameters
    ----------
    kept
        Chance of each responsibility to be on record.
    seeds
        Of the worlds.

    Returns
    -------
    gaps, found
        Pairs that truly do not coordinate although they should, and those of them found.
    """
    gaps = found = 0
    for seed in seeds:
        network = network_of(draw(LAW_SIZES, seed=seed, assortativity=0.9))
        truth = set(coordination_gaps(network)["subjects"])
        thin = thinned(network, *MANDATES, kept=kept, generator=np.random.default_rng([seed, 4]))
        gaps += len(truth)
        found += len(truth & set(coordination_gaps(thin)["subjects"]))
    return gaps, found


def _tie_two_thirds(
    network: nx.MultiDiGraph, generator: np.random.Generator
) -> set[tuple[str, ...]]:
    """Declare a tie for two thirds of the pairs that should coordinate, and for nobody else."""
    declared = [
        (start, end, key, of)
        for start, end, key, of in network.edges(keys=True, data=True)
        if of["type"] == "COOPERATES_WITH"
    ]
    network.remove_edges_from(edge[:3] for edge in declared)
    required = set(coordination_gaps(network)["subjects"])
    for one, other in sorted(required):
        if generator.random() < 2 / 3:
            network.add_edge(one, other, **declared[0][3] | {"start": one, "end": other})
    return required


def _claimed(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out alike efforts of any class but duplication."""
    return table[table["pair_class"] == "duplication"] if "pair_class" in table else table


def _positive(severities: Truth) -> Truth:
    return {subjects: severity for subjects, severity in severities.items() if severity > 0}


def _pair(subjects: tuple[str, ...]) -> tuple[str, str]:
    return subjects[-2], subjects[-1]


def _groups(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    joined = nx.Graph(list(pairs))
    return {one: group for group in nx.connected_components(joined) for one in group}


def _discounted(gains: Iterable[float]) -> float:
    return sum(gain / log2(at + 2) for at, gain in enumerate(gains))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else nan


def _mean(scores: Sequence[Score]) -> Score:
    columns = zip(*scores, strict=True)
    known = [[value for value in column if not isnan(value)] for column in columns]
    return Score(*(fmean(column) if column else nan for column in known))


# The page.

OTHER = Text("[In English](evaluation.md)", "[En español](evaluation.es.md)")
TITLE = Text("Cuánto aciertan los análisis", "How well the analyses find what is there")
GENERATED = Text(
    "Página generada por `python benchmarks/evaluation.py`; no se edita a mano.",
    "Page generated by `python benchmarks/evaluation.py`; not edited by hand.",
)
INTRODUCTION = Text(
    "De los datos reales nadie conoce todos los huecos verdaderos. Por eso los análisis se prueban "
    "en mundos sintéticos: {institutions} instituciones de {sectors} sectores, {bodies} órganos, "
    "{objectives} objetivos, {regions} regiones, {populations} poblaciones y {interventions} "
    "intervenciones, más {planted} casos plantados de cada clase. Los asientos, responsabilidades "
    "y ejecuciones se sortean con cuentas sesgadas como las de los registros reales, con "
    "preferencia por el propio sector, y uno de cada diez vínculos ya venció. Qué es verdad en "
    "cada mundo lo dicen reglas lentas y simples (`benchmarks/oracles.py`), escritas aparte de los "
    "análisis. Después se pierde parte del registro y se mira qué cambia. Las semillas son de "
    "{first} a {last}; cada cifra es la media de esos {worlds} mundos.",
    "Of real data nobody knows all true gaps. The analyses are therefore tried on synthetic "
    "worlds: {institutions} institutions of {sectors} sectors, {bodies} bodies, {objectives} "
    "objectives, {regions} regions, {populations} populations and {interventions} interventions, "
    "plus {planted} planted cases of each kind. Seats, responsibilities and executions are drawn "
    "with skewed counts as real records have them, with a preference for the own sector, and one "
    "tie in ten has already ended. What is true in each world is said by slow and plain rules "
    "(`benchmarks/oracles.py`), written apart from the analyses. Then part of the record is lost, "
    "to see what changes. Seeds are {first} to {last}; every figure is the mean of those {worlds} "
    "worlds.",
)
WARNING = Text(
    "Lea estas cifras como prueba de que el programa hace lo que dice y de cómo le afectan los "
    "errores del registro. No dicen cuántos hallazgos de datos reales serán útiles: eso solo lo "
    "dirán quienes coordinan.",
    "Read these figures as proof that the program does what it says and of how errors of the "
    "record affect it. They do not say how many findings on real data will be useful: only "
    "coordinators can.",
)
FINDINGS = Text("Hallazgos", "Findings")
FINDINGS_ABOUT = Text(
    "Hallados y verdaderos: cuántos con severidad mayor que 0. La precisión media y los diez "
    "primeros juzgan el orden por prioridad; nDCG toma como ganancia la severidad verdadera. "
    "Calibración: correlación de Spearman entre la severidad y la necesidad plantada, en todos los "
    "mundos juntos. `--`: indefinido.",
    "Found and true: how many of severity above 0. Average precision and the first ten judge the "
    "order by priority; nDCG takes the true severity as gain. Calibration: Spearman's correlation "
    "of severity and planted need, over all worlds together. `--`: undefined.",
)
FINDINGS_HEADER = (
    Text("Hallazgo", "Finding"),
    Text("Registro", "Record"),
    Text("Hallados", "Found"),
    Text("Verdaderos", "True"),
    Text("Precisión", "Precision"),
    Text("Cobertura", "Recall"),
    Text("F1", "F1"),
    Text("Precisión media", "Average precision"),
    Text("Precisión de los 10 primeros", "Precision of the first 10"),
    Text("nDCG", "nDCG"),
    Text("Calibración", "Calibration"),
)
LAWS = Text("Qué hacen los errores del registro", "What errors of the record do")
LAWS_ABOUT = Text(
    "Un vínculo que falta en el registro crea brechas falsas y no oculta ninguna; un mandato que "
    "falta oculta brechas verdaderas. Si cada vínculo consta con probabilidad q y g es la parte "
    "de pares requeridos que de verdad no coordina, la precisión ronda g / (g + (1 - g)(1 - q)), "
    "y más donde hay varios canales; si cada mandato consta con probabilidad q, la cobertura ronda "
    "q², pues una brecha necesita los de ambas partes. Mundos de {institutions} instituciones y "
    "{objectives} objetivos sin órganos, con vínculos declarados entre dos tercios de los pares "
    "requeridos; semillas de {first} a {last}.",
    "A tie missing from the record makes false gaps and hides none; a missing mandate hides true "
    "gaps. If each tie is on record with chance q, and g is the share of required pairs that truly "
    "do not coordinate, precision is about g / (g + (1 - g)(1 - q)), and more where there are "
    "several channels; if each mandate is on record with chance q, recall is about q², since a gap "
    "needs those of both sides. Worlds of {institutions} institutions and {objectives} objectives "
    "without bodies, with declared ties between two thirds of the required pairs; seeds {first} "
    "to {last}.",
)
LAWS_HEADER = (
    Text("Se pierden", "What is lost"),
    Text("q", "q"),
    Text("Medida", "Measure"),
    Text("Ley", "Law"),
    Text("Observado", "Observed"),
)
LOST_TIES, LOST_MANDATES = Text("vínculos", "ties"), Text("mandatos", "mandates")
PRECISION, RECALL = FINDINGS_HEADER[4], FINDINGS_HEADER[5]
COPIES = Text("Esfuerzos duplicados", "Duplicated efforts")
COPIES_ABOUT = Text(
    "Parte de las copias plantadas que se encuentra, según en qué difiera su título, y B-cubed de "
    "los grupos de intervenciones parecidas: intervención por intervención, qué parte de su grupo "
    "le corresponde y qué parte del verdadero se halló.",
    "Share of planted copies that are found, by how their titles differ, and B-cubed of the groups "
    "of alike interventions: intervention by intervention, which part of its group belongs with it "
    "and which part of the true one was found.",
)
COPIES_HEADER = (Text("Título de la copia", "Title of the copy"), Text("Halladas", "Found"))
KINDS_OF_COPY: Mapping[str, Text] = {
    "same wording": Text("igual", "the same"),
    "paraphrase": Text("parafraseado", "paraphrased"),
    "acronym": Text("con sigla", "with an acronym"),
    "word order": Text("otro orden de palabras", "other word order"),
    "translation": Text("traducido", "translated"),
}
GROUPS_HEADER = (
    FINDINGS_HEADER[1],
    Text("Precisión B-cubed", "B-cubed precision"),
    Text("Cobertura B-cubed", "B-cubed recall"),
    Text("F1 B-cubed", "B-cubed F1"),
)
BROKERS = Text("Intermediarios", "Brokers")
BROKERS_ABOUT = Text(
    "En cada mundo una institución es el único enlace de dos círculos de seis, de sectores "
    "distintos. Parte de los mundos en los que queda entre las tres primeras, según el orden:",
    "In each world one institution is the only link of two circles of six, of different sectors. "
    "Share of the worlds in which it is among the first three, by the order of:",
)
BROKERS_HEADER = (Text("Orden", "Order"), FINDINGS_HEADER[1], Text("Entre las tres", "In top 3"))


class Results(NamedTuple):
    """Everything that the pages show."""

    sizes: Sizes
    seeds: Sequence[int]
    law_seeds: Sequence[int]
    findings: Sequence[tuple[str, Condition, Score, float]]
    ties: Mapping[float, tuple[int, int, int]]
    mandates: Mapping[float, tuple[int, int]]
    copies: Mapping[str, float]
    groups: Sequence[tuple[Condition, Score]]
    brokers: Sequence[tuple[str, Condition, float]]


def evaluate(
    *,
    sizes: Sizes = SIZES,
    seeds: Sequence[int] = SEEDS,
    law_seeds: Sequence[int] = LAW_SEEDS,
    conditions: Sequence[Condition] = CONDITIONS,
) -> Results:
    """
    Run everything.

    Parameters
    ----------
    sizes, seeds
        Of the worlds.
    law_seeds
        Of the worlds for the laws of error.
    conditions
        What is wrong with the record.

    Returns
    -------
    results
        The same for the same arguments.
    """
    done = {
        at: trials(condition, sizes=sizes, seeds=seeds) for at, condition in enumerate(conditions)
    }
    return Results(
        sizes=sizes,
        seeds=seeds,
        law_seeds=law_seeds,
        findings=[
            (
                name,
                condition,
                _mean([score(list(trial.found), trial.truth) for trial in done[at][name]]),
                calibration(done[at][name]),
            )
            for name in DETECTORS
            for at, condition in enumerate(conditions)
        ],
        ties={kept: law_of_ties(kept, seeds=law_seeds) for kept in (0.9, 0.8, 0.6)},
        mandates={kept: law_of_mandates(kept, seeds=law_seeds) for kept in (0.9, 0.8)},
        copies=recall_of_copies(seeds, sizes=sizes),
        groups=[
            (condition, groups_of_copies(done[at]["similar_efforts"]))
            for at, condition in enumerate(conditions)
        ],
        brokers=[
            (name, condition, share)
            for condition in conditions
            if condition.ties < 1 or condition == conditions[0]
            for name, share in chance_of_brokers(condition, sizes=sizes, seeds=seeds).items()
        ],
    )


def pages(results: Results) -> dict[str, str]:
    """
    Return what was found as pages.

    Parameters
    ----------
    results
        What ``evaluate`` returned.

    Returns
    -------
    pages
        Markdown text by file name, one page per language.
    """
    return {NAMES[language]: _page(results, language) for language in LANGUAGES}


def _page(results: Results, language: Language) -> str:
    introduction = INTRODUCTION.say(
        language,
        **{name: str(value) for name, value in results.sizes._asdict().items()},
        first=results.seeds[0],
        last=results.seeds[-1],
        worlds=len(results.seeds),
    )
    laws = LAWS_ABOUT.say(
        language,
        institutions=LAW_SIZES.institutions,
        objectives=LAW_SIZES.objectives,
        first=results.law_seeds[0],
        last=results.law_seeds[-1],
    )
    blocks = [
        f"# {TITLE.say(language)}",
        OTHER.say(language),
        introduction,
        WARNING.say(language),
        GENERATED.say(language),
        f"## {FINDINGS.say(language)}",
        FINDINGS_ABOUT.say(language),
        _table(FINDINGS_HEADER, _rows_of_findings(results, language), language),
        f"## {LAWS.say(language)}",
        laws,
        _table(LAWS_HEADER, _rows_of_laws(results, language), language),
        f"## {COPIES.say(language)}",
        COPIES_ABOUT.say(language),
        _table(
            COPIES_HEADER,
            [
                (KINDS_OF_COPY[kind].say(language), _figure(results.copies[kind]))
                for kind in KINDS_OF_COPY
                if kind in results.copies
            ],
            language,
        ),
        _table(
            GROUPS_HEADER,
            [
                (condition.about.say(language), *map(_figure, (of.precision, of.recall, of.f1)))
                for condition, of in results.groups
            ],
            language,
        ),
        f"## {BROKERS.say(language)}",
        BROKERS_ABOUT.say(language),
        _table(
            BROKERS_HEADER,
            [
                (f"`{name}`", condition.about.say(language), _figure(share))
                for name, condition, share in results.brokers
            ],
            language,
        ),
    ]
    return "\n\n".join(blocks) + "\n"


def _rows_of_findings(results: Results, language: Language) -> list[tuple[str, ...]]:
    return [
        (
            f"`{name}`",
            condition.about.say(language),
            f"{of.found:.1f}",
            f"{of.true:.1f}",
            *map(_figure, of[2:]),
            _figure(correlation),
        )
        for name, condition, of, correlation in results.findings
    ]


def _rows_of_laws(results: Results, language: Language) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for kept, (gaps, met, false) in results.ties.items():
        floor, observed = gaps / (gaps + met * (1 - kept)), gaps / (gaps + false)
        cells = (PRECISION.say(language), _figure(floor), _figure(observed))
        rows.append((LOST_TIES.say(language), f"{kept}", *cells))
    for kept, (gaps, found) in results.mandates.items():
        cells = (RECALL.say(language), _figure(kept**2), _figure(found / gaps))
        rows.append((LOST_MANDATES.say(language), f"{kept}", *cells))
    return rows


def _figure(value: float) -> str:
    return "--" if isnan(value) else f"{value:.2f}"


def _table(header: Iterable[Text], rows: Iterable[tuple[str, ...]], language: Language) -> str:
    names = tuple(name.say(language) for name in header)
    lines = [names, ("---",) * len(names), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> None:
    """Write the pages."""
    for name, text in pages(evaluate()).items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
