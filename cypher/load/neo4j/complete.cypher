// End a load: these datasets are whole.
// Termina una carga: estos conjuntos de datos están completos.
UNWIND $summaries AS row
MATCH (d:Dataset {name: row.name})
SET d += row, d.complete = true
