// Remove nodes of these datasets that this load did not write.
// Quita nodos de estos conjuntos de datos que esta carga no escribió.
MATCH (n:LABEL)
WHERE n.dataset IN $datasets AND coalesce(n.load, '') <> $load
WITH n LIMIT $most
DELETE n
RETURN count(*) AS removed
