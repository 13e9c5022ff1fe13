// Which objectives does a single institution or body act on?
// ¿De qué objetivos se ocupa una sola institución u órgano?
MATCH (i:Institution|WorkingGroup|Forum)-[r:CARRIES_OUT]->(:Intervention)-[s:ADDRESSES]->(o:Objective)
WHERE r.from_day <= $day AND $day < r.until_day AND s.from_day <= $day AND $day < s.until_day
WITH o, count(DISTINCT i.id) AS actors, min(i.id) AS institution, min(i.acronym) AS acronym
WHERE actors = 1
RETURN o.id AS objective, o.number AS number, o.name_es AS name_es, o.name_en AS name_en,
       institution AS actor, acronym AS actor_acronym
ORDER BY objective
