// Keep other loads of these datasets waiting, and say what the last one left.
// Hace esperar a otras cargas de estos conjuntos de datos y dice cómo quedó la última.
UNWIND $datasets AS name
MERGE (d:Dataset {name: name})
ON CREATE SET d.complete = false
SET d.locked = true
REMOVE d.locked
RETURN collect(d.complete) AS complete
