// How many nodes are there of these datasets?
// ¿Cuántos nodos hay de estos conjuntos de datos?
MATCH (n:LABEL)
RETURN count(CASE WHEN n.dataset IN $datasets THEN 1 END) AS held
