// For which objectives is no institution recorded as lead?
// ¿Para qué objetivos no consta ninguna institución rectora?
MATCH (o:Objective)
WHERE o.kind = 'objective' AND NOT EXISTS {
  MATCH (:Institution)-[r:RESPONSIBLE_FOR]->(o)
  WHERE r.role = 'lead' AND r.from_day <= $day AND $day < r.until_day
}
RETURN o.id AS objective, o.number AS number, o.name_es AS name_es, o.name_en AS name_en
ORDER BY objective
