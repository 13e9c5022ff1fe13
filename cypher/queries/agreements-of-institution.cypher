// Which agreements did this institution sign, or does it lead?
// ¿Qué acuerdos suscribe o conduce esta institución?
MATCH (i:Institution {id: $institution})-[r:PARTY_TO]->(a:Agreement)
WHERE r.from_day <= $day AND $day < r.until_day
RETURN a.id AS agreement, a.name_es AS name_es, a.name_en AS name_en, a.kind AS kind, r.role AS role,
       a.status AS status, r.source AS source, r.locator AS locator
ORDER BY agreement, role, source, locator
