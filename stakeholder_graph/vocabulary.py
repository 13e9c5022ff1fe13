"""Controlled vocabularies: each term with its Spanish and English label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stakeholder_graph.language import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


def _terms(**labels: tuple[str, str]) -> Mapping[str, Text]:
    return {term: Text(*label) for term, label in labels.items()}


YES_NO = _terms(yes=("sí", "yes"), no=("no", "no"))

EVIDENCE = _terms(
    documented=("documentado", "documented"),
    implied=("implícito", "implied"),
    documented_absent=("ausencia documentada", "documented absent"),
)

ROSTERS = _terms(complete=("completa", "complete"), partial=("parcial", "partial"))

LEVELS = {
    "global": Text("mundial", "global"),
    **_terms(
        regional=("regional", "regional"),
        national=("nacional", "national"),
        subnational=("subnacional", "subnational"),
        local=("local", "local"),
    ),
}

SECTORS = _terms(
    foreign_affairs=("relaciones exteriores", "foreign affairs"),
    interior=("interior", "interior"),
    migration=("migraciones", "migration"),
    justice=("justicia", "justice"),
    labour=("trabajo", "labour"),
    social_protection=("protección social", "social protection"),
    health=("salud", "health"),
    education=("educación", "education"),
    production=("producción", "production"),
    economy=("economía", "economy"),
    statistics=("estadística", "statistics"),
    identity=("identidad", "identity"),
    housing=("vivienda", "housing"),
    women_children=("mujer y poblaciones vulnerables", "women and children"),
    culture=("cultura", "culture"),
    agriculture=("agricultura", "agriculture"),
    human_rights=("derechos humanos", "human rights"),
    humanitarian=("acción humanitaria", "humanitarian action"),
    development=("desarrollo", "development"),
    legislature=("poder legislativo", "legislature"),
    local_government=("gobierno local", "local government"),
    government_coordination=("coordinación de gobierno", "government coordination"),
)

INSTITUTION_KINDS = _terms(
    state=("Estado", "state"),
    ministry=("ministerio", "ministry"),
    superintendency=("superintendencia", "superintendency"),
    agency=("organismo público", "agency"),
    autonomous_body=("organismo autónomo", "autonomous body"),
    judiciary=("poder judicial", "judiciary"),
    legislature=("órgano legislativo", "legislature"),
    municipality=("municipalidad", "municipality"),
    regional_government=("gobierno regional", "regional government"),
    police=("policía", "police"),
    prosecutor=("fiscalía", "prosecutor"),
    public_company=("empresa pública", "public company"),
    social_security=("seguridad social", "social security"),
    unit=("unidad", "unit"),
    border_centre=("centro de frontera", "border centre"),
    consular_service=("servicio consular", "consular service"),
    un_agency=("agencia de la ONU", "UN agency"),
    un_body=("órgano de la ONU", "UN body"),
    intergovernmental=("organismo intergubernamental", "intergovernmental organisation"),
    development_bank=("banco de desarrollo", "development bank"),
    cooperation_agency=("agencia de cooperación", "cooperation agency"),
    foreign_government=("gobierno extranjero", "foreign government"),
    ngo=("ONG", "NGO"),
    network=("red", "network"),
    academia=("academia", "academia"),
    private_sector=("sector privado", "private sector"),
    collective=("colectivo", "collective"),
)

WORKING_GROUP_KINDS = _terms(
    working_group=("grupo de trabajo", "working group"),
    subgroup=("subgrupo", "subgroup"),
    regional_roundtable=("mesa regional", "regional roundtable"),
    support_commission=("comisión de apoyo", "support commission"),
    desk=("mesa", "desk"),
    technical_team=("equipo técnico", "technical team"),
)

FORUM_KINDS = _terms(
    roundtable=("mesa", "roundtable"),
    multisectoral_commission=("comisión multisectorial", "multisectoral commission"),
    consultative_process=("proceso consultivo", "consultative process"),
    network=("red", "network"),
    conference=("conferencia", "conference"),
    global_forum=("foro mundial", "global forum"),
    platform=("plataforma", "platform"),
    integration_body=("órgano de integración", "integration body"),
    binational_cabinet=("gabinete binacional", "binational cabinet"),
    dialogue=("diálogo", "dialogue"),
    commission=("comisión", "commission"),
)

AGREEMENT_KINDS = _terms(
    constitution=("constitución", "constitution"),
    treaty=("tratado", "treaty"),
    compact=("pacto", "compact"),
    declaration=("declaración", "declaration"),
    resolution=("resolución", "resolution"),
    decision=("decisión", "decision"),
    law=("ley", "law"),
    legislative_decree=("decreto legislativo", "legislative decree"),
    supreme_decree=("decreto supremo", "supreme decree"),
    ministerial_resolution=("resolución ministerial", "ministerial resolution"),
    directive=("directiva", "directive"),
    policy=("política", "policy"),
    plan=("plan", "plan"),
    protocol=("protocolo", "protocol"),
    roadmap=("hoja de ruta", "roadmap"),
    guideline=("lineamiento", "guideline"),
    programme=("programa", "programme"),
    cooperation_framework=("marco de cooperación", "cooperation framework"),
)

AGREEMENT_STATUSES = _terms(
    in_force=("vigente", "in force"),
    signed=("suscrito", "signed"),
    negotiating=("en negociación", "negotiating"),
    expired=("vencido", "expired"),
    proposed=("propuesto", "proposed"),
)

OBJECTIVE_KINDS = _terms(
    thematic_area=("área temática", "thematic area"),
    objective=("objetivo", "objective"),
    axis=("eje", "axis"),
    guideline=("lineamiento", "guideline"),
    action=("acción", "action"),
    pillar=("pilar", "pillar"),
    target=("meta", "target"),
)

INTERVENTION_KINDS = _terms(
    strategy=("estrategia", "strategy"),
    policy=("política", "policy"),
    plan=("plan", "plan"),
    programme=("programa", "programme"),
    project=("proyecto", "project"),
    service=("servicio", "service"),
    campaign=("campaña", "campaign"),
    training=("capacitación", "training"),
    study=("estudio", "study"),
    norm=("norma", "norm"),
    protocol=("protocolo", "protocol"),
    system=("sistema", "system"),
    assistance=("asistencia", "assistance"),
    coordination=("coordinación", "coordination"),
    measure=("medida", "measure"),
)

POPULATIONS = _terms(
    migrants=("personas migrantes", "migrants"),
    venezuelans=("personas venezolanas", "Venezuelans"),
    refugees=("personas refugiadas", "refugees"),
    children=("niñas, niños y adolescentes", "children"),
    women=("mujeres", "women"),
    pregnant_women=("gestantes", "pregnant women"),
    older_persons=("personas adultas mayores", "older persons"),
    trafficking_victims=("víctimas de trata", "victims of trafficking"),
    smuggled_migrants=("migrantes objeto de tráfico", "smuggled migrants"),
    peruvians_abroad=("peruanos en el exterior", "Peruvians abroad"),
    returnees=("retornados", "returnees"),
    migrant_workers=("trabajadores migrantes", "migrant workers"),
    students=("estudiantes", "students"),
    border_population=("población de frontera", "border population"),
    general_public=("público general", "general public"),
    officials=("funcionarios", "officials"),
)

PAIR_CLASSES = _terms(
    fragmentation=("fragmentación", "fragmentation"),
    overlap=("superposición", "overlap"),
    duplication=("posible duplicación", "possible duplication"),
    co_implementation=("ejecución coordinada", "co-implementation"),
    redundancy=("redundancia de resguardo", "safeguarding redundancy"),
)
# Classes that are no problem.
HARMLESS_CLASSES = ("co_implementation", "redundancy")

TERRITORY_KINDS = _terms(
    country=("país", "country"),
    region=("región", "region"),
    province=("provincia", "province"),
    district=("distrito", "district"),
    border_crossing=("paso fronterizo", "border crossing"),
)

TERRITORY_SCHEMES = _terms(iso=("ISO 3166", "ISO 3166"), inei=("INEI", "INEI"))

SEAT_ROLES = _terms(
    chair=("presidencia", "chair"),
    pro_tempore_presidency=("presidencia pro tempore", "pro tempore presidency"),
    co_chair=("copresidencia", "co-chair"),
    secretariat=("secretaría técnica", "technical secretariat"),
    member=("miembro", "member"),
    observer=("observador", "observer"),
    participant=("participante", "participant"),
    troika=("troika", "troika"),
)

PARTY_ROLES = _terms(
    party=("parte", "party"),
    signatory=("suscriptor", "signatory"),
    depositary=("depositario", "depositary"),
    lead=("responsable", "lead"),
)

RESPONSIBILITY_ROLES = _terms(
    lead=("responsable", "lead"),
    co_responsible=("corresponsable", "co-responsible"),
    support=("apoyo", "support"),
)

EXECUTION_ROLES = _terms(
    lead=("responsable", "lead"),
    joint=("conjunta", "joint"),
    support=("apoyo", "support"),
    funder=("financiador", "funder"),
)

COOPERATION_KINDS = _terms(
    joint_execution=("ejecución conjunta", "joint execution"),
    technical_assistance=("asistencia técnica", "technical assistance"),
    funding=("financiamiento", "funding"),
    coordination=("coordinación", "coordination"),
    information_exchange=("intercambio de información", "information exchange"),
    training=("capacitación", "training"),
)

STATEMENT_KINDS = _terms(
    gap=("brecha", "gap"),
    difficulty=("dificultad", "difficulty"),
    limitation=("limitación", "limitation"),
    achievement=("logro", "achievement"),
    proposal=("propuesta", "proposal"),
)

OECD_CRITERIA = _terms(
    relevance=("pertinencia", "relevance"),
    coherence=("coherencia", "coherence"),
    effectiveness=("eficacia", "effectiveness"),
    efficiency=("eficiencia", "efficiency"),
    impact=("impacto", "impact"),
    sustainability=("sostenibilidad", "sustainability"),
)

SOURCE_KINDS = _terms(
    thesis=("tesis", "thesis"),
    case_study=("estudio de caso", "case study"),
    work_plan=("plan de trabajo", "work plan"),
    press_note=("nota de prensa", "press note"),
    resolution=("resolución", "resolution"),
    general_knowledge=("conocimiento general", "general knowledge"),
)

TABLE_FORMATS = ("table", "md", "csv", "tsv", "json", "xlsx")
EXPORT_FORMATS = ("neo4j-admin",)

MEASURES = _terms(
    venues=("órganos", "venues"),
    degree_centrality=("grado (dos modos)", "degree (two-mode)"),
    betweenness_centrality=("intermediación (dos modos)", "betweenness (two-mode)"),
    harmonic_centrality=("centralidad armónica (vínculos)", "harmonic centrality (ties)"),
    coordination_betweenness=("intermediación (vínculos)", "betweenness (ties)"),
    closeness_centrality=("cercanía (dos modos)", "closeness (two-mode)"),
    participation_coefficient=("reparto entre comunidades", "spread over communities"),
    constraint=("restricción", "constraint"),
    effective_size=("tamaño efectivo", "effective size"),
    core_number=("núcleo", "core"),
    fragmentation_if_lost=("fragmentación si falta", "fragmentation if lost"),
)
# What the tables for people show unless another measure is asked for.
MAIN_MEASURES = (
    "degree_centrality",
    "betweenness_centrality",
    "harmonic_centrality",
    "coordination_betweenness",
)

RELATIONS = _terms(
    nested=("uno dentro del otro", "one within the other"),
    twin=("gemelos", "twins"),
    overlap=("se cruzan", "overlap"),
)

# Each is found by an analysis of its own.
GAP_KINDS = _terms(
    coverage=("Brechas de cobertura", "Coverage gaps"),
    coordination=("Brechas de coordinación", "Coordination gaps"),
    levels=("Brechas entre niveles", "Gaps between levels"),
    borders=("Brechas en las fronteras", "Gaps at borders"),
    currency=("Papeles vencidos o sin confirmar", "Roles that ended or went unconfirmed"),
)

GAP_TYPES = _terms(
    nobody=("nadie", "nobody"),
    no_lead=("sin responsable", "no lead"),
    leads_unrecorded=("responsables sin registrar", "leads not recorded"),
    plural_lead=("varios responsables sin canal", "several unlinked leads"),
    single_actor=("un solo actor", "a single actor"),
    no_level=("falta un nivel", "a level is missing"),
    no_territory=("falta un territorio", "a territory is missing"),
    no_population=("falta una población", "a population is missing"),
    missing_rung=("falta el nivel regional", "the regional level is missing"),
    broken_rung=("niveles sin canal", "unlinked levels"),
    skipped_rung=("nivel saltado", "a level is skipped"),
    no_regional_body=("falta un órgano regional", "a regional body is missing"),
    orphan_body=("órgano sin objetivo", "body without an objective"),
    expired=("papel vencido", "role ended"),
    stale=("papel sin confirmar", "role unconfirmed"),
    no_instrument=("sin instrumento en vigor", "no instrument in force"),
    weak_instrument=("un instrumento no basta", "an instrument falls short"),
    no_bridge=("nadie los une", "nobody bridges them"),
    fragile_bridge=("los une una sola institución", "a single institution bridges them"),
    weak_bridge=("los une poco", "little bridges them"),
    unknown_members=("no consta quién los integra", "members not on record"),
)

REPORTING_LINES = _terms(
    reports=("uno depende del otro", "one reports to the other"),
    common=("ambos dependen de otro", "both report to another"),
    none=("no consta", "none on record"),
)

FRAGMENTATION = _terms(
    institutions=("instituciones", "institutions"),
    unseated=("parte de ellas que no integra ningún órgano", "share of them that sits in no body"),
    bodies=("órganos", "bodies"),
    bodies_without_members=("órganos sin integrantes conocidos", "bodies without known members"),
    components=("grupos separados", "separate groups"),
    outside_largest=(
        "parte de las instituciones con asiento que está fuera del grupo mayor",
        "share of the institutions with a seat that is outside the largest group",
    ),
    connectedness=(
        "parte de sus pares unidos por alguna cadena de órganos",
        "share of their pairs that some chain of bodies joins",
    ),
    modules=("módulos", "modules"),
    modularity=("modularidad de dos modos (Barber)", "two-mode modularity (Barber)"),
    modularity_by_chance=("la esperable por azar", "what chance would give"),
    modularity_z=("desviaciones estándar entre ambas (z)", "standard deviations between both (z)"),
)

CONCENTRATION = _terms(
    degree_centralization=(
        "centralización de grado (1 = una estrella)",
        "degree centralization (1 = a star)",
    ),
    closeness_centralization=("centralización de cercanía", "closeness centralization"),
    betweenness_centralization=(
        "centralización de intermediación",
        "betweenness centralization",
    ),
    core_periphery_fit=(
        "parecido a un núcleo con periferia (1 = perfecto)",
        "likeness to a core with a periphery (1 = perfect)",
    ),
)

CONGRUENCE = _terms(
    required=("pares que deberían coordinarse", "pairs that should coordinate"),
    met=("de ellos, con algún canal", "of them, with some channel"),
    congruence=("su parte (congruencia)", "their share (congruence)"),
    weighted=(
        "congruencia ponderada por necesidad y fuerza",
        "congruence weighted by need and strength",
    ),
    density=("parte de todos los pares con algún canal", "share of all pairs with some channel"),
    lift=(
        "congruencia sobre esa parte (1 = como al azar)",
        "congruence over that share (1 = as by chance)",
    ),
    p_by_chance=(
        "probabilidad de igual o más por azar",
        "probability of as much or more by chance",
    ),
)

# In brackets, what the field's R package motifr calls them, open and closed.
MOTIFS = _terms(
    shared_resource=(
        "dos actores de un recurso (1,2[I.C] y 1,2[II.C])",
        "two actors of one resource (1,2[I.C] and 1,2[II.C])",
    ),
    shared_actor=(
        "dos recursos de un actor (2,1[I.C] y 2,1[II.C])",
        "two resources of one actor (2,1[I.C] and 2,1[II.C])",
    ),
    linked_resources=(
        "dos actores, cada uno de un recurso distinto que depende del otro",
        "two actors, each of another resource, which depend on each other",
    ),
    cross_level=(
        "dos actores de un recurso y de niveles distintos",
        "two actors of one resource and of different levels",
    ),
)

FUNCTIONS = _terms(
    leads=("responde", "answers for it"),
    carries_out=("ejecuta", "carries out"),
    has_seat=("tiene asiento", "has a seat"),
    is_party=("suscribe", "is a party"),
    named=("lo lleva en el nombre", "bears the name"),
)

SECTIONS = _terms(
    part_of=("Pertenece a", "Belongs to"),
    parts=("Se compone de", "Is made up of"),
    seats=("Tiene asiento en", "Has a seat in"),
    responsibilities=("Responde por", "Answers for"),
    interventions=("Ejecuta", "Carries out"),
    agreements=("Suscribe o conduce", "Signs or leads"),
    partners=("Coopera con", "Cooperates with"),
)

LABELS_OF_COLUMN: Mapping[str, Mapping[str, Text]] = {
    "function": FUNCTIONS,
    "section": SECTIONS,
    "relation": RELATIONS,
    "gap_type": GAP_TYPES,
    "pair_class": PAIR_CLASSES,
    "line": REPORTING_LINES,
    "motif": MOTIFS,
    "measure": {**FRAGMENTATION, **CONCENTRATION, **CONGRUENCE},
    "role": {**SEAT_ROLES, **PARTY_ROLES, **RESPONSIBILITY_ROLES, **EXECUTION_ROLES},
    "other_role": SEAT_ROLES,
    "kind": {
        **INSTITUTION_KINDS,
        **WORKING_GROUP_KINDS,
        **FORUM_KINDS,
        **AGREEMENT_KINDS,
        **OBJECTIVE_KINDS,
        **INTERVENTION_KINDS,
        **TERRITORY_KINDS,
        **SOURCE_KINDS,
    },
    "cooperation": COOPERATION_KINDS,
    "evidence": EVIDENCE,
    "status": AGREEMENT_STATUSES,
    "level": LEVELS,
    "missing_level": LEVELS,
    "population": POPULATIONS,
    "sector": SECTORS,
    "sector_1": SECTORS,
    "sector_2": SECTORS,
    "is_well": YES_NO,
    "articulation_point": YES_NO,
    "cross_level": YES_NO,
}
