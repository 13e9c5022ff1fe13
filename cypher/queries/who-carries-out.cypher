// Who carries out the interventions that a term names, or that address an objective it names?
// ¿Quién ejecuta las intervenciones que nombra un término, o que atienden un objetivo que nombra?
MATCH (i:Institution|WorkingGroup|Forum)-[r:CARRIES_OUT]->(x:Intervention)
WHERE r.from_day <= $day AND $day < r.until_day
OPTIONAL MATCH (x)-[s:ADDRESSES]->(o:Objective)
WHERE any(term IN $terms WHERE o.name_norm CONTAINS term) AND s.from_day <= $day AND $day < s.until_day
WITH i, r, x, count(o) AS objectives
WHERE objectives > 0 OR any(term IN $terms WHERE x.text_norm CONTAINS term)
RETURN i.id AS id, i.acronym AS acronym, i.name_es AS name_es, i.name_en AS name_en,
       r.role AS role, x.id AS matter_id, x.name_es AS matter_es, x.name_en AS matter_en, x.kind AS kind,
       '' AS norm_es, '' AS norm_en,
       r.evidence AS evidence, r.source AS source, r.locator AS locator
ORDER BY id, matter_id, role, evidence, source, locator
