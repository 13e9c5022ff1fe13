"""The command line: opens the store, asks, prints."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import click

from stakeholder_graph import __version__
from stakeholder_graph.errors import StakeholderGraphError
from stakeholder_graph.language import LANGUAGES, Text, default_language
from stakeholder_graph.vocabulary import (
    EXPORT_FORMATS,
    GAP_KINDS,
    HARMLESS_CLASSES,
    MAIN_MEASURES,
    MEASURES,
    MOTIFS,
    PAIR_CLASSES,
    TABLE_FORMATS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import networkx as nx
    import pandas as pd

    from stakeholder_graph.language import Language
    from stakeholder_graph.store import Store, Table

_DIAGRAM_KINDS = ("network", "matrix")


def _help(es: str, en: str) -> str:
    return Text(es, en).say(default_language())


class _Failure(click.ClickException):
    """An error of the library, as one sentence and exit status 2."""

    exit_code = 2


class _Commands(click.Group):
    """Commands whose library errors become sentences."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except StakeholderGraphError as error:
            raise _Failure(error.say(ctx.meta.get("language", default_language()))) from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order in which they are defined."""
        return list(self.commands)


class _Options(NamedTuple):
    """What the common options say."""

    data: tuple[str, ...]
    store: str
    network: str
    day: str
    language: Language
    format: str
    output: str

    def folders(self) -> list[Path]:
        from pathlib import Path

        from stakeholder_graph import access

        return [Path(folder) for folder in self.data] or access.bundled_folders()

    def datasets(self) -> list[str]:
        if self.network != "all":
            return [self.network]
        return [folder.name for folder in self.folders()]

    def read_tables(self) -> list[Table]:
        """Read the records to be loaded or exported."""
        from stakeholder_graph import dataset, load

        tables = load.tabulate(dataset.read(self.folders()))
        return list(tables) if self.network == "all" else load.only(tables, self.network)

    def open_store(self) -> Store:
        from stakeholder_graph import access

        return access.open_store(
            *self.data,
            uri=self.store,
            network=self.network,
            warn=lambda text: click.echo(text.say(self.language), err=True),
        )

    def read_network(self) -> nx.MultiDiGraph:
        from stakeholder_graph import network

        with self.open_store() as store:
            return network.read_network(store, day=self.day)

    def show(self, rows: Sequence[Any], columns: Iterable[str] | None = None) -> None:
        from stakeholder_graph import tables

        if self.format == "xlsx":
            self.write(tables.spreadsheet(rows, language=self.language, columns=columns))
        else:
            text = tables.render(
                rows,
                format=self.format,  # type: ignore[arg-type]
                language=self.language,
                columns=columns,
            )
            self.write(text.encode())

    def show_table(self, table: pd.DataFrame, columns: Iterable[str]) -> None:
        from stakeholder_graph import tables

        self.show(tables.records(table), columns)

    def show_findings(
        self,
        network: nx.MultiDiGraph,
        found: Sequence[pd.DataFrame],
        why: str | None,
        columns: Sequence[str] | None = None,
    ) -> None:
        """Print findings, or what is on record behind one of them."""
        from stakeholder_graph import evidence, findings

        table = findings.together(found) if len(found) > 1 else found[0]
        if why is None:
            self.show_table(table, columns or findings.SHOWN_COLUMNS)
            return
        finding = evidence.finding_of(table, why)
        click.echo(finding[f"explanation_{self.language}"], err=True)
        self.show(evidence.facts_behind(network, finding), evidence.SHOWN_COLUMNS)

    def write(self, content: bytes) -> None:
        if self.output == "-":
            sys.stdout.buffer.write(content)
        else:
            from stakeholder_graph import output

            output.write_whole(self.output, content)


def _day(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str:  # noqa: ARG001
    from stakeholder_graph import dates

    return dates.as_of_day(value) if value else dates.today()


def _remember_language(ctx: click.Context, parameter: click.Parameter, value: Language) -> Language:  # noqa: ARG001
    ctx.meta["language"] = value
    return value


_COMMON_OPTIONS = (
    click.Option(
        ["--data"],
        multiple=True,
        metavar="FOLDER",
        help=_help(
            "Carpeta de datos propia en vez de la incluida; puede repetirse.",
            "Your own data folder instead of the bundled one; may be repeated.",
        ),
    ),
    click.Option(
        ["--store"],
        default="",
        metavar="URI",
        help=_help(
            "Servidor Neo4j que responde, por ejemplo neo4j://localhost; por omisión NEO4J_URI. "
            "«embedded» es el motor incluido.",
            "Neo4j server that answers, for instance neo4j://localhost; by default NEO4J_URI. "
            "'embedded' is the engine within.",
        ),
    ),
    click.Option(
        ["--network"],
        default="all",
        show_default=True,
        metavar="NAME",
        help=_help(
            "Carpeta de datos a la que ceñirse, por ejemplo mtigm o regional.",
            "Data folder to keep to, for instance mtigm or regional.",
        ),
    ),
    click.Option(
        ["--as-of", "day"],
        callback=_day,
        metavar="DATE",
        help=_help(
            "Fecha a la que se responde: AAAA, AAAA-MM o AAAA-MM-DD; por omisión, hoy.",
            "Date to answer for: YYYY, YYYY-MM or YYYY-MM-DD; today by default.",
        ),
    ),
    click.Option(
        ["--lang", "language"],
        type=click.Choice(LANGUAGES),
        default=default_language,
        is_eager=True,
        callback=_remember_language,
        help=_help("Idioma; por omisión, el del entorno.", "Language; by default the locale's."),
    ),
    click.Option(
        ["--format"],
        type=click.Choice(TABLE_FORMATS),
        help=_help(
            "Formato; por omisión, table en la terminal y tsv en una tubería.",
            "Format; by default table on a terminal and tsv in a pipe.",
        ),
    ),
    click.Option(
        ["-o", "--output"],
        default="-",
        metavar="FILE",
        help=_help("Archivo de salida; - es stdout.", "Output file; - is stdout."),
    ),
)


def _fitting_format(output: str) -> str:
    if output == "-":
        return "table" if sys.stdout.isatty() else "tsv"
    ending = _ending(output)
    return ending if ending in TABLE_FORMATS else "table"


def _ending(file: str) -> str:
    # Without pathlib, which would slow every start.
    return os.path.splitext(file)[1].lstrip(".").lower()  # noqa: PTH122


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_help(
        "Quién se coordina con quién en la gobernanza migratoria.",
        "Who coordinates with whom in migration governance.",
    ),
    epilog=_help(
        "Ejemplo: stakeholder-graph who-handles trata --lang es",
        "Example: stakeholder-graph who-handles trafficking",
    ),
)
@click.version_option(__version__, message="%(version)s")
def main() -> None:
    """Answer questions about who coordinates with whom."""


def _command(
    name: str, *, es: str, en: str, example: str
) -> Callable[[Callable[..., None]], click.Command]:
    lead = _help("Ejemplo", "Example")

    def decorate(function: Callable[..., None]) -> click.Command:
        def run(**given: Any) -> None:  # noqa: ANN401
            chosen = {name: given.pop(name) for name in _Options._fields}
            chosen["format"] = chosen["format"] or _fitting_format(chosen["output"])
            function(_Options(**chosen), **given)

        command = main.command(
            name, help=_help(es, en), epilog=f"{lead}: stakeholder-graph {example}"
        )(update_wrapper(run, function))
        own = {parameter.name for parameter in command.params}
        command.params.extend(option for option in _COMMON_OPTIONS if option.name not in own)
        return command

    return decorate


@_command(
    "check",
    es=(
        "Revisa los archivos de datos. Muestra todos los problemas a la vez y cuántas filas "
        "se leyeron."
    ),
    en="Check the data files. Shows every problem at once and how many rows were read.",
    example="check --data my-data",
)
def check(options: _Options) -> None:
    """Print the ledger, then the problems; exit with 1 if there are any."""
    from stakeholder_graph import dataset

    checked = dataset.check(options.folders())
    options.show(
        [
            {
                "file": count.file,
                "read": count.read,
                "accepted": count.accepted,
                "rejected": count.rejected,
            }
            for count in checked.counts
        ]
    )
    for problem in checked.problems:
        click.echo(problem.say(options.language), err=True)
    if checked.problems:
        sys.exit(1)


@_command(
    "load",
    es=(
        "Carga los datos en un servidor Neo4j. Escribe lo que difiere y quita lo que ya no está "
        "en los archivos; lo de otros conjuntos de datos no se toca."
    ),
    en=(
        "Load the data into a Neo4j server. Writes what differs and removes what the files no "
        "longer have; what belongs to other datasets is not touched."
    ),
    example="load --dry-run",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help=_help("Solo muestra lo que cambiaría.", "Only show what would change."),
)
@click.option(
    "--confirm-removals",
    is_flag=True,
    help=_help(
        "Permite quitar más de la décima parte de lo que hay.",
        "Allow removing more than a tenth of what is there.",
    ),
)
def load(options: _Options, *, dry_run: bool, confirm_removals: bool) -> None:
    """Make the server hold what the files hold and print what that changes."""
    from stakeholder_graph import access

    connection = access.choose(uri=options.store)
    if connection is None:
        raise click.UsageError(
            _help(
                "diga en qué servidor: --store neo4j://localhost o NEO4J_URI.",
                "say into which server: --store neo4j://localhost or NEO4J_URI.",
            )
        )
    tables = options.read_tables()
    datasets = options.datasets()

    from stakeholder_graph import neo4j_load
    from stakeholder_graph.neo4j_store import Neo4jStore

    with (
        Neo4jStore(connection, retry_seconds=neo4j_load.RETRY_SECONDS) as store,
        click.progressbar(
            length=neo4j_load.steps(tables), file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar,
    ):

        def progress(done: int) -> None:
            bar.update(done - bar.pos)

        if dry_run:
            changes = neo4j_load.compare(store, tables, datasets, progress=progress)
        else:
            changes = neo4j_load.load(
                store, tables, datasets, confirmed=confirm_removals, progress=progress
            )
    options.show([{**change._asdict(), "unchanged": change.unchanged} for change in changes])
    if not any(change.differs for change in changes):
        text = Text(
            "El servidor ya tenía todo esto: nada cambió.",
            "The server had all of this already: nothing changed.",
        )
        click.echo(text.say(options.language), err=True)


@_command(
    "who-handles",
    es=(
        "Quién se ocupa de un tema. Busca quién responde por él, lo ejecuta, tiene asiento "
        "donde se trata, suscribe o lo lleva en el nombre, en español o inglés y con sus "
        "sinónimos."
    ),
    en=(
        "Who handles a matter. Looks for who answers for it, carries it out, has a seat "
        "where it is dealt with, signed or bears its name, in Spanish or English and under "
        "its synonyms."
    ),
    example='who-handles "migrant smuggling" --as-of 2022',
)
@click.argument("term")
@click.option(
    "--in",
    "territory",
    metavar="TERRITORY",
    help=_help("Solo lo que actúa en ese territorio.", "Only what operates in that territory."),
)
def who_handles(options: _Options, term: str, territory: str | None) -> None:
    """Print who handles a matter."""
    from stakeholder_graph import queries

    with options.open_store() as store:
        where = queries.resolve(store, "territory", territory) if territory else None
        rows = queries.who_handles(store, term, day=options.day, territory=where)
    options.show(
        rows, ("function", "role", "acronym", "name", "matter", "norm", "evidence", "source")
    )


@_command(
    "show",
    es="La página de una institución. Se encuentra con cualquiera de sus nombres, siglas o alias.",
    en="The page of an institution. It is found under any of its names, acronyms or aliases.",
    example="show cancilleria",
)
@click.argument("name")
def show(options: _Options, name: str) -> None:
    """Print the page of an institution."""
    from stakeholder_graph import queries, tables

    with options.open_store() as store:
        institution = queries.resolve(store, "institution", name)
        head, sections = queries.page(store, institution, day=options.day)
    if options.format in ("table", "md"):
        text = tables.page(
            head,
            sections,
            format=options.format,  # type: ignore[arg-type]
            language=options.language,
        )
        options.write(text.encode())
    else:
        options.show(tables.flatten(head, sections))


@_command(
    "ask",
    es=(
        "Responde una consulta o Cypher de solo lectura. Sin argumentos, enumera las "
        "consultas. Donde una consulta pide un id sirve cualquier nombre."
    ),
    en=(
        "Answer a query or read-only Cypher. Without arguments, lists the queries. Any name "
        "will do where a query wants an id."
    ),
    example="ask members-of-venue venue=mtigm",
)
@click.argument("question", required=False)
@click.argument("parameters", nargs=-1, metavar="[NAME=VALUE]...")
def ask(options: _Options, question: str | None, parameters: tuple[str, ...]) -> None:
    """Print the answer of a query."""
    from stakeholder_graph import queries

    if question is None:
        options.show(
            [
                {
                    "name": query.name,
                    "question_es": query.question.es,
                    "question_en": query.question.en,
                    "parameters": query.asked_for,
                }
                for query in queries.catalogue().values()
            ]
        )
        return
    with options.open_store() as store:
        answer = queries.answer(store, question, _assignments(parameters), day=options.day)
    options.show(answer.rows)
    if answer.cut:
        text = Text(
            "Se muestran las primeras {shown} filas; hay más.",
            "The first {shown} rows are shown; there are more.",
        )
        click.echo(text.say(options.language, shown=len(answer.rows)), err=True)


def _assignments(parameters: Iterable[str]) -> dict[str, str]:
    pairs = [parameter.partition("=") for parameter in parameters]
    for name, equals, _ in pairs:
        if not equals:
            raise click.BadArgumentUsage(
                _help(
                    f"«{name}» no es NOMBRE=VALOR; escriba por ejemplo venue=mtigm.",
                    f"'{name}' is not NAME=VALUE; write for instance venue=mtigm.",
                )
            )
    return {name: value for name, _, value in pairs}


_TOP = click.option(
    "--top", type=click.IntRange(min=1), help=_help("Cuántos mostrar.", "How many to show.")
)
_SEED = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help=_help("Semilla del azar.", "Seed of the random draws."),
)


def _runs(*, default: int, es: str, en: str) -> Callable[[Callable[..., None]], Any]:
    return click.option(
        "--runs",
        type=click.IntRange(min=0),
        default=default,
        show_default=True,
        help=_help(es, en),
    )


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[int], None]]:
    """Show how much is done on a terminal, and nothing elsewhere."""
    with click.progressbar(
        length=steps, file=sys.stderr, hidden=not (steps and sys.stderr.isatty())
    ) as bar:
        yield lambda done: bar.update(done - bar.pos)


@_command(
    "central",
    es=(
        "Los actores centrales. Quién participa más, quién llega antes a los demás y quién "
        "está entre ellos; y entre qué puestos quedaría cada uno si faltara parte de los datos. "
        "O cuánto depende el conjunto de unos pocos."
    ),
    en=(
        "The central actors. Who takes part most, reaches the others soonest and sits between "
        "them; and between which ranks each would stay if part of the data were missing. Or how "
        "far the whole hangs on few."
    ),
    example="central --measure harmonic_centrality --top 10 --runs 20",
)
@click.option(
    "--kind",
    type=click.Choice(["actors", "concentration"]),
    default="actors",
    show_default=True,
    help=_help(
        "Los actores uno por uno, o las medidas del conjunto.",
        "The actors one by one, or the measures of the whole.",
    ),
)
@click.option(
    "--measure",
    type=click.Choice(list(MEASURES)),
    default="betweenness_centrality",
    show_default=True,
    help=_help("Medida que ordena.", "Measure to rank by."),
)
@_TOP
@_runs(
    default=50,
    es="Cuántas veces quitar una parte de los datos y ordenar de nuevo; 0, ninguna.",
    en="How often to leave out part of the data and rank again; 0 for never.",
)
@_SEED
def central(
    options: _Options, kind: str, measure: str, top: int | None, runs: int, seed: int
) -> None:
    """Print the central actors, or how far the whole hangs on few."""
    network = options.read_network()
    if kind == "concentration":
        from stakeholder_graph.concentration import concentration

        options.show_table(concentration(network), ("measure", "value", "who"))
        return
    from stakeholder_graph import stability

    with _progress(runs) as progress:
        table = stability.central_actors_with_intervals(
            network, measure=measure, top=top, runs=runs, seed=seed, progress=progress
        )
    ranks = ("ranks", "tier") if runs else ()
    measures = dict.fromkeys(("venues", measure, *MAIN_MEASURES))
    options.show_table(table, (*ranks, "acronym", "name", *measures))


@_command(
    "brokers",
    es=(
        "Los intermediarios. Quién enlaza instituciones de sectores o niveles distintos que no "
        "tienen vínculo propio, y cuántas no tendrían otro enlace. La coordinación no tiene "
        "dirección: se cuentan pares, no idas y vueltas. Quien no tiene grupo queda fuera."
    ),
    en=(
        "The brokers. Who links institutions of different sectors or levels that have no tie of "
        "their own, and how many would have no other link. Coordination has no direction: pairs "
        "are counted, not ways there and back. Whoever has no group is left out."
    ),
    example="brokers --by level --top 10",
)
@click.option(
    "--by",
    type=click.Choice(["sector", "level"]),
    default="sector",
    show_default=True,
    help=_help("Qué agrupa a las instituciones.", "What groups the institutions."),
)
@_TOP
@_runs(
    default=100,
    es="Cuántas veces repartir los grupos al azar para comparar (z); 0, ninguna.",
    en="How often to deal the groups out at random to compare (z); 0 for never.",
)
@_SEED
def brokers(
    options: _Options, by: Literal["sector", "level"], top: int | None, runs: int, seed: int
) -> None:
    """Print the brokers."""
    from stakeholder_graph import brokerage

    network = options.read_network()
    with _progress(runs) as progress:
        table = brokerage.brokers(network, by=by, top=top, runs=runs, seed=seed, progress=progress)
    options.show_table(
        table,
        (
            "acronym",
            "name",
            by,
            "exclusive_pairs",
            "between_groups",
            "gateway_pairs",
            "liaison",
            "z_between_groups",
            "constraint",
            "articulation_point",
        ),
    )


_WHY = click.option(
    "--why",
    metavar="ID",
    help=_help(
        "Los hechos en que se apoya un hallazgo, con su fuente.",
        "The facts that a finding rests on, with their source.",
    ),
)


def _why_does_not_fit(kind: str) -> str:
    return _help(
        f"--why es de los hallazgos; no va con «{kind}», que mide el conjunto.",
        f"--why is for findings; it does not go with '{kind}', which measures the whole.",
    )


@_command(
    "gaps",
    es=(
        "Las brechas de coordinación. Objetivos que nadie conduce o que no se atienden donde, "
        "para quien o en el nivel que un texto pide; pares de instituciones que deberían "
        "coordinarse y no lo hacen; regiones que el nivel nacional no alcanza; fronteras sin "
        "instrumento común; papeles vencidos o sin confirmar."
    ),
    en=(
        "The coordination gaps. Objectives that nobody leads or that are not dealt with where, "
        "for whom or at the level that a text wants; pairs of institutions that should "
        "coordinate and do not; regions that the national level does not reach; borders "
        "without a common instrument; roles that ended or went unconfirmed."
    ),
    example="gaps --kind currency --lang es",
)
@click.option(
    "--kind",
    type=click.Choice([*GAP_KINDS, "all", "sectors", "congruence", "actors"]),
    default="all",
    show_default=True,
    help=_help(
        "Qué brechas, o todas; o las de coordinación sumadas por sectores (sectors); o cuánto de "
        "la coordinación requerida existe, en conjunto (congruence) o por institución (actors).",
        "Which gaps, or all; or those of coordination added up by sectors; or how much of the "
        "required coordination exists, altogether (congruence) or by institution (actors).",
    ),
)
@_WHY
def gaps(options: _Options, kind: str, why: str | None) -> None:
    """Print the gaps, the most pressing first, or measures of the whole."""
    from stakeholder_graph import gaps as analyses
    from stakeholder_graph.kinds import GAPS

    if why and kind in ("congruence", "actors"):
        raise click.UsageError(_why_does_not_fit(kind))
    network = options.read_network()
    if kind == "congruence":
        with _progress(analyses.RUNS) as progress:
            measures = analyses.congruence(network, progress=progress)
        options.show([{"measure": name, "value": value} for name, value in measures.items()])
    elif kind == "actors":
        actors = ("acronym", "name", "required", "met", "congruence", "weighted")
        options.show_table(analyses.congruence_of_actors(network), actors)
    elif kind == "sectors":
        shown = ("id", "severity", "confidence", *analyses.SECTOR_COLUMNS)
        options.show_findings(network, [analyses.sector_deficits(network)], why, columns=shown)
    else:
        chosen = GAPS.values() if kind == "all" else [GAPS[kind]]
        options.show_findings(network, [analyse(network) for analyse in chosen], why)


@_command(
    "motifs",
    es=(
        "Los motivos de redes de dos niveles. Cuántas veces comparten dos actores un recurso "
        "(aquí, dos instituciones un objetivo) con vínculo entre ellos o sin él, frente al azar; "
        "qué vínculo nuevo cerraría más motivos y cuál existente sostiene más. Con --nodes y "
        "--edges, de cualquier red propia."
    ),
    en=(
        "The motifs of two-level networks. How often two actors share a resource (here, two "
        "institutions an objective) with a tie of their own or without, against chance; which "
        "new tie would close most motifs and which existing one holds most. With --nodes and "
        "--edges, of any network of yours."
    ),
    example="motifs --kind gaps --as-of 2022-12-31",
)
@click.option(
    "--kind",
    type=click.Choice(["counts", "gaps", "critical"]),
    default="counts",
    show_default=True,
    help=_help(
        "Cuántos; vínculos que faltan; vínculos que los sostienen.",
        "How many; ties that are missing; ties that hold them.",
    ),
)
@click.option(
    "--motif",
    type=click.Choice(list(MOTIFS)),
    default="shared_resource",
    show_default=True,
    help=_help("Motivo de los vínculos.", "Motif of the ties."),
)
@click.option(
    "--nodes",
    metavar="FILE",
    help=_help(
        "Tabla propia (CSV o TSV; - es stdin): id en la primera columna, y su nivel.",
        "A table of yours (CSV or TSV; - is stdin): id in the first column, and its level.",
    ),
)
@click.option(
    "--edges",
    metavar="FILE",
    help=_help(
        "Tabla de sus vínculos: los dos extremos en las dos primeras columnas.",
        "Table of their edges: both ends in the first two columns.",
    ),
)
@click.option(
    "--level",
    default="level",
    show_default=True,
    metavar="COLUMN",
    help=_help("Columna de --nodes con el nivel.", "Column of --nodes with the level."),
)
@click.option(
    "--actors",
    default="1",
    show_default=True,
    metavar="VALUE",
    help=_help("Nivel de los actores.", "Level of the actors."),
)
@click.option(
    "--group",
    metavar="COLUMN",
    help=_help(
        "Columna de --nodes que agrupa a los actores, para cross_level.",
        "Column of --nodes that groups the actors, for cross_level.",
    ),
)
@_runs(
    default=100,
    es="Cuántas veces repartir los vínculos al azar para comparar (z); 0, ninguna.",
    en="How often to deal the ties out at random to compare (z); 0 for never.",
)
@_SEED
@_WHY
def show_motifs(
    options: _Options, kind: str, motif: str, runs: int, seed: int, **given: str
) -> None:
    """Print how many motifs there are, or the ties that matter most to them."""
    from stakeholder_graph import gaps as analyses
    from stakeholder_graph import motifs

    why = given.pop("why")
    if bool(given["nodes"]) != bool(given["edges"]):
        raise click.UsageError(
            _help(
                "--nodes y --edges van juntos: dos archivos.",
                "--nodes and --edges go together: two files.",
            )
        )
    if given["nodes"]:
        nodes, edges = (_read_table(given.pop(name)) for name in ("nodes", "edges"))
        two_level = motifs.of_tables(nodes, edges, **given)
    else:
        network = options.read_network()
        if kind == "gaps" and motif == "shared_resource":
            options.show_findings(network, [analyses.fit_gaps(network)], why)
            return
        two_level = analyses.two_level(network)
    if kind == "counts":
        with _progress(runs) as progress:
            table = motifs.motif_counts(two_level, draws=runs, seed=seed, progress=progress)
    else:
        find = motifs.motif_gaps if kind == "gaps" else motifs.critical_dyads
        table = find(two_level, motif=motif)
    options.show_table(table, table.columns)


def _read_table(file: str) -> pd.DataFrame:
    import io

    import pandas as pd

    from stakeholder_graph.errors import InvalidTableError

    try:
        with click.open_file(file, encoding="utf-8-sig") as opened:
            text = opened.read()
        delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
        return pd.read_csv(io.StringIO(text), sep=delimiter, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise InvalidTableError(
            Text(
                "«{file}» no se puede leer como tabla CSV o TSV en UTF-8: {reason}.",
                "'{file}' cannot be read as a CSV or TSV table in UTF-8: {reason}.",
            ),
            file=file,
            reason=error.strerror if isinstance(error, OSError) else error,
        ) from error


@_command(
    "duplicates",
    es=(
        "Los posibles esfuerzos duplicados. Mismo objetivo, títulos parecidos, otra "
        "institución, en qué difieren y si se coordinan."
    ),
    en=(
        "The possibly duplicated efforts. Same objective, similar titles, another "
        "institution, in what they differ and whether they coordinate."
    ),
    example="duplicates --class co_implementation",
)
@click.option(
    "--class",
    "classes",
    type=click.Choice(list(PAIR_CLASSES)),
    multiple=True,
    default=[name for name in PAIR_CLASSES if name not in HARMLESS_CLASSES],
    show_default=True,
    help=_help("Qué pares; puede repetirse.", "Which pairs; may be repeated."),
)
@_WHY
def duplicates(options: _Options, classes: tuple[str, ...], why: str | None) -> None:
    """Print the candidates for duplicated effort."""
    from stakeholder_graph import duplicates as analyses

    network = options.read_network()
    table = analyses.duplicated_efforts(network)
    chosen = table if why else table[table["pair_class"].isin(classes)]
    options.show_findings(network, [chosen], why)


@_command(
    "venues",
    es=(
        "Los órganos que tratan los mismos asuntos. Quién los une, cuáles se parecen y qué tan "
        "fragmentado está el conjunto."
    ),
    en=(
        "The bodies that treat the same matters. Who bridges them, which are alike and how "
        "fragmented the whole is."
    ),
    example="venues --kind bridging --as-of 2022-12-31",
)
@click.option(
    "--kind",
    type=click.Choice(["overlap", "bridging", "all", "fragmentation"]),
    default="all",
    show_default=True,
    help=_help(
        "Mandatos que se cruzan, puentes que faltan, ambos, o las medidas del conjunto.",
        "Mandates that overlap, bridges that are missing, both, or the measures of the whole.",
    ),
)
@_WHY
def venues(options: _Options, kind: str, why: str | None) -> None:
    """Print pairs of bodies, the most pressing first, or measures of all of them."""
    from stakeholder_graph import venues as analyses

    if why and kind == "fragmentation":
        raise click.UsageError(_why_does_not_fit(kind))
    network = options.read_network()
    if kind == "fragmentation":
        measures = analyses.fragmentation(network)
        options.show([{"measure": name, "value": value} for name, value in measures.items()])
        return
    found = []
    if kind != "overlap":
        found.append(analyses.bridging_gaps(network))
    if kind != "bridging":
        overlaps = analyses.mandate_overlaps(network)
        # Those that share members only are no overlap of mandates.
        found.append(overlaps[overlaps["objectives"].map(bool)])
    options.show_findings(network, found, why)


@_command(
    "advise",
    es=(
        "Qué convendría revisar primero. tie: el vínculo nuevo que más brechas cerraría; seat: "
        "qué institución podría integrar qué órgano; plan: varios asientos a la vez; body: las "
        "menos instituciones que representan a cuantas actúan sobre un objetivo; loss: qué se "
        "rompe si una institución deja de participar. Junto al mejor salen siempre los que valen "
        "casi lo mismo. Son candidatos para revisar, no decisiones."
    ),
    en=(
        "What to look at first. tie: the new tie that would close most gaps; seat: which "
        "institution might join which body; plan: several seats at once; body: the fewest "
        "institutions that stand for all who act on an objective; loss: what breaks if an "
        "institution leaves. Beside the best there are always those that are worth nearly as "
        "much. They are candidates for review, not decisions."
    ),
    example="advise seat --institution migraciones",
)
@click.argument("what", type=click.Choice(["tie", "seat", "plan", "body", "loss"]))
@click.option(
    "--institution",
    metavar="NAME",
    help=_help(
        "Ceñirse a una institución (salvo body).", "Keep to one institution (not for body)."
    ),
)
@click.option(
    "--objective",
    metavar="NAME",
    help=_help("De qué objetivo (solo body).", "Of which objective (body only)."),
)
@click.option(
    "--twice",
    is_flag=True,
    help=_help(
        "Que cada elemento esté dos veces, si se puede (solo body).",
        "Have each element twice, if possible (body only).",
    ),
)
@click.option(
    "--budget",
    type=click.IntRange(min=1),
    help=_help(
        "Cuántos asientos como máximo (solo plan); 3 por omisión.",
        "How many seats at most (plan only); 3 by default.",
    ),
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help=_help("Cuántos mostrar, además de los casi iguales.", "How many to show, besides equals."),
)
@_runs(
    default=20,
    es="Cuántas veces quitar una parte de los datos y comparar de nuevo; 0, ninguna.",
    en="How often to leave out part of the data and compare again; 0 for never.",
)
@_SEED
@_WHY
def advise(  # noqa: PLR0913 - one parameter per option
    options: _Options,
    *,
    what: str,
    institution: str | None,
    objective: str | None,
    twice: bool,
    budget: int | None,
    top: int,
    runs: int,
    seed: int,
    why: str | None,
) -> None:
    """Print suggestions, the best first, or what one of them rests on."""
    if what == "body" and objective is None:
        raise click.UsageError(_help("diga --objective.", "say which --objective."))
    fits = {
        "--institution": institution is None or what != "body",
        "--objective": objective is None or what == "body",
        "--twice": not twice or what == "body",
        "--budget": budget is None or what == "plan",
    }
    for name in (name for name, is_fit in fits.items() if not is_fit):
        raise click.UsageError(
            _help(f"{name} no va con «{what}».", f"{name} does not go with '{what}'.")
        )
    from stakeholder_graph import advice, covers, losses, plans, queries
    from stakeholder_graph import network as networks

    with options.open_store() as store:
        who = queries.resolve(store, "institution", institution) if institution else None
        aim = queries.resolve(store, "objective", objective) if objective else ""
        network = networks.read_network(store, day=options.day)
    with _progress(runs) as progress:
        common: dict[str, Any] = {"top": top, "runs": runs, "seed": seed, "progress": progress}
        columns: tuple[str, ...] = advice.SHOWN_COLUMNS
        if what == "tie":
            table = advice.best_ties(network, institution=who, **common)
        elif what == "seat":
            table = advice.best_seats(network, institution=who, **common)
        elif what == "plan":
            seats = budget or plans.BUDGET
            table = plans.best_plan(network, budget=seats, institution=who, **common)
        elif what == "body":
            table, columns = (
                covers.covering_body(network, aim, twice=twice, **common),
                covers.SHOWN_COLUMNS,
            )
        else:
            table, columns = losses.losses(network, institution=who, **common), losses.SHOWN_COLUMNS
    options.show_findings(network, [table], why, columns)


@_command(
    "diagram",
    es=(
        "Dibuja la red o la matriz de objetivos. La terminación del archivo decide el "
        "formato: .png, .svg o .pdf."
    ),
    en=(
        "Draw the network or the matrix of objectives. The ending of the file decides the "
        "format: .png, .svg or .pdf."
    ),
    example="diagram matrix -o matrix.svg --lang es",
)
@click.argument("kind", type=click.Choice(_DIAGRAM_KINDS))
def diagram(options: _Options, kind: str) -> None:
    """Draw one diagram into the output file."""
    from stakeholder_graph import diagrams

    if _ending(options.output) not in diagrams.FORMATS:
        raise click.BadParameter(
            _help(
                "use un archivo que termine en .png, .svg o .pdf.",
                "use a file that ends in .png, .svg or .pdf.",
            ),
            param_hint="-o",
        )
    draw = diagrams.draw_matrix if kind == "matrix" else diagrams.draw_network
    figure = draw(options.read_network(), language=options.language)
    options.write(diagrams.encode(figure, _ending(options.output)))


@_command(
    "report",
    es=(
        "Escribe el informe en una carpeta. El documento es report.md; sus tablas y "
        "diagramas quedan al lado."
    ),
    en=(
        "Write the report into a folder. The document is report.md; its tables and diagrams "
        "stand beside it."
    ),
    example="report -o out --lang es",
)
def report(options: _Options) -> None:
    """Write the report into the output folder."""
    from stakeholder_graph import output
    from stakeholder_graph import report as reports

    if options.output == "-":
        raise click.BadParameter(
            _help("diga en qué carpeta: -o out.", "say into which folder: -o out."),
            param_hint="-o",
        )
    with options.open_store() as store:
        files = reports.build(store, day=options.day, language=options.language)
        with click.progressbar(
            files, length=len(reports.FILES), file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            written = dict(bar)
    for name, content in written.items():
        output.write_whole(os.path.join(options.output, name), content)  # noqa: PTH118
    click.echo(os.path.join(options.output, "report.md"))  # noqa: PTH118


@_command(
    "export",
    es=(
        "Escribe el grafo en una carpeta para otro programa. neo4j-admin: los archivos del "
        "importador de Neo4j, que llena una base vacía con el servidor parado; se muestra la "
        "orden que los importa."
    ),
    en=(
        "Write the graph into a folder for another program. neo4j-admin: the files of Neo4j's "
        "importer, which fills an empty database while the server is stopped; the command that "
        "imports them is shown."
    ),
    example="export --format neo4j-admin -o graph",
)
@click.option(
    "--format",
    type=click.Choice(EXPORT_FORMATS),
    default=EXPORT_FORMATS[0],
    show_default=True,
    help=_help("Para qué programa.", "For which program."),
)
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="FOLDER",
    help=_help("Carpeta nueva o vacía.", "New or empty folder."),
)
def export(options: _Options) -> None:
    """Write the files of the importer and print the command that imports them."""
    if options.output == "-":
        raise click.BadParameter(
            _help("diga en qué carpeta: -o graph.", "say into which folder: -o graph."),
            param_hint="-o",
        )
    from stakeholder_graph import access, bulk

    if access.choose(*options.data, uri=options.store) is None:
        bulk.export(options.read_tables(), options.datasets(), options.output)
    else:
        from stakeholder_graph import load

        with options.open_store() as store:
            names = options.datasets() if options.network != "all" else load.complete(store)
            bulk.export(load.tables_of(store), names, options.output)
    text = Text(
        "Con el servidor parado, importe así; después arranque el servidor y ejecute "
        "stakeholder-graph load, que pone las restricciones y dice si falta algo:",
        "With the server stopped, import like this; then start the server and run "
        "stakeholder-graph load, which makes the constraints and says whether anything is missing:",
    )
    click.echo(text.say(options.language), err=True)
    click.echo(f'cd "{options.output}"')
    click.echo(bulk.COMMAND)


@_command(
    "doctor",
    es=(
        "Examina el motor. Cuál es y qué versión, qué tiene cargado y desde cuándo, si están las "
        "restricciones y si responde bien a preguntas de respuesta conocida."
    ),
    en=(
        "Examine the engine. Which one and which version, what is loaded and since when, whether "
        "the constraints are there and whether questions of known answer are answered well."
    ),
    example="doctor",
)
def examine(options: _Options) -> None:
    """Print what was looked at; exit with 1 if anything is not well."""
    from stakeholder_graph import doctor

    with options.open_store() as store:
        checks = list(doctor.examine(store))
    options.show(
        [
            {
                "check_es": check.about.es,
                "check_en": check.about.en,
                "is_well": "yes" if check.is_well else "no",
                "detail_es": check.detail.es,
                "detail_en": check.detail.en,
            }
            for check in checks
        ]
    )
    if not all(check.is_well for check in checks):
        sys.exit(1)
