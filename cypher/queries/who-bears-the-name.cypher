// Which institutions bear a term in their name?
// ¿Qué instituciones llevan un término en el nombre?
MATCH (i:Institution)
WHERE any(term IN $terms WHERE i.name_norm CONTAINS term)
RETURN i.id AS id, i.acronym AS acronym, i.name_es AS name_es, i.name_en AS name_en,
       '' AS role, i.id AS matter_id, i.name_es AS matter_es, i.name_en AS matter_en, i.kind AS kind,
       '' AS norm_es, '' AS norm_en,
       'documented' AS evidence, i.source AS source, i.locator AS locator
ORDER BY id
