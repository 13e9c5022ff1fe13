// On which sources do the facts rest?
// ¿En qué fuentes se apoyan los datos?
MATCH (s:Source)
RETURN s.id AS source, s.title AS title, s.author AS author, s.year AS year, s.kind AS kind, s.language AS language,
       s.note AS note
ORDER BY source
