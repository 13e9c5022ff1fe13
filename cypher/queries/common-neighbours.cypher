// What do these two institutions have in common: bodies, agreements, objectives, interventions or partners?
// ¿Qué tienen en común estas dos instituciones: órganos, acuerdos, objetivos, intervenciones o socios?
MATCH (i:Institution {id: $institution})-[r:MEMBER_OF|PARTY_TO|RESPONSIBLE_FOR|CARRIES_OUT|COOPERATES_WITH|PART_OF]-(x)-[q:MEMBER_OF|PARTY_TO|RESPONSIBLE_FOR|CARRIES_OUT|COOPERATES_WITH|PART_OF]-(j:Institution {id: $other})
WHERE i.id <> j.id AND x.id <> i.id AND x.id <> j.id
  AND r.from_day <= $day AND $day < r.until_day AND q.from_day <= $day AND $day < q.until_day
RETURN DISTINCT x.id AS common, x.acronym AS acronym, x.name_es AS name_es, x.name_en AS name_en, x.kind AS kind
ORDER BY common
