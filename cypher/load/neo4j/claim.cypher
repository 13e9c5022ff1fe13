// Begin a load: from now on these datasets are unfinished.
// Comienza una carga: desde ahora estos conjuntos de datos están inconclusos.
UNWIND $datasets AS name
MATCH (d:Dataset {name: name})
SET d.load = $load, d.complete = false
