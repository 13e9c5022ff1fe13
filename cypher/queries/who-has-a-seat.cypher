// Who has a seat where a term is a main matter: in a body that bears it, or of whose objectives it names a third?
// ¿Quién tiene asiento donde un término es asunto principal: en un órgano que lo lleva en el nombre, o de cuyos objetivos nombra un tercio?
MATCH (i:Institution)-[r:MEMBER_OF]->(v:WorkingGroup|Forum)
WHERE r.from_day <= $day AND $day < r.until_day
OPTIONAL MATCH (v)-[s:ADDRESSES]->(o:Objective)
WHERE s.from_day <= $day AND $day < s.until_day
WITH i, r, v, count(DISTINCT o.id) AS addressed,
     count(DISTINCT CASE WHEN any(term IN $terms WHERE o.name_norm CONTAINS term) THEN o.id END) AS meant
WHERE (addressed > 0 AND 3 * meant >= addressed) OR any(term IN $terms WHERE v.text_norm CONTAINS term)
RETURN i.id AS id, i.acronym AS acronym, i.name_es AS name_es, i.name_en AS name_en,
       r.role AS role, v.id AS matter_id, v.name_es AS matter_es, v.name_en AS matter_en, v.kind AS kind,
       '' AS norm_es, '' AS norm_en,
       r.evidence AS evidence, r.source AS source, r.locator AS locator
ORDER BY CASE role WHEN 'lead' THEN 0 WHEN 'chair' THEN 0 ELSE 1 END, role, id, matter_id, evidence, source, locator
