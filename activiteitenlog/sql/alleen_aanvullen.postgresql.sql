-- Nothing in {table} is ever changed or taken away. Statements are kept apart by an empty line.
CREATE OR REPLACE FUNCTION activiteitenlog_blijft_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{zin}' USING ERRCODE = 'integrity_constraint_violation';
END $$

CREATE TRIGGER activiteitenlog_blijft_{table}_row BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION activiteitenlog_blijft_{table}()

CREATE TRIGGER activiteitenlog_blijft_{table}_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION activiteitenlog_blijft_{table}()
