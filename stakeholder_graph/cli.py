"""The command line: opens the store, asks, prints."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import date
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stakeholder_graph import __version__
from stakeholder_graph.errors import OutputError, StakeholderGraphError
from stakeholder_graph.language import LANGUAGES, Text, default_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from importlib.resources.abc import Traversable

    import networkx as nx
    import pandas as pd

    from stakeholder_graph.language import Language
    from stakeholder_graph.store import Store

_FORMATS = ("table", "md", "csv", "tsv", "json", "xlsx")
_DIAGRAM_KINDS = ("network", "matrix")
_MEASURES = (
    "degree_centrality",
    "betweenness_centrality",
    "harmonic_centrality",
    "coordination_betweenness",
)


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


@dataclass(frozen=True, slots=True)
class _Options:
    """What the common options say."""

    data: tuple[Path, ...]
    network: str
    day: str
    language: Language
    format: str
    output: str

    def folders(self) -> list[Path | Traversable]:
        if self.data:
            return list(self.data)
        bundled = _bundled()
        if self.network == "all":
            return list(bundled.values())
        if self.network not in bundled:
            raise click.BadParameter(
                f"{self.network}: {', '.join([*bundled, 'all'])}", param_hint="--network"
            )
        return [bundled[self.network]]

    def open_store(self) -> Store:
        from stakeholder_graph import load

        return load.open_store(self.folders())

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
        self.show(table.to_dict("records"), columns)

    def write(self, content: bytes) -> None:
        if self.output == "-":
            click.get_binary_stream("stdout").write(content)
        else:
            write_whole(Path(self.output), content)


def write_whole(path: Path, content: bytes) -> None:
    """
    Write a file whole or not at all.

    Parameters
    ----------
    path
        Where to write; an existing file is replaced.
    content
        What to write.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise OutputError(
            Text(
                "no se puede escribir «{path}» ({reason}); elija otro archivo con -o.",
                "'{path}' cannot be written ({reason}); choose another file with -o.",
            ),
            path=path,
            reason=error.strerror,
        ) from error


def _bundled() -> dict[str, Traversable]:
    from stakeholder_graph import resources

    folders = (folder for folder in resources.folder("data").iterdir() if folder.is_dir())
    return {folder.name: folder for folder in sorted(folders, key=lambda one: one.name)}


def _day(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str:  # noqa: ARG001
    if value is None:
        return date.today().isoformat()  # noqa: DTZ011
    from stakeholder_graph import dates

    return dates.as_of_day(value)


def _remember_language(ctx: click.Context, parameter: click.Parameter, value: Language) -> Language:  # noqa: ARG001
    ctx.meta["language"] = value
    return value


def _common(command: Callable[..., None]) -> Callable[..., None]:
    def run(
        data: tuple[Path, ...],
        network: str,
        as_of: str,
        lang: Language,
        format_: str | None,
        output: str,
        **others: object,
    ) -> None:
        chosen = format_ or _fitting_format(output)
        command(_Options(data, network, as_of, lang, chosen, output), **others)

    options = (
        click.option(
            "--data",
            type=click.Path(path_type=Path),
            multiple=True,
            help=_help(
                "Carpeta de datos propia en vez de la incluida; puede repetirse.",
                "Your own data folder instead of the bundled one; may be repeated.",
            ),
        ),
        click.option(
            "--network",
            default="all",
            show_default=True,
            metavar="NAME",
            help=_help("Red incluida: mtigm o all.", "Bundled network: mtigm or all."),
        ),
        click.option(
            "--as-of",
            callback=_day,
            metavar="DATE",
            help=_help(
                "Fecha a la que se responde: AAAA, AAAA-MM o AAAA-MM-DD; por omisión, hoy.",
                "Date to answer for: YYYY, YYYY-MM or YYYY-MM-DD; today by default.",
            ),
        ),
        click.option(
            "--lang",
            type=click.Choice(LANGUAGES),
            default=default_language,
            is_eager=True,
            callback=_remember_language,
            help=_help(
                "Idioma; por omisión, el del entorno.", "Language; by default the locale's."
            ),
        ),
        click.option(
            "--format",
            "format_",
            type=click.Choice(_FORMATS),
            help=_help(
                "Formato; por omisión, table en la terminal y tsv en una tubería.",
                "Format; by default table on a terminal and tsv in a pipe.",
            ),
        ),
        click.option(
            "-o",
            "--output",
            default="-",
            metavar="FILE",
            help=_help("Archivo de salida; - es stdout.", "Output file; - is stdout."),
        ),
    )
    wrapped = update_wrapper(run, command)
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped


def _fitting_format(output: str) -> str:
    if output == "-":
        return "table" if sys.stdout.isatty() else "tsv"
    suffix = Path(output).suffix.lstrip(".")
    return suffix if suffix in _FORMATS else "table"


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
        command = main.command(name, help=_help(es, en), epilog=f"{lead}: stakeholder-graph {example}")
        return command(_common(function))

    return decorate


@_command(
    "check",
    es="Revisa los archivos de datos y muestra todos los problemas a la vez.",
    en="Check the data files and show every problem at once.",
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
    "who-handles",
    es="Quién se ocupa de un tema: quién responde, ejecuta, tiene asiento o suscribe.",
    en="Who handles a matter: who answers for it, carries it out, has a seat or signed.",
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
    es="La página de una institución, con cualquiera de sus nombres.",
    en="The page of an institution, under any of its names.",
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
    es="Responde una consulta de la lista, o Cypher de solo lectura; sin argumentos, la lista.",
    en="Answer a query of the list, or read-only Cypher; without arguments, the list.",
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
                    "parameters": [one for one in query.parameters if one != "day"],
                }
                for query in queries.catalogue().values()
            ]
        )
        return
    with options.open_store() as store:
        options.show(
            queries.answer(store, question, _assignments(parameters), day=options.day)
        )


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


