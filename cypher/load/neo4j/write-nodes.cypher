// Write nodes, save those of another dataset; what another one lends to these keeps its tag.
// Escribe nodos, salvo los de otro conjunto de datos; lo que otro presta a estos conserva su marca.
UNWIND $rows AS row
MERGE (n:LABEL {id: row.id})
WITH n, row
WHERE n.dataset IS NULL OR n.dataset = row.dataset OR n.dataset IN $datasets
// The tag of a lent node is not even read: its own load may be changing it.
FOREACH (own IN CASE WHEN row.dataset IN $datasets THEN [row] ELSE [] END | SET n = own, n.load = $load)
FOREACH (lent IN CASE WHEN row.dataset IN $datasets THEN [] ELSE [row] END | SET n += lent)
RETURN count(n) AS written
