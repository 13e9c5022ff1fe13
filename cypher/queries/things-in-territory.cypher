// What operates in this territory or in a part of it?
// ¿Qué actúa en este territorio o en una parte de él?
MATCH (x:Institution|Intervention|WorkingGroup|Forum)-[r:OPERATES_IN]->(t:Territory)
WHERE r.from_day <= $day AND $day < r.until_day AND (t.id = $territory OR EXISTS {
  MATCH (t)-[:PART_OF*1..3]->(:Territory {id: $territory})
})
RETURN DISTINCT x.id AS thing, x.acronym AS acronym, x.name_es AS name_es, x.name_en AS name_en, x.kind AS kind,
       t.id AS territory
ORDER BY thing, territory
