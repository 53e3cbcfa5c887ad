-- The vault of individual numbers. @records@ is the system's access record table, @app@ and @vault@ are roles.
--
-- Everything in schema vault belongs to @vault@, which nobody logs in as. The application may call put, reveal, find
-- and keys_fit, and nothing else: it cannot read or write a table here. The database never sees a key or a number.
-- Refusals are raised with SQLSTATE DV001 and the stable code as their message (A-2001 ...).

GRANT USAGE ON SCHEMA public TO @vault@;
GRANT SELECT (id, happened_at, kind, outcome, vault_references, number_digest, inserted_by)
    ON public.@records@ TO @vault@;
CREATE SCHEMA vault AUTHORIZATION @vault@;
SET LOCAL ROLE @vault@;

-- ciphertext is nonce (12 bytes), AES-256-GCM ciphertext and tag, bound to reference and index.
CREATE TABLE vault.number (
    reference    uuid  PRIMARY KEY,
    number_index bytea NOT NULL UNIQUE CHECK (octet_length(number_index) = 32),
    key_id       text  NOT NULL,
    ciphertext   bytea NOT NULL CHECK (octet_length(ciphertext) = 40)
);

-- What proves that a caller's keys are this vault's keys, without saying anything about them.
CREATE TABLE vault.key (
    key_id      text  PRIMARY KEY,
    key_check   bytea NOT NULL,
    index_check bytea NOT NULL
);

-- Access records that have been used up.
CREATE TABLE vault.used (
    record  bigint      PRIMARY KEY,
    used_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE FUNCTION vault.keys_fit(given_id text, given_check bytea, given_index_check bytea) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM vault.key
         WHERE index_check <> given_index_check OR (key_id = given_id AND key_check <> given_check))
$$;

CREATE FUNCTION vault.require_key(given_id text, given_check bytea, given_index_check bytea) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM vault.key
      WHERE key_id = given_id AND key_check = given_check AND index_check = given_index_check;
    IF FOUND THEN
        RETURN;
    END IF;
    IF NOT vault.keys_fit(given_id, given_check, given_index_check) THEN
        RAISE EXCEPTION 'A-2004' USING ERRCODE = 'DV001';
    END IF;
    INSERT INTO vault.key VALUES (given_id, given_check, given_index_check) ON CONFLICT DO NOTHING;
    IF NOT vault.keys_fit(given_id, given_check, given_index_check) THEN
        RAISE EXCEPTION 'A-2004' USING ERRCODE = 'DV001';
    END IF;
END $$;

-- Stores numbers; a number that is known keeps its reference. Returns references in the order given.
-- The plan: one insert over both unique indexes, in the order of the index so that two batches cannot deadlock;
-- the lookup runs only when some number was known already.
CREATE FUNCTION vault.put(given uuid[], indexes bytea[], ciphertexts bytea[],
                          given_id text, given_check bytea, given_index_check bytea) RETURNS uuid[]
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    inserted bigint;
BEGIN
    IF cardinality(given) <> cardinality(indexes) OR cardinality(given) <> cardinality(ciphertexts) THEN
        RAISE EXCEPTION 'A-2005' USING ERRCODE = 'DV001';
    END IF;
    PERFORM vault.require_key(given_id, given_check, given_index_check);
    INSERT INTO vault.number (reference, number_index, key_id, ciphertext)
        SELECT row.reference, row.number_index, given_id, row.ciphertext
          FROM unnest(given, indexes, ciphertexts) AS row (reference, number_index, ciphertext)
         ORDER BY row.number_index
        ON CONFLICT (number_index) DO NOTHING;
    GET DIAGNOSTICS inserted = ROW_COUNT;
    IF inserted = cardinality(given) THEN
        RETURN given;
    END IF;
    RETURN (SELECT array_agg(number.reference ORDER BY row.place)
              FROM unnest(indexes) WITH ORDINALITY AS row (number_index, place)
              JOIN vault.number number USING (number_index));
END $$;

-- Uses up an access record: it must be committed (not of this transaction), granted, of the right kind, younger than
-- 15 minutes, name exactly what is asked for, and not have been used. One insert does all of it; only when it inserts
-- nothing is the reason looked for.
-- The mark alone need not wait for the disk: losing it in a crash would allow one look twice, under a record that is
-- on disk; the record itself was. A transaction that has already written something is left as it is.
CREATE FUNCTION vault.use_record(wanted bigint, wanted_kind text, wanted_references uuid[], wanted_digest bytea)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    own xid8 := pg_current_xact_id_if_assigned();
BEGIN
    IF own IS NULL THEN
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    INSERT INTO vault.used (record)
        SELECT record.id FROM public.@records@ record
         WHERE record.id = wanted AND record.outcome = 'granted' AND record.kind = wanted_kind
           AND record.inserted_by IS DISTINCT FROM own
           AND record.happened_at > clock_timestamp() - interval '15 minutes'
           AND record.vault_references = wanted_references
           AND record.number_digest IS NOT DISTINCT FROM wanted_digest
        ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM public.@records@ record
                    WHERE record.id = wanted AND record.outcome = 'granted' AND record.inserted_by IS DISTINCT FROM own
                      AND record.happened_at > clock_timestamp() - interval '15 minutes') THEN
        RAISE EXCEPTION 'A-2001' USING ERRCODE = 'DV001';
    ELSIF EXISTS (SELECT FROM public.@records@ record
                   WHERE record.id = wanted AND record.kind = wanted_kind
                     AND record.vault_references = wanted_references
                     AND record.number_digest IS NOT DISTINCT FROM wanted_digest) THEN
        RAISE EXCEPTION 'A-2003' USING ERRCODE = 'DV001';
    END IF;
    RAISE EXCEPTION 'A-2002' USING ERRCODE = 'DV001';
END $$;

-- Returns the ciphertexts behind references (sorted, without doubles, exactly those that the record names).
CREATE FUNCTION vault.reveal(wanted_references uuid[], wanted bigint)
    RETURNS TABLE (reference uuid, number_index bytea, key_id text, ciphertext bytea)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM vault.use_record(wanted, 'reveal', wanted_references, NULL);
    RETURN QUERY
        SELECT number.reference, number.number_index, number.key_id, number.ciphertext
          FROM vault.number number
         WHERE number.reference = ANY (wanted_references);
END $$;

-- Returns the reference of one number by its index, or nothing.
CREATE FUNCTION vault.find(wanted_index bytea, wanted bigint) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM vault.use_record(wanted, 'find', '{}', sha256(wanted_index));
    RETURN (SELECT number.reference FROM vault.number number WHERE number.number_index = wanted_index);
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA vault FROM PUBLIC;
GRANT USAGE ON SCHEMA vault TO @app@;
GRANT EXECUTE ON FUNCTION
    vault.put(uuid[], bytea[], bytea[], text, bytea, bytea),
    vault.reveal(uuid[], bigint),
    vault.find(bytea, bigint),
    vault.keys_fit(text, bytea, bytea)
    TO @app@;
RESET ROLE;
