// Who signed or leads the agreements that a term names?
// ¿Quién suscribe o conduce los acuerdos que nombra un término?
MATCH (i:Institution)-[r:PARTY_TO]->(a:Agreement)
WHERE any(term IN $terms WHERE a.text_norm CONTAINS term) AND r.from_day <= $day AND $day < r.until_day
RETURN i.id AS id, i.acronym AS acronym, i.name_es AS name_es, i.name_en AS name_en,
       r.role AS role, a.id AS matter_id, a.name_es AS matter_es, a.name_en AS matter_en, a.kind AS kind,
       '' AS norm_es, '' AS norm_en,
       r.evidence AS evidence, r.source AS source, r.locator AS locator
ORDER BY role, id, matter_id, evidence, source, locator
