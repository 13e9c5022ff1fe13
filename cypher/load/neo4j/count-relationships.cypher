// How many relationships are there of these datasets?
// ¿Cuántas relaciones hay de estos conjuntos de datos?
MATCH ()-[r:TYPE]->()
RETURN count(CASE WHEN r.dataset IN $datasets THEN 1 END) AS held
