// Which working groups, subgroups and roundtables belong to this forum?
// ¿Qué grupos, subgrupos y mesas pertenecen a este foro?
MATCH (g:WorkingGroup)-[:PART_OF*1..2]->(f:Forum {id: $venue})
WHERE g.from_day <= $day AND $day < g.until_day
RETURN DISTINCT g.id AS venue, g.acronym AS acronym, g.name_es AS name_es, g.name_en AS name_en, g.kind AS kind,
       g.source AS source, g.locator AS locator
ORDER BY kind, venue
