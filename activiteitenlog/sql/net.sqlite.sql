-- Each row of {table} that comes, changes or goes is noted, whoever does it and however. Statements are kept apart
-- by an empty line. The clock of SQLite goes by the millisecond and stands still within a statement.
CREATE TRIGGER activiteitenlog_net_{table}_insert AFTER INSERT ON {table} BEGIN
    INSERT INTO activiteitenlog_rijwijziging (moment, tabel, sleutel, operatie, oud, nieuw)
    VALUES ({now}, '{table}', CAST(NEW.{key} AS TEXT), 'toegevoegd', NULL, {new});
END

CREATE TRIGGER activiteitenlog_net_{table}_update AFTER UPDATE ON {table} WHEN {differs} BEGIN
    INSERT INTO activiteitenlog_rijwijziging (moment, tabel, sleutel, operatie, oud, nieuw)
    VALUES ({now}, '{table}', CAST(OLD.{key} AS TEXT), 'gewijzigd', {old}, {new});
END

CREATE TRIGGER activiteitenlog_net_{table}_delete AFTER DELETE ON {table} BEGIN
    INSERT INTO activiteitenlog_rijwijziging (moment, tabel, sleutel, operatie, oud, nieuw)
    VALUES ({now}, '{table}', CAST(OLD.{key} AS TEXT), 'verwijderd', {old}, NULL);
END
