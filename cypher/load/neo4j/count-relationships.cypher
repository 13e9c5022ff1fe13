// How many relationships are there of these datasets, and how many of this load?
// ¿Cuántas relaciones hay de estos conjuntos de datos y cuántas de esta carga?
MATCH ()-[r:TYPE]->()
RETURN count(CASE WHEN r.dataset IN $datasets THEN 1 END) AS held,
       count(CASE WHEN r.load = $load THEN 1 END) AS written