@_command(
    "central",
    es="Los actores centrales: quién participa más, quién llega antes, quién media.",
    en="Central actors: who takes part most, reaches others soonest, sits between them.",
    example="central --measure harmonic_centrality --top 10",
)
@click.option(
    "--measure",
    type=click.Choice(_MEASURES),
    default="betweenness_centrality",
    show_default=True,
    help=_help("Medida que ordena.", "Measure to rank by."),
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    help=_help("Cuántos mostrar.", "How many to show."),
)
def central(options: _Options, measure: str, top: int | None) -> None:
    """Print the central actors."""
    from stakeholder_graph import centrality

    table = centrality.central_actors(options.read_network(), measure=measure, top=top)
    options.show_table(table, ("acronym", "name", "venues", *_MEASURES))


@_command(
    "gaps",
    es="Brechas: objetivos sin responsable o con un solo actor, y pares que no se coordinan.",
    en="Gaps: objectives without a lead or with one actor, and pairs that do not coordinate.",
    example="gaps --kind coordination --lang es",
)
@click.option(
    "--kind",
    type=click.Choice(["coverage", "coordination", "all"]),
    default="all",
    show_default=True,
    help=_help("Qué brechas.", "Which gaps."),
)
def gaps(options: _Options, kind: str) -> None:
    """Print the gaps, the most pressing first."""
    import pandas as pd

    from stakeholder_graph import gaps as analyses

    network = options.read_network()
    found = []
    if kind != "coordination":
        found.append(analyses.coverage_gaps(network))
    if kind != "coverage":
        found.append(analyses.coordination_gaps(network))
    table = pd.concat(found) if len(found) > 1 else found[0]
    options.show_table(table, ("severity", "confidence", "priority", "explanation", "sources"))


@_command(
    "duplicates",
    es="Candidatos a esfuerzo duplicado: mismo objetivo, títulos parecidos, otra institución.",
    en="Candidates for duplicated effort: same objective, similar titles, other institution.",
    example="duplicates --format csv -o duplicates.csv",
)
def duplicates(options: _Options) -> None:
    """Print the candidates for duplicated effort."""
    from stakeholder_graph import duplicates as analyses

    table = analyses.duplicated_efforts(options.read_network())
    options.show_table(table, ("severity", "confidence", "priority", "explanation", "sources"))


@_command(
    "diagram",
    es="Dibuja la red de dos modos o la matriz de actores y objetivos (PNG, SVG o PDF).",
    en="Draw the two-mode network or the matrix of actors and objectives (PNG, SVG or PDF).",
    example="diagram matrix -o matrix.svg --lang es",
)
@click.argument("kind", type=click.Choice(_DIAGRAM_KINDS))
def diagram(options: _Options, kind: str) -> None:
    """Draw one diagram into the output file."""
    from stakeholder_graph import diagrams

    if (kind_of_file := Path(options.output).suffix.lstrip(".").lower()) not in diagrams.FORMATS:
        raise click.BadParameter(
            _help(
                "use un archivo que termine en .png, .svg o .pdf.",
                "use a file that ends in .png, .svg or .pdf.",
            ),
            param_hint="-o",
        )
    draw = {"network": diagrams.draw_network, "matrix": diagrams.draw_matrix}[kind]
    figure = draw(options.read_network(), language=options.language)
    options.write(diagrams.encode(figure, kind_of_file))


@_command(
    "report",
    es="Escribe el informe completo, con sus tablas y diagramas, en una carpeta.",
    en="Write the whole report, with its tables and diagrams, into a folder.",
    example="report -o out --lang es",
)
def report(options: _Options) -> None:
    """Write the report into the output folder."""
    from stakeholder_graph import report as reports

    if options.output == "-":
        raise click.BadParameter(
            _help("diga en qué carpeta: -o out.", "say into which folder: -o out."),
            param_hint="-o",
        )
    sources = reports.sources_of(options.folders())
    network = options.read_network()
    steps = reports.parts(network, sources, language=options.language)
    folder = Path(options.output)
    with click.progressbar(steps, length=len(steps), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        ...
