// Write nodes, save those of another dataset.
// Escribe nodos, salvo los de otro conjunto de datos.
UNWIND $rows AS row
MERGE (n:LABEL {id: row.id})
WITH n, row
WHERE n.dataset IS NULL OR n.dataset = row.dataset OR n.dataset IN $datasets
SET n = row, n.load = $load
RETURN count(n) AS written
