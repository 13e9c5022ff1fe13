// Which nodes that this load did not write are still the end of a relationship of another dataset?
// ¿Qué nodos que esta carga no escribió son todavía extremo de una relación de otro conjunto de datos?
MATCH (n:LABEL)
WHERE n.dataset IN $datasets AND coalesce(n.load, '') <> $load
MATCH (n)-[r]-()
RETURN n.id AS node, coalesce(r.dataset, '') AS dataset
LIMIT 1
