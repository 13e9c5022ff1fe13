// What does this institution carry out, and for which objective?
// ¿Qué ejecuta esta institución, y para qué objetivo?
MATCH (i:Institution {id: $institution})-[r:CARRIES_OUT]->(x:Intervention)
WHERE r.from_day <= $day AND $day < r.until_day
OPTIONAL MATCH (x)-[s:ADDRESSES]->(o:Objective)
WHERE s.from_day <= $day AND $day < s.until_day
RETURN x.id AS intervention, x.name_es AS name_es, x.name_en AS name_en, x.kind AS kind, r.role AS role,
       coalesce(o.id, '') AS objective, r.source AS source, r.locator AS locator
ORDER BY intervention, objective, role, source, locator
