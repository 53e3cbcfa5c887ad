-- Search keys of a first load. Into an empty register the keys are written without their searching indexes, which are made
-- afterwards from all rows at once, in the same transaction: sorting beats a million single insertions, and for a moment
-- both processors work. What guards the data (the primary key, the exclusions, the checks) stays throughout. Whoever
-- searches an empty register meanwhile waits for the end of the load. A register with somebody in it keeps its indexes.

CREATE FUNCTION register_before_load() RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT FROM register_searchkey) THEN
        RETURN false;
    END IF;
    DROP INDEX IF EXISTS register_key_value, register_key_reading, register_key_birth, register_key_given,
        register_key_given_reading, register_key_grams, register_key_no_reading;
    RETURN true;
END
$$;

-- The same indexes as in 0002_constraints.sql (a test compares); those that are there are left.
CREATE FUNCTION register_search_indexes() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public SET maintenance_work_mem = '128MB' AS $$
BEGIN
    CREATE INDEX IF NOT EXISTS register_key_value ON register_searchkey (kind, value text_pattern_ops);
    CREATE INDEX IF NOT EXISTS register_key_reading ON register_searchkey (reading text_pattern_ops)
        WHERE reading <> '';
    CREATE INDEX IF NOT EXISTS register_key_birth ON register_searchkey (birth_day, reading text_pattern_ops)
        WHERE kind IN ('name', 'former_surname', 'common_name');
    CREATE INDEX IF NOT EXISTS register_key_given ON register_searchkey (given text_pattern_ops, birth_day)
        WHERE given <> '';
    CREATE INDEX IF NOT EXISTS register_key_given_reading ON register_searchkey (given_reading text_pattern_ops)
        WHERE given_reading <> '';
    CREATE INDEX IF NOT EXISTS register_key_grams ON register_searchkey USING gin (grams) WHERE grams IS NOT NULL;
    CREATE INDEX IF NOT EXISTS register_key_no_reading ON register_searchkey (addressee_number)
        WHERE kind = 'name' AND reading = '';
END
$$;

-- As in 0004_functions.sql, for the columns only that reads choose by: the statistics of whole contents, structures
-- among them, took most of the time after a load and serve no plan.
CREATE OR REPLACE FUNCTION register_after_load() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    ANALYZE
        register_residentversion (
            addressee_number, household_number, kind, state, sex, relationship, resident_record_code, valid, recorded),
        register_historyrow (addressee_number, history_number, act_number, reason, act_processed_on),
        register_person, register_searchkey, register_household;
    PERFORM gin_clean_pending_list('register_key_grams');
END
$$;
