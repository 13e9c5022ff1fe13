// Under which names does the graph know each node?
// ¿Con qué nombres conoce el grafo cada nodo?
MATCH (n:Institution|WorkingGroup|Forum|Agreement|Objective|Intervention|Territory)
RETURN n.label AS label, n.id AS id, n.kind AS kind, n.name_norm AS name_norm
ORDER BY id
