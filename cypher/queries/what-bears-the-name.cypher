// Which nodes of the graph bear this name, acronym or alias?
// ¿Qué nodos del grafo llevan este nombre, sigla o alias?
MATCH (n:Institution|WorkingGroup|Forum|Agreement|Objective|Intervention|Territory)
WHERE n.id = $id OR n.name_norm CONTAINS $name
RETURN n.label AS label, n.id AS id, n.acronym AS acronym, n.name_es AS name_es, n.name_en AS name_en, n.kind AS kind,
       n.name_norm AS name_norm
ORDER BY id
