// Who is this institution?
// ¿Quién es esta institución?
MATCH (i:Institution {id: $institution})
RETURN i.id AS institution, i.acronym AS acronym, i.name_es AS name_es, i.name_en AS name_en,
       i.aliases AS aliases, i.kind AS kind, i.level AS level, i.sector AS sector, i.country AS country,
       i.identifiers AS identifiers, i.note AS note, i.source AS source, i.locator AS locator
ORDER BY institution
