// With whom does this institution cooperate, and on what?
// ¿Con quién coopera esta institución, y en qué?
MATCH (i:Institution {id: $institution})-[r:COOPERATES_WITH]-(p:Institution)
WHERE r.from_day <= $day AND $day < r.until_day
RETURN p.id AS institution, p.acronym AS acronym, p.name_es AS name_es, p.name_en AS name_en,
       r.kind AS cooperation, r.object_es AS object_es, r.object_en AS object_en,
       r.evidence AS evidence, r.source AS source, r.locator AS locator
ORDER BY institution, cooperation, object_es, object_en, evidence, source, locator
