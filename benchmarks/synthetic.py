"""
Worlds drawn at random, with cases planted in them whose truth is known beforehand.

A world is the rows of a data folder. Who sits where, who answers for what and who carries out
what follow skewed counts as they are seen in records of governance: most sit in few bodies, a
few sit in many. On top of that come planted cases of every kind of finding. Written to a folder
a world feeds the readers and both stores, as any other data.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np

from stakeholder_graph import dataset, load
from stakeholder_graph.language import Text
from stakeholder_graph.model import COLUMNS_OF_FILE, LABELS, OPEN_DAY, RELATIONSHIP_TYPES
from stakeholder_graph.vocabulary import POPULATIONS, SECTORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stakeholder_graph.dataset import Dataset

Row = dict[str, str]

DAY = "2026-06-30"
# Before this day no tie of any world holds.
FIRST_DAY = "2015-01-01"
EXPIRED = 0.10
SEATLESS = 0.35
COMPLETE_ROSTERS = 0.8
LED = 0.9
USUAL = {"source": "draw", "locator": "1", "evidence": "documented"}
# Ways in which the title of a copy is told apart from the first one.
TEXT_NOISE = ("paraphrase", "acronym", "word order", "translation")
NEGATIVES = ("other region", "other population", "other years", "second phase")
# Seats, responsibilities and executions of which somebody's absence from a record is drawn.
TIES = ("MEMBER_OF", "PARTY_TO", "COOPERATES_WITH")
MANDATES = ("RESPONSIBLE_FOR",)


class Activity(NamedTuple):
    """What an intervention does: its kind and two wordings of it."""

    kind: str
    wordings: tuple[Text, Text]


class Topic(NamedTuple):
    """What an area is about: two wordings and an acronym."""

    wordings: tuple[Text, Text]
    acronym: str


ACTIVITIES = (
    Activity(
        "training",
        (
            Text(
                "Talleres quincenales con becas para funcionarios municipales en {}",
                "Fortnightly workshops and grants for municipal officials on {}",
            ),
            Text(
                "Capacitación becada cada quince días de servidores ediles en {}",
                "Training with scholarships every two weeks of town staff on {}",
            ),
        ),
    ),
    Activity(
        "campaign",
        (
            Text(
                "Spots radiales, afiches y obras de teatro callejero: {}",
                "Radio spots, posters and plays in the street: {}",
            ),
            Text(
                "Campaña de difusión por radio, carteles y teatro: {}",
                "Awareness campaign by broadcasts, bills and theatre: {}",
            ),
        ),
    ),
    Activity(
        "study",
        (
            Text(
                "Encuesta a dos mil hogares y diagnóstico estadístico de {}",
                "Survey of two thousand households and statistical diagnosis of {}",
            ),
            Text(
                "Estudio por muestreo de dos mil familias sobre {}",
                "Study by sampling two thousand families on {}",
            ),
        ),
    ),
    Activity(
        "service",
        (
            Text(
                "Ventanilla móvil itinerante que visita cada distrito, {}",
                "Mobile desk that goes round each district, {}",
            ),
            Text(
                "Atención en unidades móviles por todos los distritos, {}",
                "Care from buses all over the districts, {}",
            ),
        ),
    ),
    Activity(
        "system",
        (
            Text(
                "Plataforma informática interoperable entre bases registrales - {}",
                "Interoperable software platform joining registers - {}",
            ),
            Text(
                "Sistema para el intercambio de datos de registros - {}",
                "System by which registries exchange data - {}",
            ),
        ),
    ),
    Activity(
        "protocol",
        (
            Text(
                "Guía breve con pasos, formularios y plazos ({})",
                "Short guide: steps, forms, deadlines ({})",
            ),
            Text(
                "Protocolo de pasos, fichas y plazos ({})",
                "Protocol: what to do, file and when ({})",
            ),
        ),
    ),
)
TOPICS = (
    Topic((Text("trata de personas", "human trafficking"),) * 2, "TdP"),
    Topic(
        (
            Text("salud mental", "mental health"),
            Text("apoyo psicosocial", "psychosocial support"),
        ),
        "SMAPS",
    ),
    Topic(
        (
            Text("migración laboral", "labour migration"),
            Text("movilidad laboral", "labour mobility"),
        ),
        "ML",
    ),
    Topic(
        (Text("refugio", "asylum"), Text("protección internacional", "international protection")),
        "PI",
    ),
    Topic((Text("fronteras", "borders"), Text("control fronterizo", "border control")), "GF"),
    Topic(
        (Text("regularización", "regularisation"), Text("calidad migratoria", "migration status")),
        "PTP",
    ),
    Topic((Text("vacunación", "vaccination"), Text("inmunización", "immunisation")), "PAI"),
    Topic(
        (
            Text("trabajo forzoso", "forced labour"),
            Text("explotación laboral", "labour exploitation"),
        ),
        "TF",
    ),
)


class Sizes(NamedTuple):
    """How many of each there are, before cases are planted."""

    institutions: int = 60
    sectors: int = 8
    bodies: int = 12
    objectives: int = 40
    regions: int = 25
    populations: int = 8
    interventions: int = 300
    planted: int = 3


class Planted(NamedTuple):
    """
    One case whose answer is known.

    Attributes
    ----------
    type
        Type of the finding, or what the case is good for.
    kind
        Which of its kinds, or which noise it bears.
    subjects
        What the finding is about, in the order of its ids.
    need
        How much is at stake, in [0, 1].
    """

    type: str
    kind: str
    subjects: tuple[str, ...]
    need: float


class World(NamedTuple):
    """
    A data folder in memory.

    Attributes
    ----------
    files
        Rows by name of the file, without ``.csv``.
    planted
        The cases that were planted.
    """

    files: Mapping[str, Sequence[Row]]
    planted: tuple[Planted, ...]


def draw(
    sizes: Sizes | None = None,
    *,
    seed: int,
    assortativity: float = 0.5,
    text_noise: float = 0.0,
) -> World:
    """
    Draw a world.

    Parameters
    ----------
    sizes
        How many of each. If None, those of ``Sizes``.
    seed
        Of the random numbers.
    assortativity
        Chance that a seat, a responsibility or a tie is looked for within the own sector.
    text_noise
        Chance that the title of a planted copy is worded otherwise than the first.

    Returns
    -------
    world
        The same for the same arguments.
    """
    drawn = _Draw(sizes or Sizes(), np.random.default_rng(seed), assortativity, text_noise)
    drawn.nodes()
    drawn.may_end = True
    drawn.ties()
    drawn.may_end = False
    drawn.plant()
    return World({name: tuple(rows) for name, rows in drawn.files.items()}, tuple(drawn.planted))


def write(world: World, folder: Path) -> Path:
    """
    Write a world as a data folder.

    Parameters
    ----------
    world
        What ``draw`` returned.
    folder
        Where to; made if it is not there.

    Returns
    -------
    folder
        The same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in world.files.items():
        columns = [column.name for column in COLUMNS_OF_FILE[f"{name}.csv"]]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def read(world: World) -> Dataset:
    """
    Read a world as any user's data, checks included.

    Parameters
    ----------
    world
        What ``draw`` returned.

    Returns
    -------
    dataset
        Its validated rows.
    """
    with TemporaryDirectory() as folder:
        return dataset.read([write(world, Path(folder) / "synthetic")])


