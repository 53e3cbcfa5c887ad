-- As in 0006_load_indexes.sql, in two parts that two connections gather at once; of the current state too only the columns
-- that reads choose by, and half the usual sample but for the search keys, whose frequent names decide between plans: the
-- rest are numbers and a few kinds each.
DROP FUNCTION register_after_load();

CREATE FUNCTION register_statistics_of_records() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM set_config('default_statistics_target', (current_setting('default_statistics_target')::integer / 2)::text, true);
    ANALYZE
        register_residentversion (
            addressee_number, household_number, kind, state, sex, relationship, resident_record_code, valid, recorded),
        register_historyrow (addressee_number, history_number, act_number, reason, act_processed_on),
        register_person (
            addressee_number, household_number, kind, state, sex, relationship, birth_day, resident_record_code,
            individual_number_ref),
        register_household;
END
$$;

CREATE FUNCTION register_statistics_of_keys() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    ANALYZE register_searchkey;
    PERFORM gin_clean_pending_list('register_key_grams');
END
$$;
