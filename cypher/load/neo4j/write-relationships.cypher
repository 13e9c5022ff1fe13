// Write relationships, save those of another dataset and those that lack an end; what another one lends keeps its tag.
// Escribe relaciones, salvo las de otro conjunto de datos y aquellas a las que les falta un extremo; lo prestado conserva su marca.
UNWIND $rows AS row
MATCH (a:START_LABEL {id: row.from}), (b:END_LABEL {id: row.to})
WITH row.properties AS sent, a, b
MERGE (a)-[r:TYPE {KEY}]->(b)
WITH r, sent
WHERE r.dataset IS NULL OR r.dataset = sent.dataset OR r.dataset IN $datasets
// The tag of a lent relationship is not even read: its own load may be changing it.
FOREACH (own IN CASE WHEN sent.dataset IN $datasets THEN [sent] ELSE [] END | SET r = own, r.load = $load)
FOREACH (lent IN CASE WHEN sent.dataset IN $datasets THEN [] ELSE [sent] END | SET r += lent)
RETURN count(r) AS written
