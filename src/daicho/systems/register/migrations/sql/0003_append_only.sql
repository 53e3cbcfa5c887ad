-- Acts, their parts and history rows are never changed; a version only has its recorded range closed, once.
-- The name `append_only` tells `access.database_roles` that the application may read and add, no more.

CREATE FUNCTION register_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the register is append-only: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON register_act
    FOR EACH STATEMENT EXECUTE FUNCTION register_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON register_actpart
    FOR EACH STATEMENT EXECUTE FUNCTION register_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON register_historyrow
    FOR EACH STATEMENT EXECUTE FUNCTION register_refuse_change();
CREATE TRIGGER register_version_kept BEFORE DELETE OR TRUNCATE ON register_residentversion
    FOR EACH STATEMENT EXECUTE FUNCTION register_refuse_change();
CREATE TRIGGER register_version_closed_once BEFORE UPDATE OF recorded ON register_residentversion
    FOR EACH ROW
    WHEN (NOT upper_inf(OLD.recorded) OR upper_inf(NEW.recorded) OR lower(NEW.recorded) <> lower(OLD.recorded))
    EXECUTE FUNCTION register_refuse_change();

-- Any statement that names another column of a version is refused before it touches a row.
DO $$
DECLARE
    others text;
BEGIN
    SELECT string_agg(quote_ident(attname), ', ') INTO others
    FROM pg_attribute
    WHERE attrelid = 'register_residentversion'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'recorded';
    EXECUTE format(
        'CREATE TRIGGER register_version_content_kept BEFORE UPDATE OF %s ON register_residentversion '
        'FOR EACH STATEMENT EXECUTE FUNCTION register_refuse_change()', others);
END
$$;
