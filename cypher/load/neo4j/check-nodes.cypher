// How many nodes are there of this load, and how many of these datasets that it did not write?
// ¿Cuántos nodos hay de esta carga y cuántos de estos conjuntos de datos que no escribió?
MATCH (n:LABEL)
WITH n, coalesce(n.load, '') = $load AS is_written
RETURN count(CASE WHEN is_written THEN 1 END) AS written,
       count(CASE WHEN NOT is_written AND n.dataset IN $datasets THEN 1 END) AS stale
