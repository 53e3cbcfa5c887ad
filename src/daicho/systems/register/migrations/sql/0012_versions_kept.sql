-- The trigger that keeps a version's content names its columns: made anew with those that have come since.
DO $$
DECLARE
    others text;
BEGIN
    SELECT string_agg(quote_ident(attname), ', ') INTO others
    FROM pg_attribute
    WHERE attrelid = 'register_residentversion'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'recorded';
    DROP TRIGGER register_version_content_kept ON register_residentversion;
    EXECUTE format(
        'CREATE TRIGGER register_version_content_kept BEFORE UPDATE OF %s ON register_residentversion '
        'FOR EACH STATEMENT EXECUTE FUNCTION register_refuse_change()', others);
END
$$;
