// How many nodes are there, of these datasets, of this load, and of these datasets but of an earlier load?
// ¿Cuántos nodos hay, de estos conjuntos de datos, de esta carga y de estos conjuntos pero de una carga anterior?
MATCH (n:LABEL)
RETURN count(n) AS known,
       count(CASE WHEN n.dataset IN $datasets THEN 1 END) AS held,
       count(CASE WHEN n.load = $load THEN 1 END) AS written,
       count(CASE WHEN n.dataset IN $datasets AND coalesce(n.load, '') <> $load THEN 1 END) AS stale
