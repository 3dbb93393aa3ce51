-- Each row of {table} that comes, changes or goes is noted, whoever does it and however. Statements are kept apart
-- by an empty line. The time is that of the clock: now() stands still within a transaction, and a statement that
-- waited for a lock began before the change it waited for. The search path is that of now, not of who comes along.
CREATE OR REPLACE FUNCTION activiteitenlog_net_{table}() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    oud jsonb;
    nieuw jsonb;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO activiteitenlog_rijwijziging (moment, tabel, sleutel, operatie, oud, nieuw)
        SELECT {now}, '{table}', rij.{key}::text, 'verwijderd', {row}, NULL FROM {table} rij;
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN oud := {old}; END IF;
    IF TG_OP <> 'DELETE' THEN nieuw := {new}; END IF;
    IF oud IS DISTINCT FROM nieuw THEN
        INSERT INTO activiteitenlog_rijwijziging (moment, tabel, sleutel, operatie, oud, nieuw)
        VALUES (
            {now}, '{table}', coalesce(oud, nieuw) ->> '{key}',
            CASE TG_OP WHEN 'INSERT' THEN 'toegevoegd' WHEN 'UPDATE' THEN 'gewijzigd' ELSE 'verwijderd' END, oud, nieuw
        );
    END IF;
    RETURN NULL;
END $$

CREATE TRIGGER activiteitenlog_net_{table}_row AFTER INSERT OR UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION activiteitenlog_net_{table}()

CREATE TRIGGER activiteitenlog_net_{table}_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION activiteitenlog_net_{table}()