def network_of(world: World, *, day: str = DAY) -> nx.MultiDiGraph:
    """
    Return what holds on a day, without the engine, which takes longer than small worlds.

    Parameters
    ----------
    world
        What ``draw`` returned.
    day
        Full day, ``YYYY-MM-DD``.

    Returns
    -------
    network
        The same as ``read_network`` of a store that was loaded with the world.
    """
    network = nx.MultiDiGraph(as_of=day, ended=[])
    found = _begun(world, day)
    for label in LABELS:
        for row in sorted(found[label], key=itemgetter("id")):
            if day < row["until_day"]:
                network.add_node(row["id"], **row)
    for kind in RELATIONSHIP_TYPES:
        for row in sorted(found[kind], key=lambda row: tuple(row.values())):
            start, end = row.pop("from"), row.pop("to")
            if start in network and end in network:
                tie = {"start": start, "end": end, "type": kind} | row
                if day < row["until_day"]:
                    network.add_edge(start, end, **tie)
                else:
                    network.graph["ended"].append(tie)
    return network


def _begun(world: World, day: str) -> dict[str, list[Row]]:
    """Return the records that had begun on a day, by label and by relationship type."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for table in load.tabulate(read(world)):
        for record in table.records:
            row = dict(zip(table.columns, record, strict=True))
            if row.get("from_day", OPEN_DAY) <= day:
                found[table.name].append(row)
    return found


def thinned(
    network: nx.MultiDiGraph, *types: str, kept: float, generator: np.random.Generator
) -> nx.MultiDiGraph:
    """
    Lose ties of a network at random, as a record does.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    *types
        Relationship types that may be lost.
    kept
        Chance of each tie to be on record.
    generator
        Of the random numbers.

    Returns
    -------
    thinned
        A copy without the lost ties.
    """
    copy = network.copy()
    edges = [
        (start, end, key)
        for start, end, key, kind in network.edges(keys=True, data="type")
        if kind in types
    ]
    lost = generator.random(len(edges)) >= kept
    copy.remove_edges_from(edge for edge, is_lost in zip(edges, lost, strict=True) if is_lost)
    return copy


def negative_binomial(generator: np.random.Generator, successes: float, chance: float) -> int:
    """Return one more than a draw from the negative binomial distribution."""
    return 1 + int(generator.negative_binomial(successes, chance))


def zipf(count: int, exponent: float) -> np.ndarray:
    """Return chances that fall with a power of the rank and add up to 1."""
    weights: np.ndarray = np.arange(1, count + 1, dtype=float) ** -exponent
    shares: np.ndarray = weights / weights.sum()
    return shares


class _Draw:
    """The rows of a world while it is drawn."""

    def __init__(
        self, sizes: Sizes, generator: np.random.Generator, assortativity: float, text_noise: float
    ) -> None:
        self.sizes = sizes
        self.chance = generator
        self.assortativity = assortativity
        self.text_noise = text_noise
        self.files: dict[str, list[Row]] = {
            "sources": [{"id": "draw", "title": "Drawn at random", "kind": "press_note"}]
        }
        self.planted: list[Planted] = []
        self.sectors = list(SECTORS)[: sizes.sectors]
        self.sector_of: dict[str, str] = {}
        self.area_of: dict[str, int] = {}
        self.participants: defaultdict[str, list[str]] = defaultdict(list)
        self.tied: set[tuple[str, ...]] = set()
        self.may_end = False

    # Nodes, in the order in which they need each other.

    def nodes(self) -> None:
        self.add("agreements", id="compact", kind="compact")
        for at in range(len(self.sectors)):
            self.add("objectives", id=f"area-{at}", kind="thematic_area")
            self.tie("parts", part=f"area-{at}", whole="compact")
        self.add("territories", id="country", kind="country", scheme="iso", code="PE")
        self.add("territories", id="neighbour", kind="country", scheme="iso", code="EC")
        self.tie("neighbours", territory="country", neighbour="neighbour")
        for at in range(self.sizes.regions):
            self.add("territories", id=f"region-{at:02}", kind="region")
            self.tie("parts", part=f"region-{at:02}", whole="country")
        for at in range(self.sizes.institutions):
            self.institution(f"institution-{at:02}", unit=at > 0 and self.happens(0.05))
        for at in range(self.sizes.objectives):
            self.objective(f"objective-{at:02}", at % len(self.sectors))
        for at in range(self.sizes.bodies):
            self.body(f"body-{at:02}", area=at % len(self.sectors), inside=at % 3 > 0)

    def institution(self, name: str, *, unit: bool = False, sector: str = "") -> str:
        sector = sector or self.one_of(self.sectors)
        regional = not unit and self.happens(0.4)
        kind = "unit" if unit else self.one_of(["ministry", "agency", "ngo"])
        level = "national" if not regional else self.one_of(["subnational", "local"])
        wholes = [row["id"] for row in self.rows("institutions") if row["kind"] != "unit"]
        self.add("institutions", id=name, kind=kind, sector=sector, level=level, country="PE")
        self.sector_of[name] = sector
        if unit:
            self.tie("parts", part=name, whole=self.one_of(wholes))
        self.tie("presence", subject=name, territory=self.region() if regional else "country")
        return name

    def objective(self, name: str, area: int, weight: float | None = None) -> str:
        drawn = round(float(self.chance.uniform(0.2, 1)), 2) if weight is None else weight
        number = str(len(self.rows("objectives")))
        self.add("objectives", id=name, kind="objective", weight=f"{drawn:.2f}", number=number)
        self.area_of[name] = area
        self.tie("parts", part=name, whole=f"area-{area}")
        return name

    def body(self, name: str, *, area: int, inside: bool) -> None:
        roster = "complete" if self.happens(COMPLETE_ROSTERS) else "partial"
        file = "working_groups" if inside else "forums"
        level = self.one_of(["national", "subnational"])
        kind = "working_group" if inside else "roundtable"
        self.add(file, id=name, kind=kind, roster=roster, level=level)
        if level == "subnational":
            self.tie("presence", subject=name, territory=self.region())
        if inside:
            self.tie("parts", part=name, whole=self.one_of(self.ids("forums")))
        scope = self.objectives_of(area)
        if self.happens(0.3):
            scope = self.ids("objectives", kind="objective")
        if self.happens(0.1):
            self.tie("scopes", subject=name, objective=f"area-{area}")
        elif scope and self.happens(0.9):
            for objective in self.some_of(scope, int(self.chance.integers(1, 6))):
                self.tie("scopes", subject=name, objective=objective)

    # Ties.

    def ties(self) -> None:
        institutions = self.ids("institutions")
        bodies = [*self.ids("forums"), *self.ids("working_groups")]
        self.seats(institutions, bodies)
        for objective in self.ids("objectives", kind="objective"):
            self.responsibilities(objective, institutions)
        for _ in range(self.sizes.institutions // 2):
            who = self.one_of(institutions)
            near = [other for other in institutions if self.sector_of[other] == self.sector_of[who]]
            (other,) = self.pick(institutions, near, 1, zipf(len(institutions), 0.6))
            if other != who:
                kind = self.one_of(["coordination", "technical_assistance"])
                self.tie("cooperation", institution=who, partner=other, kind=kind)
        self.agreements(institutions)
        for one, other in zip(*[iter(self.ids("objectives", kind="objective"))] * 2, strict=False):
            if self.happens(0.3):
                self.tie("alignments", objective=one, aligned_with=other)
        self.requirements()
        for at in range(self.sizes.interventions):
            self.intervention(f"intervention-{at:03}", bodies)

    def seats(self, institutions: list[str], bodies: list[str]) -> None:
        for who in institutions if bodies else ():
            if self.happens(SEATLESS):
                continue
            count = min(negative_binomial(self.chance, 1.2, 0.35), len(bodies))
            home = self.sectors.index(self.sector_of[who])
            near = [body for at, body in enumerate(bodies) if at % len(self.sectors) == home]
            for body in self.pick(bodies, near, count, zipf(len(bodies), 0.7)):
                role = self.one_of(["member", "member", "member", "observer", "chair"])
                self.tie("memberships", institution=who, venue=body, role=role)

    def agreements(self, institutions: list[str]) -> None:
        for at in range(self.sizes.institutions // 10):
            self.add("agreements", id=f"agreement-{at}", kind="cooperation_framework")
            for who in self.some_of(institutions, 2):
                self.tie("parties", institution=who, agreement=f"agreement-{at}", role="signatory")
            objective = self.one_of(self.ids("objectives", kind="objective"))
            self.tie("scopes", subject=f"agreement-{at}", objective=objective)

    def requirements(self) -> None:
        for objective in self.ids("objectives", kind="objective"):
            if self.happens(0.4):
                self.requires(
                    objective,
                    level=self.one_of(["", "", "national", "subnational", "local"]),
                    territory=self.one_of(["", "country", "neighbour", self.region()]),
                    population=self.one_of(["", "", *self.populations]),
                    exposure=f"{self.chance.uniform(0.2, 1):.2f}",
                )

    def requires(self, objective: str, **wanted: str) -> None:
        cells = {name: value for name, value in wanted.items() if value}
        if cells.keys() - {"exposure"}:
            self.tie("requirements", agreement="compact", objective=objective, **cells)

    def responsibilities(self, objective: str, institutions: list[str]) -> None:
        count = min(negative_binomial(self.chance, 2, 0.4), len(institutions))
        sector = self.sectors[self.area_of[objective]]
        near = [who for who in institutions if self.sector_of[who] == sector]
        found = self.pick(institutions, near, count, zipf(len(institutions), 0.6))
        led = self.happens(LED)
        for at, who in enumerate(found):
            role = "co_responsible" if self.happens(0.3) else "support"
            self.answers(who, objective, "lead" if led and not at else role)

    def answers(self, who: str, objective: str, role: str) -> None:
        self.participants[objective].append(who)
        self.tie("responsibilities", institution=who, objective=objective, role=role)

    def intervention(self, name: str, bodies: list[str]) -> None:
        objective = self.one_of(self.ids("objectives", kind="objective"))
        executors = self.participants[objective] if self.happens(0.8) else self.ids("institutions")
        if bodies and self.happens(0.05):
            executors = bodies
        who = self.some_of(executors, 2 if self.happens(0.2) else 1)
        start = date.fromisoformat(DAY) - timedelta(days=int(self.chance.integers(200, 700)))
        activity = int(self.chance.integers(len(ACTIVITIES)))
        days = (30, 200) if self.happens(EXPIRED) else (700, 1100)
        length = timedelta(days=int(self.chance.integers(*days)))
        self.project(
            name,
            who,
            objective,
            title=self.title(activity, objective, ""),
            kind=ACTIVITIES[activity].kind,
            populations=self.some_of(self.populations, int(self.chance.integers(1, 3))),
            regions=self.some_of(self.regions, int(self.chance.integers(1, 3))),
            span=(start, start + length),
        )

    def project(  # noqa: PLR0913 - what tells one project from another
        self,
        name: str,
        executors: Iterable[str],
        objective: str,
        *,
        title: Row,
        kind: str,
        populations: Iterable[str],
        regions: Iterable[str],
        span: tuple[date, date],
    ) -> None:
        since = {"valid_from": str(span[0])}
        self.add(
            "interventions",
            id=name,
            kind=kind,
            populations="|".join(sorted(populations)),
            valid_to=str(span[1]),
            **since,
            **title,
        )
        for at, who in enumerate(executors):
            role = "joint" if at else "lead"
            self.tie("executions", executor=who, intervention=name, role=role, **since)
        self.tie("scopes", subject=name, objective=objective, **since)
        for region in regions:
            self.tie("presence", subject=name, territory=region, **since)

    def title(self, activity: int, objective: str, noise: str) -> Row:
        """Return a title in both languages; one that is told from another has only one."""
        topic = TOPICS[self.area_of[objective] % len(TOPICS)]
        other = int(noise == "paraphrase")
        wording, about = ACTIVITIES[activity].wordings[other], topic.wordings[other]
        if noise == "acronym":
            about = Text(topic.acronym, topic.acronym)
        said = Text(wording.es.format(about.es), wording.en.format(about.en))
        if noise == "word order":
            said = Text(*(" ".join(reversed(text.split())) for text in said))
        if noise == "translation":
            return {"name_en": said.en}
        return {"name_es": said.es} | ({} if noise else {"name_en": said.en})

    # Planted cases.

    def plant(self) -> None:
        for at in range(self.sizes.planted):
            weight = round(0.4 + 0.6 * (at + 1) / self.sizes.planted, 2)
            area = at % len(self.sectors)
            self.plant_coverage(at, area, weight)
            self.plant_coordination(at, area, weight)
            self.plant_bodies(at, area)
            self.plant_requirements(at, area, weight)
            self.plant_roles(at, area, weight)
            self.plant_border(at, area)
            self.plant_projects(at, int(self.chance.integers(len(self.sectors))))
        if self.sizes.planted and len(self.sectors) > 1:
            self.plant_broker()

    def plant_coverage(self, at: int, area: int, weight: float) -> None:
        alone = self.institution(f"alone-{at}")
        for kind, role in (("nobody", ""), ("no_lead", "co_responsible"), ("single_actor", "lead")):
            objective = self.objective(f"{kind.replace('_', '-')}-{at}", area, weight)
            if role:
                self.answers(alone, objective, role)
            if kind == "no_lead":
                self.answers(self.institution(f"second-{at}"), objective, "support")
            self.case("coverage_gap", kind, (objective, kind), weight)

    def plant_requirements(self, at: int, area: int, weight: float) -> None:
        """Plant what a text requires and nobody meets, and two leads that no channel joins."""
        nation = self.institution_of("national", f"nation-{at}")
        of_region = self.institution_of("subnational", f"of-region-{at}", self.regions[0])
        first, last = self.regions[0], self.regions[-1]
        unmet = self.objective(f"unmet-{at}", area, weight)
        self.answers(nation, unmet, "lead")
        self.requires(unmet, level="local")
        self.case("coverage_gap", "no_level", (unmet, "no_level", "compact", "local"), weight)
        if first == last:
            return
        missing = self.objective(f"rung-{at}", area, weight)
        self.answers(nation, missing, "lead")
        self.requires(missing, territory=last)
        self.case("level_gap", "missing_rung", (missing, last, "missing_rung"), weight)
        broken = self.objective(f"broken-{at}", area, weight)
        self.answers(nation, broken, "lead")
        self.answers(of_region, broken, "lead")
        self.requires(broken, territory=first)
        self.case("level_gap", "broken_rung", (broken, first, "broken_rung"), weight)
        self.case("coverage_gap", "plural_lead", (broken, "plural_lead"), weight / 2)
        elsewhere = self.objective(f"elsewhere-{at}", area, weight)
        self.answers(of_region, elsewhere, "lead")
        self.requires(elsewhere, territory=last)
        subjects = (elsewhere, "no_territory", "compact", last)
        self.case("coverage_gap", "no_territory", subjects, weight)

    def institution_of(self, level: str, name: str, place: str = "country") -> str:
        self.add(
            "institutions",
            id=name,
            kind="agency",
            sector=self.sectors[0],
            level=level,
            country="PE",
        )
        self.sector_of[name] = self.sectors[0]
        self.tie("presence", subject=name, territory=place)
        return name

    def plant_roles(self, at: int, area: int, weight: float) -> None:
        """Plant a lead whose term is over and one that nobody has confirmed for ten years."""
        old, new = (self.institution(f"{age}-{at}") for age in ("former", "present"))
        for name, who, validity in (
            ("ended", old, {"valid_from": "2020-01-01", "valid_to": "2021-12-31"}),
            ("stale", new, {"valid_from": "2016-06-30"}),
        ):
            objective = self.objective(f"{name}-{at}", area, weight)
            self.tie(
                "responsibilities", institution=who, objective=objective, role="lead", **validity
            )
            kind = "expired" if name == "ended" else name
            self.case("currency_gap", kind, (who, objective, "lead", kind), weight)

    def plant_border(self, at: int, area: int) -> None:
        """Plant a problem of both sides, with an instrument that is signed in every second case."""
        objective = self.objective(f"border-{at}", area)
        abroad = f"abroad-{at}"
        self.add(
            "institutions",
            id=abroad,
            kind="foreign_government",
            sector=self.sectors[0],
            level="national",
            country="EC",
        )
        here = self.institution(f"here-{at}")
        for number, (territory, exposure) in enumerate((("country", 0.8), ("neighbour", 0.5))):
            # Two texts, since one tie may name one territory only.
            text = f"text-{at}{number}"
            self.add("agreements", id=text, kind="policy")
            self.tie(
                "requirements",
                agreement=text,
                objective=objective,
                territory=territory,
                exposure=str(exposure),
            )
        status = "signed" if at % 2 else "expired"
        instrument = f"instrument-{at}"
        self.add("agreements", id=instrument, kind="treaty", status=status)
        for who in (abroad, here):
            self.tie("parties", institution=who, agreement=instrument, role="party")
        self.tie("scopes", subject=instrument, objective=objective)
        need = (0.8 * 0.5) ** 0.5 * (0.5 if at % 2 else 1.0)
        self.case("border_gap", status, ("country", "neighbour", objective), need)

    def plant_coordination(self, at: int, area: int, weight: float) -> None:
        pair = (self.institution(f"apart-{at}a"), self.institution(f"apart-{at}b"))
        objective = self.objective(f"shared-{at}", area, weight)
        self.answers(pair[0], objective, "lead")
        self.answers(pair[1], objective, "support")
        self.case("coordination_gap", "none", pair, 0.5 * weight)
        self.case("motif_gap", "shared_resource", pair, 1 / 3)

    def plant_bodies(self, at: int, area: int) -> None:
        bodies = (f"twin-{at}a", f"twin-{at}b")
        objectives = [self.objective(f"matter-{at}{one}", area) for one in "ab"]
        sitting = [self.institution(f"seated-{at}{one}") for one in "abcd"]
        for objective in objectives:
            self.answers(sitting[0], objective, "lead")
            self.answers(sitting[1], objective, "support")
        for body, members in zip(bodies, (sitting[:2], sitting[2:]), strict=True):
            self.add("forums", id=body, kind="roundtable", roster="complete")
            # One of them deals with the first matter only in every second case.
            for objective in objectives[: 1 + (at % 2 or body.endswith("a"))]:
                self.tie("scopes", subject=body, objective=objective)
            for who in members:
                self.tie("memberships", institution=who, venue=body, role="member")
        topic = 1.0 if at % 2 else 0.5
        self.case("bridging_gap", "no_bridge", bodies, topic)
        self.case("mandate_overlap", "twin" if at % 2 else "nested", bodies, topic / 2)

    def plant_projects(self, at: int, area: int) -> None:
        objective = self.objective(f"field-{at}", area)
        self.answers(self.institution(f"field-lead-{at}"), objective, "lead")
        start = date.fromisoformat(DAY) - timedelta(days=200)
        span = (start, start + timedelta(days=720))
        shifted = (start + timedelta(days=60), start + timedelta(days=500))
        before = (date(2020, 1, 1), date(2021, 12, 31))
        # Each case has an activity of its own, so that only its own two are alike.
        cases = [TEXT_NOISE[at % len(TEXT_NOISE)], "joint", *self.some_of(NEGATIVES, 2)]
        activities = self.chance.permutation(len(ACTIVITIES))
        for number, (activity, case) in enumerate(zip(activities, cases, strict=False)):
            names = (f"project-{at}{number}a", f"project-{at}{number}b")
            who = [self.institution(f"executor-{at}{number}{one}") for one in "ab"]
            if case == "joint":
                self.tie("cooperation", institution=who[0], partner=who[1], kind="coordination")
            noise = case if case in TEXT_NOISE and self.happens(self.text_noise) else ""
            self.project(
                names[0],
                who[:1],
                objective,
                title=self.title(activity, objective, "first" if noise else ""),
                kind=ACTIVITIES[activity].kind,
                populations=self.populations[:1],
                regions=self.regions[:1],
                span=before if case == "other years" else span,
            )
            self.project(
                names[1],
                who[:1] if case == "second phase" else who[1:],
                objective,
                title=self.title(activity, objective, noise),
                kind=ACTIVITIES[activity].kind,
                populations=self.populations[-1:]
                if case == "other population"
                else self.populations[:1],
                regions=self.regions[-1:] if case == "other region" else self.regions[:1],
                span=shifted,
            )
            kind = case if noise or case not in TEXT_NOISE else "same wording"
            self.case(
                "not_duplicates" if case in NEGATIVES else "similar_efforts",
                kind,
                names,
                0.0 if case in (*NEGATIVES, "joint") else 1.0,
            )

    def plant_broker(self) -> None:
        broker = self.institution("broker", sector=self.sectors[0])
        for side, sector in zip("ab", self.sectors, strict=False):
            self.add("forums", id=f"circle-{side}", kind="roundtable", roster="complete")
            members = [self.institution(f"circle-{side}{at}", sector=sector) for at in range(6)]
            for who in (*members, broker):
                self.tie("memberships", institution=who, venue=f"circle-{side}", role="member")
        self.case("broker", "broker", (broker,), 1.0)

    def case(self, type: str, kind: str, subjects: tuple[str, ...], need: float) -> None:
        self.planted.append(Planted(type, kind, subjects, need))

    # Rows.

    def add(self, file: str, **cells: str) -> None:
        names = {"name_es": cells["id"].capitalize()} if "name_en" not in cells else {}
        self.rows(file).append(USUAL | names | cells)

    def tie(self, file: str, **cells: str) -> None:
        """Add a tie that holds on the day or, where ties may end, perhaps one that has ended."""
        ends = (file, *list(cells.values())[:2])
        if ends in self.tied:
            return
        self.tied.add(ends)
        start = date.fromisoformat(FIRST_DAY) + timedelta(days=int(self.chance.integers(3000)))
        validity = {"valid_from": str(start)}
        if self.may_end and "valid_from" not in cells and self.happens(EXPIRED):
            validity["valid_to"] = str(start + timedelta(days=int(self.chance.integers(1100))))
        self.rows(file).append(USUAL | validity | cells)

    def rows(self, file: str) -> list[Row]:
        return self.files.setdefault(file, [])

    def ids(self, file: str, **having: str) -> list[str]:
        return [
            row["id"]
            for row in self.rows(file)
            if all(row.get(name) == value for name, value in having.items())
        ]

    # Chance.

    @property
    def populations(self) -> list[str]:
        return list(POPULATIONS)[: self.sizes.populations]

    @property
    def regions(self) -> list[str]:
        return self.ids("territories", kind="region")

    def region(self) -> str:
        return self.one_of(self.regions)

    def objectives_of(self, area: int) -> list[str]:
        return [one for one, of in self.area_of.items() if of == area]

    def happens(self, chance: float) -> bool:
        return bool(self.chance.random() < chance)

    def one_of(self, options: Sequence[str]) -> str:
        return options[int(self.chance.integers(len(options)))]

    def some_of(self, options: Sequence[str], count: int) -> list[str]:
        found = self.chance.permutation(len(options))[:count]
        return [options[at] for at in sorted(found)]

    def pick(
        self, options: Sequence[str], near: Sequence[str], count: int, weights: np.ndarray
    ) -> list[str]:
        """Pick some without repeating, each from those near with the chance of assortativity."""
        chance_of = dict(zip(options, weights, strict=True))
        found: list[str] = []
        for _ in range(count):
            pool = near if self.happens(self.assortativity) else options
            left = [one for one in pool if one not in found] or [
                one for one in options if one not in found
            ]
            chances = np.array([chance_of[one] for one in left])
            found.append(left[int(self.chance.choice(len(left), p=chances / chances.sum()))])
        return found
