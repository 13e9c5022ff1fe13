"""
The graph model: labels, relationship types, columns and controlled vocabularies.

This module is the only place that names them. The headers of the data files, the
schema files of the stores and the data dictionary follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stakeholder_graph import vocabulary
from stakeholder_graph.language import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

Form = Literal["id", "text", "list", "date", "end", "number", "reference", "references"]

LIST_SEPARATOR = "|"
FIRST_DAY = "0001-01-01"
OPEN_DAY = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a data file and, under the same name, one property in the store."""

    name: str
    about: Text
    form: Form = "text"
    values: Mapping[str, Text] | None = None
    required: bool = False
    refers_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A kind of node: its label in the store, its data file and its columns."""

    name: str
    file: str
    title: Text
    about: Text
    own_columns: tuple[Column, ...]
    begins: str | None = None
    ends: str | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns of the data file, in order."""
        return (*IDENTITY, *self.own_columns, *PROVENANCE)

    @property
    def properties(self) -> tuple[str, ...]:
        """Properties of the node in the store: the columns, then what is derived."""
        return (*(column.name for column in self.columns), *DERIVED_OF_NODES)


@dataclass(frozen=True, slots=True)
class RelationshipType:
    """A kind of relationship: its type, its data file, its ends and its columns."""

    name: str
    file: str
    title: Text
    about: Text
    start_column: str
    end_column: str
    pairs: tuple[tuple[str, str], ...]
    own_columns: tuple[Column, ...] = ()

    @property
    def start_labels(self) -> tuple[str, ...]:
        """Labels that a relationship of this type may start from."""
        return tuple(dict.fromkeys(start for start, _ in self.pairs))

    @property
    def end_labels(self) -> tuple[str, ...]:
        """Labels that a relationship of this type may lead to."""
        return tuple(dict.fromkeys(end for _, end in self.pairs))

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns of the data file, in order."""
        ends = tuple(
            Column(name, END_ABOUT, "reference", required=True, refers_to=labels)
            for name, labels in (
                (self.start_column, self.start_labels),
                (self.end_column, self.end_labels),
            )
        )
        return (*ends, *self.own_columns, *VALIDITY, *PROVENANCE)

    @property
    def properties(self) -> tuple[str, ...]:
        """Properties of the relationship in the store."""
        names = tuple(column.name for column in self.columns)
        return (*names[2:], *DERIVED_OF_RELATIONSHIPS)

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that no two rows of the file may share altogether."""
        own = tuple(column.name for column in self.own_columns)
        return (self.start_column, self.end_column, *own, "valid_from")


END_ABOUT = Text("Id de un nodo.", "Id of a node.")

