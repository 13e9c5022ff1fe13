// To which institutions does this one belong?
// ¿A qué instituciones pertenece esta?
MATCH (i:Institution {id: $institution})-[r:PART_OF]->(w:Institution)
WHERE r.from_day <= $day AND $day < r.until_day
RETURN w.id AS institution, w.acronym AS acronym, w.name_es AS name_es, w.name_en AS name_en, w.kind AS kind,
       r.evidence AS evidence, r.source AS source, r.locator AS locator
ORDER BY institution, evidence, source, locator
