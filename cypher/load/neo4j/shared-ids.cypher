// Which id of this load does a node of another kind bear in another dataset?
// ¿Qué id de esta carga lleva en otro conjunto de datos un nodo de otra clase?
MATCH (n:LABEL)
WHERE n.load = $load
MATCH (m:OTHERS {id: n.id})
RETURN m.id AS node, coalesce(m.dataset, '') AS dataset
LIMIT 1