ID = Column(
    "id",
    Text(
        "Identificador estable, en minúsculas ASCII, cifras y guiones.",
        "Stable identifier: lower-case ASCII letters, digits and hyphens.",
    ),
    "id",
    required=True,
)
IDENTITY = (
    ID,
    Column("name_es", Text("Nombre oficial en español.", "Official name in Spanish.")),
    Column("name_en", Text("Nombre en inglés.", "Name in English.")),
    Column("acronym", Text("Sigla de uso corriente.", "Acronym in common use.")),
    Column(
        "aliases",
        Text(
            "Otros nombres y siglas, incluidas las erratas de las fuentes.",
            "Other names and acronyms, misprints of the sources included.",
        ),
        "list",
    ),
)
PROVENANCE = (
    Column(
        "source",
        Text("Ids de las fuentes del dato.", "Ids of the sources of the fact."),
        "references",
        required=True,
        refers_to=("Source",),
    ),
    Column(
        "locator",
        Text(
            "Lugar del dato en cada fuente, en el mismo orden.",
            "Place of the fact in each source, in the same order.",
        ),
        "list",
        required=True,
    ),
    Column(
        "note",
        Text("Advertencia sobre una lectura dudosa.", "Warning about a doubtful reading."),
    ),
)
VALID_FROM = Column(
    "valid_from",
    Text(
        "Desde cuándo rige: AAAA, AAAA-MM o AAAA-MM-DD.",
        "Since when it holds: YYYY, YYYY-MM or YYYY-MM-DD.",
    ),
    "date",
)
VALID_TO = Column(
    "valid_to",
    Text(
        "Hasta cuándo rige; vacío = sigue abierto, «?» = terminó en fecha desconocida.",
        "Until when it holds; empty = still open, `?` = ended at an unknown date.",
    ),
    "end",
)
VALIDITY = (
    VALID_FROM,
    VALID_TO,
    Column(
        "confirmed_on",
        Text(
            "Última fecha en que una fuente lo confirma.",
            "Last date on which a source confirms it.",
        ),
        "date",
    ),
    Column(
        "evidence",
        Text(
            "Si la fuente lo dice, lo da a entender o lo niega.",
            "Whether the source says it, implies it or denies it.",
        ),
        values=vocabulary.EVIDENCE,
        required=True,
    ),
)
DERIVED_OF_NODES = ("dataset", "label", "name", "name_norm", "text_norm", "from_day", "until_day")
DERIVED_OF_RELATIONSHIPS = ("dataset", "from_day", "until_day")
DERIVED: Mapping[str, Text] = {
    "dataset": Text("Carpeta de la que viene la fila.", "Folder that the row comes from."),
    "label": Text("Etiqueta del nodo, como valor.", "Label of the node, as a value."),
    "name": Text(
        "Nombre en español o, si falta, en inglés.", "Name in Spanish or, failing that, in English."
    ),
    "name_norm": Text(
        "Nombres, sigla y alias sin tildes ni mayúsculas, entre barras.",
        "Names, acronym and aliases without accents or capitals, between bars.",
    ),
    "text_norm": Text(
        "Lo mismo más títulos y palabras clave: donde buscan los temas.",
        "The same plus titles and keywords: where topics are looked up.",
    ),
    "from_day": Text("Primer día en que rige.", "First day on which it holds."),
    "until_day": Text("Día siguiente al último.", "Day after the last one."),
}


def _kind(values: Mapping[str, Text]) -> Column:
    return Column("kind", Text("Clase.", "Kind."), values=values, required=True)


def _role(values: Mapping[str, Text]) -> Column:
    return Column("role", Text("Papel.", "Role."), values=values, required=True)


def _bilingual(name: str, about: Text, form: Form = "text") -> tuple[Column, Column]:
    return (
        Column(f"{name}_es", Text(f"{about.es} (español).", f"{about.en} (Spanish)."), form),
        Column(f"{name}_en", Text(f"{about.es} (inglés).", f"{about.en} (English)."), form),
    )


LEVEL = Column(
    "level", Text("Nivel de gobierno.", "Level of government."), values=vocabulary.LEVELS
)


def _body_columns(kinds: Mapping[str, Text]) -> tuple[Column, ...]:
    return (
        _kind(kinds),
        LEVEL,
        Column("founded", Text("Fecha de creación.", "Date of creation."), "date"),
        Column("dissolved", Text("Fecha de disolución.", "Date of dissolution."), "end"),
        Column(
            "roster",
            Text(
                "Si la lista de integrantes está completa; solo entonces una ausencia es un dato.",
                "Whether the list of members is complete; only then is an absence a fact.",
            ),
            values=vocabulary.ROSTERS,
            required=True,
        ),
    )


