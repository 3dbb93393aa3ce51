-- Nothing in {table} is ever changed or taken away. Statements are kept apart by an empty line.
CREATE TRIGGER activiteitenlog_blijft_{table}_update BEFORE UPDATE ON {table} BEGIN
    SELECT RAISE(ABORT, '{zin}');
END

CREATE TRIGGER activiteitenlog_blijft_{table}_delete BEFORE DELETE ON {table} BEGIN
    SELECT RAISE(ABORT, '{zin}');
END

-- INSERT OR REPLACE would take the old row away without waking the trigger above.
CREATE TRIGGER activiteitenlog_blijft_{table}_insert BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN
    SELECT RAISE(ABORT, '{zin}');
END
