// How many nodes are there of these datasets, and how many of this load?
// ¿Cuántos nodos hay de estos conjuntos de datos y cuántos de esta carga?
MATCH (n:LABEL)
RETURN count(CASE WHEN n.dataset IN $datasets THEN 1 END) AS held,
       count(CASE WHEN n.load = $load THEN 1 END) AS written
