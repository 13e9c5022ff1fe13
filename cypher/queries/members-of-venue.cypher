// Who sits in this body, and in which role?
// ¿Quién integra este órgano, y con qué papel?
MATCH (i:Institution)-[r:MEMBER_OF]->(v:WorkingGroup|Forum {id: $venue})
WHERE r.from_day <= $day AND $day < r.until_day
RETURN i.id AS institution, i.acronym AS acronym, i.name_es AS name_es, i.name_en AS name_en, i.kind AS kind,
       r.role AS role, r.valid_from AS valid_from, r.confirmed_on AS confirmed_on,
       r.evidence AS evidence, r.source AS source, r.locator AS locator
ORDER BY CASE role WHEN 'chair' THEN 0 WHEN 'secretariat' THEN 1 ELSE 2 END, role, institution, valid_from, confirmed_on, evidence, source, locator
