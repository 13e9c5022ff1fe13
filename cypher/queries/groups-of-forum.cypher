// Which working groups, subgroups and roundtables belong to this forum?
// ¿Qué grupos, subgrupos y mesas pertenecen a este foro?
MATCH (g:WorkingGroup)
WHERE EXISTS {
  MATCH (g)-[r:PART_OF]->(:Forum {id: $venue})
  WHERE r.from_day <= $day AND $day < r.until_day
} OR EXISTS {
  MATCH (g)-[r:PART_OF]->(:WorkingGroup)-[q:PART_OF]->(:Forum {id: $venue})
  WHERE r.from_day <= $day AND $day < r.until_day AND q.from_day <= $day AND $day < q.until_day
}
RETURN g.id AS venue, g.acronym AS acronym, g.name_es AS name_es, g.name_en AS name_en, g.kind AS kind,
       g.source AS source, g.locator AS locator
ORDER BY kind, venue
