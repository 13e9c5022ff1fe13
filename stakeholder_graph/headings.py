"""Headings of the columns that people read, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stakeholder_graph.language import Text
from stakeholder_graph.vocabulary import MEASURES

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADINGS: Mapping[str, Text] = dict(MEASURES) | {
    name: Text(*words)
    for name, words in {
        "accepted": ("aceptadas", "accepted"),
        "acronym": ("sigla", "acronym"),
        "actor": ("actor", "actor"),
        "actor_acronym": ("sigla", "acronym"),
        "actors": ("actores", "actors"),
        "agreement": ("acuerdo", "agreement"),
        "aliases": ("otros nombres", "other names"),
        "author": ("autor", "author"),
        "as_of": ("a la fecha", "as of"),
        "common": ("en común", "in common"),
        "confidence": ("confianza", "confidence"),
        "confirmed_on": ("confirmado", "confirmed"),
        "cooperation": ("cooperación", "cooperation"),
        "country": ("país", "country"),
        "deficit": ("déficit", "deficit"),
        "detail": ("detalle", "detail"),
        "difficulty": ("dificultad", "difficulty"),
        "evidence": ("evidencia", "evidence"),
        "evidence_state": ("búsqueda", "search"),
        "explanation": ("explicación", "explanation"),
        "file": ("archivo", "file"),
        "function": ("función", "function"),
        "id": ("id", "id"),
        "identifiers": ("códigos", "identifiers"),
        "institution": ("institución", "institution"),
        "institutions": ("instituciones", "institutions"),
        "intervention": ("intervención", "intervention"),
        "interventions": ("intervenciones", "interventions"),
        "kind": ("clase", "kind"),
        "label": ("etiqueta", "label"),
        "level": ("nivel", "level"),
        "locator": ("lugar", "locator"),
        "matter": ("asunto", "matter"),
        "name": ("nombre", "name"),
        "name_norm": ("nombres plegados", "folded names"),
        "need": ("necesidad", "need"),
        "norm": ("norma", "norm"),
        "note": ("nota", "note"),
        "number": ("n.º", "no."),
        "object": ("objeto", "object"),
        "objective": ("objetivo", "objective"),
        "objectives": ("objetivos", "objectives"),
        "other": ("otra", "other"),
        "other_acronym": ("sigla", "acronym"),
        "other_role": ("papel de la otra", "other's role"),
        "parameters": ("parámetros", "parameters"),
        "priority": ("prioridad", "priority"),
        "question": ("pregunta", "question"),
        "read": ("leídas", "read"),
        "rejected": ("rechazadas", "rejected"),
        "result": ("resultado", "result"),
        "role": ("papel", "role"),
        "section": ("sección", "section"),
        "sector": ("sector", "sector"),
        "severity": ("gravedad", "severity"),
        "similarity": ("parecido", "similarity"),
        "source": ("fuente", "source"),
        "sources": ("fuentes", "sources"),
        "state": ("estado", "state"),
        "status": ("estado", "status"),
        "subjects": ("sujetos", "subjects"),
        "territory": ("territorio", "territory"),
        "thing": ("qué", "thing"),
        "titles": ("títulos comparados", "titles compared"),
        "title": ("título", "title"),
        "type": ("tipo", "type"),
        "uncovered": ("objetivos sin cubrir", "objectives uncovered"),
        "valid_from": ("desde", "since"),
        "venue": ("órgano", "venue"),
        "venues": ("órganos", "venues"),
        "year": ("año", "year"),
        "via": ("por medio de", "via"),
    }.items()
}
