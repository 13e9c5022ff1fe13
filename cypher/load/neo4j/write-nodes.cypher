// Write nodes, save those of another dataset; what another one lends to these keeps its tag.
// Escribe nodos, salvo los de otro conjunto de datos; lo que otro presta a estos conserva su marca.
UNWIND $rows AS row
MERGE (n:LABEL {id: row.id})
WITH n, row, CASE WHEN row.dataset IN $datasets THEN $load ELSE n.load END AS tag
WHERE n.dataset IS NULL OR n.dataset = row.dataset OR n.dataset IN $datasets
SET n = row, n.load = tag
RETURN count(n) AS written
