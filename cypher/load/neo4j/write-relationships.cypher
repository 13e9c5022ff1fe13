// Write relationships, save those of another dataset and those that lack an end.
// Escribe relaciones, salvo las de otro conjunto de datos y aquellas a las que les falta un extremo.
UNWIND $rows AS row
MATCH (a:START_LABEL {id: row.from}), (b:END_LABEL {id: row.to})
WITH row.properties AS sent, a, b
MERGE (a)-[r:TYPE {KEY}]->(b)
WITH r, sent
WHERE r.dataset IS NULL OR r.dataset = sent.dataset OR r.dataset IN $datasets
SET r = sent, r.load = $load
RETURN count(r) AS written