LABELS: Mapping[str, Label] = {
    label.name: label
    for label in (
        Label(
            "Institution",
            "institutions.csv",
            Text("Institución", "Institution"),
            Text(
                "Organismo, unidad o colectivo que actúa; en un análisis, un actor.",
                "Organisation, unit or collective that acts; in an analysis, an actor.",
            ),
            (
                _kind(vocabulary.INSTITUTION_KINDS),
                Column("country", Text("País (ISO 3166-1).", "Country (ISO 3166-1).")),
                LEVEL,
                Column("sector", Text("Sector.", "Sector."), values=vocabulary.SECTORS),
                Column(
                    "identifiers",
                    Text("Códigos externos, esquema-código.", "External codes, scheme-code."),
                    "list",
                ),
            ),
        ),
        Label(
            "WorkingGroup",
            "working_groups.csv",
            Text("Grupo de trabajo", "Working group"),
            Text(
                "Grupo, subgrupo, mesa regional o equipo dentro de un foro.",
                "Group, subgroup, regional roundtable or team within a forum.",
            ),
            _body_columns(vocabulary.WORKING_GROUP_KINDS),
            begins="founded",
            ends="dissolved",
        ),
        Label(
            "Forum",
            "forums.csv",
            Text("Foro", "Forum"),
            Text(
                "Órgano permanente de coordinación: mesa, comisión, proceso, red o conferencia.",
                "Standing coordination body: roundtable, commission, process, network, conference.",
            ),
            _body_columns(vocabulary.FORUM_KINDS),
            begins="founded",
            ends="dissolved",
        ),
        Label(
            "Agreement",
            "agreements.csv",
            Text("Acuerdo", "Agreement"),
            Text(
                "Instrumento de cualquier rango: tratado, pacto, norma, política o plan.",
                "Instrument of any rank: treaty, compact, law, policy or plan.",
            ),
            (
                _kind(vocabulary.AGREEMENT_KINDS),
                Column(
                    "binding",
                    Text("Si obliga jurídicamente.", "Whether it binds in law."),
                    values=vocabulary.YES_NO,
                ),
                Column(
                    "status",
                    Text("Estado del instrumento.", "State of the instrument."),
                    values=vocabulary.AGREEMENT_STATUSES,
                ),
                VALID_FROM,
                VALID_TO,
                Column("number", Text("Número oficial.", "Official number.")),
                *_bilingual("summary", Text("Qué establece", "What it establishes")),
            ),
            begins="valid_from",
            ends="valid_to",
        ),
        Label(
            "Objective",
            "objectives.csv",
            Text("Objetivo", "Objective"),
            Text(
                "Compromiso numerado de un acuerdo, o el área que reúne varios.",
                "Numbered commitment of an agreement, or the area that groups several.",
            ),
            (
                _kind(vocabulary.OBJECTIVE_KINDS),
                Column("number", Text("Número en el acuerdo.", "Number in the agreement.")),
                Column(
                    "weight",
                    Text(
                        "Peso en (0, 1] que le da el usuario; vacío = 1.",
                        "Weight in (0, 1] set by the user; empty = 1.",
                    ),
                    "number",
                ),
                *_bilingual("keywords", Text("Palabras clave", "Keywords"), "list"),
            ),
        ),
        Label(
            "Intervention",
            "interventions.csv",
            Text("Intervención", "Intervention"),
            Text(
                "Estrategia, programa o acción que alguien lleva a cabo.",
                "Strategy, programme or action that somebody carries out.",
            ),
            (
                _kind(vocabulary.INTERVENTION_KINDS),
                Column(
                    "titles",
                    Text("Acciones tal como se imprimieron.", "Actions as printed."),
                    "list",
                ),
                *_bilingual("result", Text("Resultado", "Result")),
                *_bilingual("difficulty", Text("Dificultad", "Difficulty")),
                Column(
                    "populations",
                    Text("Poblaciones atendidas.", "Populations served."),
                    "list",
                    values=vocabulary.POPULATIONS,
                ),
                VALID_FROM,
                VALID_TO,
            ),
            begins="valid_from",
            ends="valid_to",
        ),
        Label(
            "Territory",
            "territories.csv",
            Text("Territorio", "Territory"),
            Text(
                "País, región, provincia, distrito o paso fronterizo.",
                "Country, region, province, district or border crossing.",
            ),
            (
                _kind(vocabulary.TERRITORY_KINDS),
                Column(
                    "scheme",
                    Text("Norma del código.", "Standard of the code."),
                    values=vocabulary.TERRITORY_SCHEMES,
                ),
                Column("code", Text("Código.", "Code.")),
            ),
        ),
    )
}

