-- The writes of one act in few statements. Each function runs inside the caller's transaction.

-- Lock what an act may touch: persons in the order of their numbers, then households in the order of theirs.
-- The circle is closed first: the households that the persons named belong to at any time from `p_since` (an ordinal)
-- on, and everyone who is a resident in any of the households from then on. When somebody joined the circle while we
-- waited for the locks, `stable` is false and the caller starts its transaction again.
CREATE FUNCTION register_circle(
    p_persons text[], p_households text[], p_since integer, OUT persons text[], OUT households text[]
) LANGUAGE sql STABLE AS $$
    WITH homes AS (
        SELECT unnest(p_households) AS household_number
        UNION
        SELECT household_number FROM register_residentversion
        WHERE addressee_number = ANY (p_persons) AND upper_inf(recorded) AND coalesce(upper(valid) >= p_since, true)
    ),
    circle AS (
        SELECT unnest(p_persons) AS addressee_number
        UNION
        SELECT addressee_number FROM register_residentversion
        WHERE household_number = ANY (ARRAY(SELECT household_number FROM homes))
            AND upper_inf(recorded) AND coalesce(upper(valid) >= p_since, true) AND state = 'present'
    )
    SELECT
        coalesce((SELECT array_agg(addressee_number ORDER BY addressee_number) FROM circle), '{}'),
        coalesce((SELECT array_agg(household_number ORDER BY household_number) FROM homes), '{}')
$$;

CREATE FUNCTION register_lock(
    p_persons text[], p_households text[], p_since integer,
    OUT persons text[], OUT households text[], OUT stable boolean
) LANGUAGE plpgsql AS $$
DECLARE
    again_persons text[];
    again_households text[];
BEGIN
    SELECT c.persons, c.households INTO persons, households
    FROM register_circle(p_persons, p_households, p_since) c;
    PERFORM 1 FROM register_person WHERE addressee_number = ANY (persons) ORDER BY addressee_number FOR UPDATE;
    PERFORM 1 FROM register_household WHERE household_number = ANY (households) ORDER BY household_number FOR UPDATE;
    SELECT c.persons, c.households INTO again_persons, again_households
    FROM register_circle(p_persons, p_households, p_since) c;
    stable := again_persons = persons AND again_households = households;
END
$$;

-- Draw resident record codes at random: the next free ones after a random point, then from the beginning of the pool.
CREATE FUNCTION register_draw_codes(p_count integer, p_reserved_by bigint) RETURNS SETOF text LANGUAGE sql AS $$
    WITH point AS (SELECT random() AS at),
    after AS (
        SELECT code FROM register_pooledcode, point
        WHERE reserved_by IS NULL AND draw >= point.at
        ORDER BY draw LIMIT p_count FOR UPDATE OF register_pooledcode SKIP LOCKED
    ),
    before AS (
        SELECT code FROM register_pooledcode, point
        WHERE reserved_by IS NULL AND draw < point.at
        ORDER BY draw LIMIT p_count FOR UPDATE OF register_pooledcode SKIP LOCKED
    ),
    chosen AS (SELECT code FROM (TABLE after UNION ALL TABLE before) both_sides LIMIT p_count)
    UPDATE register_pooledcode SET reserved_by = p_reserved_by
    WHERE code IN (SELECT code FROM chosen)
    RETURNING code
$$;

-- Record one act: number and hash under the chain lock, then every row that follows from it.
CREATE FUNCTION register_record_act(
    p_act jsonb, p_envelope bytea, p_command bytea, p_changes bytea, p_effects bytea,
    p_closed bigint[], p_versions jsonb, p_history jsonb, p_persons jsonb, p_keys jsonb, p_due jsonb,
    OUT number bigint, OUT recorded_at timestamptz
) LANGUAGE plpgsql AS $$
DECLARE
    chain register_actchain;
    digest bytea;
    touched bigint;
    changed text[] := ARRAY(SELECT e ->> 'addressee_number' FROM jsonb_array_elements(p_persons) e);
