// How many relationships are there of this load, and how many of these datasets that it did not write?
// ¿Cuántas relaciones hay de esta carga y cuántas de estos conjuntos de datos que no escribió?
MATCH ()-[r:TYPE]->()
WITH r, coalesce(r.load, '') = $load AS is_written
RETURN count(CASE WHEN is_written THEN 1 END) AS written,
       count(CASE WHEN NOT is_written AND r.dataset IN $datasets THEN 1 END) AS stale
