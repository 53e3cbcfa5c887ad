-- Never drops a number: an operator who means it empties the vault first.
SET LOCAL ROLE @vault@;
DO $$ BEGIN
    IF EXISTS (SELECT FROM vault.number) THEN
        RAISE EXCEPTION 'The vault holds numbers and is not dropped';
    END IF;
END $$;
DROP SCHEMA vault CASCADE;
RESET ROLE;