BEGIN
    SELECT * INTO STRICT chain FROM register_actchain WHERE id = 1 FOR UPDATE;
    number := chain.last_number + 1;
    recorded_at := greatest(clock_timestamp(), chain.last_recorded_at + interval '1 microsecond');
    digest := sha256(
        chain.last_hash || int8send(number) || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint)
        || sha256(p_envelope) || sha256(p_command) || sha256(p_changes) || sha256(p_effects));

    INSERT INTO register_act (
        number, recorded_at, processed_on, command_kind, basis, effective_on, notified_on, place, terminal, operator,
        access_record, request_token, persons, envelope, command, changes, effects, previous_hash, hash)
    VALUES (
        number, recorded_at, (p_act ->> 'processed_on')::date, p_act ->> 'command_kind', p_act ->> 'basis',
        p_act ->> 'effective_on', p_act ->> 'notified_on', p_act ->> 'place', p_act ->> 'terminal',
        p_act ->> 'operator', p_act ->> 'access_record', p_act ->> 'request_token', changed,
        p_envelope, p_command, p_changes, p_effects, chain.last_hash, digest);

    UPDATE register_residentversion SET recorded = int8range(lower(recorded), number)
    WHERE id = ANY (p_closed) AND upper_inf(recorded);
    GET DIAGNOSTICS touched = ROW_COUNT;
    IF touched <> cardinality(p_closed) THEN
        RAISE EXCEPTION 'a version to be closed is not open' USING ERRCODE = 'serialization_failure';
    END IF;

    INSERT INTO register_residentversion
    SELECT r.* FROM jsonb_array_elements(p_versions) e, jsonb_populate_record(
        NULL::register_residentversion,
        e || jsonb_build_object(
            'id', nextval('register_residentversion_id_seq'), 'recorded', format('[%s,)', number))) r;

    INSERT INTO register_household (household_number, opened_by)
    SELECT DISTINCT e ->> 'household_number', number FROM jsonb_array_elements(p_versions) e
    ON CONFLICT DO NOTHING;

    INSERT INTO register_historyrow
    SELECT r.* FROM jsonb_array_elements(p_history) e, jsonb_populate_record(
        NULL::register_historyrow, e || jsonb_build_object('act_number', number)) r;

    INSERT INTO register_person
    SELECT r.* FROM jsonb_array_elements(p_persons) e, jsonb_populate_record(
        NULL::register_person, e || jsonb_build_object('last_act', number)) r
    ON CONFLICT (addressee_number) DO UPDATE SET
        history_number = excluded.history_number, last_act = excluded.last_act,
        household_number = excluded.household_number, kind = excluded.kind, state = excluded.state,
        name_written = excluded.name_written, furigana = excluded.furigana, birth_date = excluded.birth_date,
        birth_day = excluded.birth_day, sex = excluded.sex, address_written = excluded.address_written,
        relationship = excluded.relationship, position = excluded.position, removal_reason = excluded.removal_reason,
        resident_record_code = excluded.resident_record_code,
        individual_number_ref = excluded.individual_number_ref;

    DELETE FROM register_pooledcode
    WHERE code = ANY (ARRAY(SELECT e ->> 'resident_record_code' FROM jsonb_array_elements(p_persons) e));

    PERFORM register_write_keys(changed, p_keys);

    INSERT INTO register_dueeffect (act_number, kind, addressee_number, due_on, effect)
    SELECT number, e ->> 'kind', e ->> 'addressee_number', (e ->> 'due_on')::date,
        convert_to(e ->> 'effect', 'UTF8')
    FROM jsonb_array_elements(p_due) e;

    UPDATE register_actchain
    SET last_number = number, last_hash = digest, last_recorded_at = recorded_at WHERE id = 1;
END
$$;

-- The keys of the persons changed: those given are there, exactly those marked current are current, no other is
-- touched. A key that was current and is no longer stays as a past one.
-- The list of grams not yet in their index is kept short here, so that no clerk waits for a long one to be worked in;
-- a load, which has no clerk waiting, leaves it longer.
CREATE FUNCTION register_write_keys(p_changed text[], p_keys jsonb) RETURNS void LANGUAGE plpgsql
SET gin_pending_list_limit = '256kB' AS $$
BEGIN
    INSERT INTO register_searchkey AS k (
        addressee_number, kind, value, reading, given, given_reading, birth_day, grams, is_current)
    SELECT r.addressee_number, r.kind, r.value, r.reading, r.given, r.given_reading, r.birth_day, r.grams, r.is_current
    FROM jsonb_populate_recordset(NULL::register_searchkey, p_keys) r
    ON CONFLICT (addressee_number, kind, value, reading) DO UPDATE SET
        given = excluded.given, given_reading = excluded.given_reading, birth_day = excluded.birth_day,
        grams = excluded.grams, is_current = excluded.is_current
    WHERE (k.given, k.given_reading, k.birth_day, k.is_current)
        IS DISTINCT FROM (excluded.given, excluded.given_reading, excluded.birth_day, excluded.is_current);

    UPDATE register_searchkey k SET is_current = false
    WHERE k.addressee_number = ANY (p_changed) AND k.is_current AND NOT EXISTS (
        SELECT FROM jsonb_populate_recordset(NULL::register_searchkey, p_keys) r
        WHERE r.addressee_number = k.addressee_number AND r.kind = k.kind AND r.value = k.value
            AND r.reading = k.reading AND r.is_current);
END
$$;

-- After a load: statistics, without which the planner guesses, and the grams still waiting for their index. Only the
-- owner of a table may do this, so the function runs with the owner's rights.
CREATE FUNCTION register_after_load() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    ANALYZE register_residentversion, register_historyrow, register_person, register_searchkey, register_household;
    PERFORM gin_clean_pending_list('register_key_grams');
END
$$;