BODIES = ("WorkingGroup", "Forum")
VENUES = (*BODIES, "Agreement")


def _pairs(starts: tuple[str, ...], ends: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((start, end) for start in starts for end in ends)


RELATIONSHIP_TYPES: Mapping[str, RelationshipType] = {
    kind.name: kind
    for kind in (
        RelationshipType(
            "MEMBER_OF",
            "memberships.csv",
            Text("integra", "member of"),
            Text(
                "Una institución tiene asiento en un órgano.",
                "An institution has a seat in a body.",
            ),
            "institution",
            "venue",
            _pairs(("Institution",), BODIES),
            (_role(vocabulary.SEAT_ROLES),),
        ),
        RelationshipType(
            "PART_OF",
            "parts.csv",
            Text("parte de", "part of"),
            Text("Una parte pertenece a un todo.", "A part belongs to a whole."),
            "part",
            "whole",
            (
                ("Institution", "Institution"),
                ("WorkingGroup", "WorkingGroup"),
                ("WorkingGroup", "Forum"),
                ("Forum", "Forum"),
                ("Objective", "Agreement"),
                ("Objective", "Objective"),
                ("Intervention", "Intervention"),
                ("Territory", "Territory"),
            ),
        ),
        RelationshipType(
            "PARTY_TO",
            "parties.csv",
            Text("parte en", "party to"),
            Text(
                "Una institución suscribe o conduce un acuerdo.",
                "An institution signs or leads an agreement.",
            ),
            "institution",
            "agreement",
            _pairs(("Institution",), ("Agreement",)),
            (_role(vocabulary.PARTY_ROLES),),
        ),
        RelationshipType(
            "RESPONSIBLE_FOR",
            "responsibilities.csv",
            Text("responde por", "responsible for"),
            Text(
                "Una institución responde por un objetivo en virtud de una norma.",
                "An institution answers for an objective under a norm.",
            ),
            "institution",
            "objective",
            _pairs(("Institution",), ("Objective",)),
            (
                _role(vocabulary.RESPONSIBILITY_ROLES),
                Column(
                    "norm",
                    Text("Acuerdo que asigna la tarea.", "Agreement that assigns the task."),
                    "reference",
                    refers_to=("Agreement",),
                ),
            ),
        ),
        RelationshipType(
            "CARRIES_OUT",
            "executions.csv",
            Text("ejecuta", "carries out"),
            Text(
                "Una institución o un órgano ejecuta una intervención.",
                "An institution or a body carries out an intervention.",
            ),
            "executor",
            "intervention",
            _pairs(("Institution", *BODIES), ("Intervention",)),
            (_role(vocabulary.EXECUTION_ROLES),),
        ),
        RelationshipType(
            "ADDRESSES",
            "scopes.csv",
            Text("atiende", "addresses"),
            Text("Algo se ocupa de un objetivo.", "Something addresses an objective."),
            "subject",
            "objective",
            _pairs(("Intervention", *VENUES), ("Objective",)),
        ),
        RelationshipType(
            "REQUIRES",
            "requirements.csv",
            Text("exige", "requires"),
            Text(
                "Un acuerdo exige que un objetivo se atienda en un nivel, en un territorio o para "
                "una población; lo que una fila nombra se exige junto.",
                "An agreement requires that an objective be dealt with at a level, in a territory "
                "or for a population; what one row names is required together.",
            ),
            "agreement",
            "objective",
            _pairs(("Agreement",), ("Objective",)),
            (
                LEVEL,
                Column(
                    "territory",
                    Text("Territorio que el texto nombra.", "Territory that the text names."),
                    "reference",
                    refers_to=("Territory",),
                ),
                Column(
                    "population",
                    Text("Población que el texto nombra.", "Population that the text names."),
                    values=vocabulary.POPULATIONS,
                ),
                Column(
                    "exposure",
                    Text(
                        "Cuánto pesa allí el asunto, en (0, 1], según el usuario; vacío = 1.",
                        "How heavily the matter weighs there, in (0, 1], set by the user; "
                        "empty = 1.",
                    ),
                    "number",
                ),
            ),
        ),
        RelationshipType(
            "COOPERATES_WITH",
            "cooperation.csv",
            Text("coopera con", "cooperates with"),
            Text("Dos instituciones cooperan.", "Two institutions cooperate."),
            "institution",
            "partner",
            _pairs(("Institution",), ("Institution",)),
            (
                _kind(vocabulary.COOPERATION_KINDS),
                *_bilingual("object", Text("Objeto de la cooperación", "Object of cooperation")),
            ),
        ),
        RelationshipType(
            "OPERATES_IN",
            "presence.csv",
            Text("actúa en", "operates in"),
            Text("Algo actúa en un territorio.", "Something operates in a territory."),
            "subject",
            "territory",
            _pairs(("Institution", "Intervention", *BODIES), ("Territory",)),
        ),
        RelationshipType(
            "ALIGNED_WITH",
            "alignments.csv",
            Text("alineado con", "aligned with"),
            Text(
                "Dos objetivos dependen uno de otro.",
                "Two objectives depend on each other.",
            ),
            "objective",
            "aligned_with",
            _pairs(("Objective",), ("Objective",)),
        ),
        RelationshipType(
            "ESTABLISHES",
            "foundations.csv",
            Text("establece", "establishes"),
            Text(
                "Un acuerdo crea un órgano o una institución.",
                "An agreement creates a body or an institution.",
            ),
            "agreement",
            "body",
            _pairs(("Agreement",), (*BODIES, "Institution")),
        ),
        RelationshipType(
            "NEIGHBOUR_OF",
            "neighbours.csv",
            Text("limita con", "neighbour of"),
            Text("Dos territorios comparten frontera.", "Two territories share a border."),
            "territory",
            "neighbour",
            _pairs(("Territory",), ("Territory",)),
        ),
    )
}

SOURCES_FILE = "sources.csv"
SOURCE_COLUMNS = (
    ID,
    Column("title", Text("Título.", "Title."), required=True),
    Column("author", Text("Autor o entidad.", "Author or institution.")),
    Column("year", Text("Año.", "Year."), "date"),
    Column("kind", Text("Clase de fuente.", "Kind of source."), values=vocabulary.SOURCE_KINDS),
    Column("language", Text("Idioma (BCP 47).", "Language (BCP 47).")),
    Column("file", Text("Archivo leído.", "File that was read.")),
    Column("note", Text("Advertencia.", "Warning.")),
)

STATEMENTS_FILE = "statements.csv"
STATEMENT_COLUMNS = (
    ID,
    _kind(vocabulary.STATEMENT_KINDS),
    Column(
        "criterion",
        Text("Criterio de evaluación de la OCDE.", "OECD evaluation criterion."),
        values=vocabulary.OECD_CRITERIA,
    ),
    *_bilingual("statement", Text("Lo que dice el documento", "What the document says")),
    Column(
        "subjects",
        Text("Ids de aquello de lo que habla.", "Ids of what it speaks of."),
        "references",
        refers_to=tuple(LABELS),
    ),
    Column(
        "objectives",
        Text("Ids de los objetivos que toca.", "Ids of the objectives that it touches."),
        "references",
        refers_to=("Objective",),
    ),
    *PROVENANCE,
)

COLUMNS_OF_FILE: Mapping[str, tuple[Column, ...]] = {
    SOURCES_FILE: SOURCE_COLUMNS,
    STATEMENTS_FILE: STATEMENT_COLUMNS,
    **{label.file: label.columns for label in LABELS.values()},
    **{kind.file: kind.columns for kind in RELATIONSHIP_TYPES.values()},
}

SOURCE = "Source"
NODE_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    SOURCE: (*(column.name for column in SOURCE_COLUMNS), "dataset"),
    **{label.name: label.properties for label in LABELS.values()},
}
