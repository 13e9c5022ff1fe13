// How many of these nodes are there already, how many exactly so, and which belong to another dataset?
// ¿Cuántos de estos nodos ya están, cuántos exactamente así y cuáles son de otro conjunto de datos?
UNWIND $rows AS row
OPTIONAL MATCH (n:LABEL {id: row.id})
RETURN count(n) AS found,
       count(CASE WHEN n.dataset IN $datasets THEN 1 END) AS owned,
       count(CASE WHEN n{.*, load: ''} = row{.*, load: ''} THEN 1 END) AS same,
       collect(CASE WHEN NOT (n.dataset = row.dataset OR n.dataset IN $datasets)
                    THEN row.id + ' (' + n.dataset + ')' END)[..5] AS foreign,
       [] AS loose
