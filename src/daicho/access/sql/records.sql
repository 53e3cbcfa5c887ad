-- Access records and segments are written once. @records@ and @segments@ are tables, @owner@ @app@ @vault@ roles.
--
-- The time and the transaction of a record are defaults that the application may not override: it has no right to
-- write these columns. The vault trusts both. (A trigger would cost a tenth of the insert.)
-- A record may be deleted after seven years (CTRL-076), by the owner's retention function only, in whole segments;
-- a segment never, so the chain can still be followed past the records that are gone.

ALTER TABLE public.@records@
    ALTER COLUMN happened_at SET DEFAULT clock_timestamp(),
    ALTER COLUMN inserted_by SET DEFAULT pg_current_xact_id();

CREATE FUNCTION public.@records@_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = '@records@' THEN
        IF OLD.happened_at < now() - interval '7 years' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'Access records are never changed, and kept for seven years (CTRL-076)' USING ERRCODE = 'DA001';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON public.@records@
    FOR EACH ROW EXECUTE FUNCTION public.@records@_keep();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON public.@records@
    FOR EACH STATEMENT EXECUTE FUNCTION public.@records@_keep();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON public.@segments@
    FOR EACH ROW EXECUTE FUNCTION public.@records@_keep();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON public.@segments@
    FOR EACH STATEMENT EXECUTE FUNCTION public.@records@_keep();

-- Removes the records of whole segments that are older than so many years, at least seven; returns how many went.
CREATE FUNCTION public.@records@_retire(years integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE removed bigint;
BEGIN
    DELETE FROM public.@records@ record USING public.@segments@ segment
     WHERE segment.last_happened_at < now() - make_interval(years => greatest(years, 7)) AND record.id = ANY (segment.records);
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END $$;

REVOKE ALL ON FUNCTION public.@records@_retire(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.@records@_retire(integer) TO @app@;
REVOKE ALL ON public.@records@, public.@segments@ FROM @app@, PUBLIC;
GRANT SELECT ON public.@records@, public.@segments@ TO @app@;
GRANT INSERT ON public.@segments@ TO @app@;
GRANT INSERT (kind, outcome, refusal, actor, account, account_name, organisation, office, terminal, function, purpose,
              legal_ground, case_number, detail, counterpart, persons, subjects, conditions, count, of_record,
              vault_references, number_digest)
    ON public.@records@ TO @app@;
GRANT USAGE ON SEQUENCE public.@records@_id_seq TO @app@;
