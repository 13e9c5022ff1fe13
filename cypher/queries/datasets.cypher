// How many nodes of each kind does each dataset hold?
// ¿Cuántos nodos de cada clase tiene cada conjunto de datos?
MATCH (n:Institution|WorkingGroup|Forum|Agreement|Objective|Intervention|Territory)
RETURN n.dataset AS dataset, n.label AS label, count(*) AS nodes
ORDER BY dataset, label
