// Write relationships, save those of another dataset and those that lack an end; what another one lends keeps its tag.
// Escribe relaciones, salvo las de otro conjunto de datos y aquellas a las que les falta un extremo; lo prestado conserva su marca.
UNWIND $rows AS row
MATCH (a:START_LABEL {id: row.from}), (b:END_LABEL {id: row.to})
WITH row.properties AS sent, a, b
MERGE (a)-[r:TYPE {KEY}]->(b)
WITH r, sent, CASE WHEN sent.dataset IN $datasets THEN $load ELSE r.load END AS tag
WHERE r.dataset IS NULL OR r.dataset = sent.dataset OR r.dataset IN $datasets
SET r = sent, r.load = tag
RETURN count(r) AS written
