// How many of these relationships are there already, how many exactly so, which belong to another dataset, which lack an end?
// ¿Cuántas de estas relaciones ya están, cuántas exactamente así, cuáles son de otro conjunto de datos y a cuáles les falta un extremo?
UNWIND $rows AS row
WITH row, row.properties AS sent
OPTIONAL MATCH (a:START_LABEL {id: row.from})
OPTIONAL MATCH (b:END_LABEL {id: row.to})
OPTIONAL MATCH (a)-[r:TYPE {KEY}]->(b)
RETURN count(r) AS found,
       count(CASE WHEN r.dataset IN $datasets THEN 1 END) AS owned,
       count(CASE WHEN r{.*, load: ''} = sent{.*, load: ''} THEN 1 END) AS same,
       collect(CASE WHEN NOT (r.dataset = sent.dataset OR r.dataset IN $datasets)
                    THEN row.from + ' → ' + row.to + ' (' + r.dataset + ')' END)[..5] AS foreign,
       collect(CASE WHEN a IS NULL THEN row.from WHEN b IS NULL THEN row.to END)[..5] AS loose
