// How many relationships are there, of these datasets, of this load, and of these datasets but of an earlier load?
// ¿Cuántas relaciones hay, de estos conjuntos de datos, de esta carga y de estos conjuntos pero de una carga anterior?
MATCH ()-[r:TYPE]->()
RETURN count(r) AS known,
       count(CASE WHEN r.dataset IN $datasets THEN 1 END) AS held,
       count(CASE WHEN r.load = $load THEN 1 END) AS written,
       count(CASE WHEN r.dataset IN $datasets AND coalesce(r.load, '') <> $load THEN 1 END) AS stale
