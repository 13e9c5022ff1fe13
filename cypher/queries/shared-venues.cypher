// In which bodies do these two institutions both have a seat?
// ¿En qué órganos tienen asiento ambas instituciones?
MATCH (i:Institution {id: $institution})-[r:MEMBER_OF]->(v:WorkingGroup|Forum)<-[q:MEMBER_OF]-(j:Institution {id: $other})
WHERE i.id <> j.id AND r.from_day <= $day AND $day < r.until_day AND q.from_day <= $day AND $day < q.until_day
RETURN v.id AS venue, v.acronym AS acronym, v.name_es AS name_es, v.name_en AS name_en, v.kind AS kind,
       r.role AS role, q.role AS other_role
ORDER BY venue, role, other_role
