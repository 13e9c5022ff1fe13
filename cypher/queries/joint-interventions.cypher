// Which interventions do several institutions or bodies carry out together?
// ¿Qué intervenciones ejecutan juntas varias instituciones u órganos?
MATCH (i:Institution|WorkingGroup|Forum)-[r:CARRIES_OUT]->(x:Intervention)<-[q:CARRIES_OUT]-(j:Institution|WorkingGroup|Forum)
WHERE i.id < j.id AND r.from_day <= $day AND $day < r.until_day AND q.from_day <= $day AND $day < q.until_day
RETURN DISTINCT x.id AS intervention, x.name_es AS name_es, x.name_en AS name_en,
       i.id AS institution, i.acronym AS acronym, j.id AS other, j.acronym AS other_acronym,
       r.source AS source, r.locator AS locator
ORDER BY intervention, institution, other, source, locator
