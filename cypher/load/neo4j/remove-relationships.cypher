// Remove relationships of these datasets that this load did not write.
// Quita relaciones de estos conjuntos de datos que esta carga no escribió.
MATCH ()-[r:TYPE]->()
WHERE r.dataset IN $datasets AND coalesce(r.load, '') <> $load
WITH r LIMIT $most
DELETE r
RETURN count(*) AS removed
