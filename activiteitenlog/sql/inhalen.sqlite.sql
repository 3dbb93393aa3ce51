-- What changed in {table} while its triggers stood aside: the copy from before against the table of now. Statements
-- are kept apart by an empty line.
INSERT INTO activiteitenlog_rijwijziging (moment, tabel, sleutel, operatie, oud, nieuw)
SELECT {now}, '{table}', CAST(was.{key} AS TEXT),
    CASE WHEN nu.{key} IS NULL THEN 'verwijderd' ELSE 'gewijzigd' END,
    {was}, CASE WHEN nu.{key} IS NULL THEN NULL ELSE {nu} END
FROM temp.{copy} was LEFT JOIN {table} nu ON nu.{key} = was.{key}
WHERE nu.{key} IS NULL OR {differs}
UNION ALL
SELECT {now}, '{table}', CAST(nu.{key} AS TEXT), 'toegevoegd', NULL, {nu}
FROM {table} nu WHERE NOT EXISTS (SELECT 1 FROM temp.{copy} was WHERE was.{key} = nu.{key})

DROP TABLE temp.{copy}
