// Who answers for the objectives that a term names, in which role and under which norm?
// ¿Quién responde por los objetivos que nombra un término, con qué papel y según qué norma?
MATCH (i:Institution)-[r:RESPONSIBLE_FOR]->(o:Objective)
WHERE any(term IN $terms WHERE o.text_norm CONTAINS term) AND r.from_day <= $day AND $day < r.until_day
OPTIONAL MATCH (n:Agreement)
WHERE n.id = r.norm
RETURN i.id AS id, i.acronym AS acronym, i.name_es AS name_es, i.name_en AS name_en,
       r.role AS role, o.id AS matter_id, o.name_es AS matter_es, o.name_en AS matter_en, o.kind AS kind,
       coalesce(n.name_es, '') AS norm_es, coalesce(n.name_en, '') AS norm_en,
       r.evidence AS evidence, r.source AS source, r.locator AS locator
ORDER BY CASE role WHEN 'lead' THEN 0 WHEN 'chair' THEN 0 ELSE 1 END, role, id, matter_id, norm_es, norm_en, evidence, source, locator
