// For which objectives does this institution answer, and under which norm?
// ¿Por qué objetivos responde esta institución, y según qué norma?
MATCH (i:Institution {id: $institution})-[r:RESPONSIBLE_FOR]->(o:Objective)
WHERE r.from_day <= $day AND $day < r.until_day
OPTIONAL MATCH (n:Agreement)
WHERE n.id = r.norm
RETURN o.id AS objective, o.name_es AS name_es, o.name_en AS name_en, r.role AS role,
       coalesce(n.name_es, '') AS norm_es, coalesce(n.name_en, '') AS norm_en,
       r.evidence AS evidence, r.source AS source, r.locator AS locator
ORDER BY objective, role, norm_es, norm_en, evidence, source, locator
