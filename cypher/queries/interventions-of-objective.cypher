// Which interventions address this objective, and who carries them out?
// ¿Qué intervenciones atienden este objetivo, y quién las ejecuta?
MATCH (i:Institution|WorkingGroup|Forum)-[r:CARRIES_OUT]->(x:Intervention)-[s:ADDRESSES]->(o:Objective {id: $objective})
WHERE r.from_day <= $day AND $day < r.until_day AND s.from_day <= $day AND $day < s.until_day
RETURN x.id AS intervention, x.name_es AS name_es, x.name_en AS name_en, x.kind AS kind,
       i.id AS institution, i.acronym AS acronym, r.role AS role,
       x.result_es AS result_es, x.result_en AS result_en,
       x.difficulty_es AS difficulty_es, x.difficulty_en AS difficulty_en,
       r.source AS source, r.locator AS locator
ORDER BY intervention, institution, role, source, locator
