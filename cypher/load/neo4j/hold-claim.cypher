// Make sure that no other load has begun since.
// Comprueba que no haya comenzado otra carga.
UNWIND $datasets AS name
MATCH (d:Dataset {name: name})
SET d.locked = true
REMOVE d.locked
WITH d
WHERE d.load = $load
RETURN count(d) AS held
