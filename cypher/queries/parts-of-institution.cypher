// Which units or members make up this institution?
// ¿Qué unidades o integrantes componen esta institución?
MATCH (p:Institution)-[r:PART_OF]->(i:Institution {id: $institution})
WHERE r.from_day <= $day AND $day < r.until_day
RETURN p.id AS institution, p.acronym AS acronym, p.name_es AS name_es, p.name_en AS name_en, p.kind AS kind,
       r.evidence AS evidence, r.source AS source, r.locator AS locator
ORDER BY institution, evidence, source, locator
