// In which bodies does this institution have a seat, and in which role?
// ¿En qué órganos tiene asiento esta institución, y con qué papel?
MATCH (i:Institution {id: $institution})-[r:MEMBER_OF]->(v:WorkingGroup|Forum)
WHERE r.from_day <= $day AND $day < r.until_day
RETURN v.id AS venue, v.acronym AS acronym, v.name_es AS name_es, v.name_en AS name_en, v.kind AS kind,
       r.role AS role, r.valid_from AS valid_from, r.confirmed_on AS confirmed_on,
       r.evidence AS evidence, r.source AS source, r.locator AS locator
ORDER BY venue, role, valid_from, confirmed_on, evidence, source, locator
