-- The state machine of an issue: what was asked never changes, states go one way, the end is the end.

CREATE FUNCTION register_issue_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'requested' THEN
            RAISE EXCEPTION 'an issue begins as requested' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an issue is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.request_id, OLD.token, OLD.form, OLD.subjects, OLD.items, OLD.marks, OLD.requester, OLD.account, OLD.place,
        OLD.terminal, OLD.printer, OLD.output, OLD.purpose, OLD.case_number, OLD.access_record, OLD.issued_on,
        OLD.serial, OLD.issue_number, OLD.requested_at, OLD.expires_at)
        IS DISTINCT FROM
       (NEW.request_id, NEW.token, NEW.form, NEW.subjects, NEW.items, NEW.marks, NEW.requester, NEW.account, NEW.place,
        NEW.terminal, NEW.printer, NEW.output, NEW.purpose, NEW.case_number, NEW.access_record, NEW.issued_on,
        NEW.serial, NEW.issue_number, NEW.requested_at, NEW.expires_at) THEN
        RAISE EXCEPTION 'what was asked is not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND NOT (
        (OLD.state = 'requested' AND NEW.state IN ('made', 'stopped', 'burnt'))
        OR (OLD.state = 'made' AND NEW.state IN ('released', 'stopped', 'burnt'))) THEN
        RAISE EXCEPTION 'an issue does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'requested' AND (OLD.standing, OLD.content_digest, OLD.document_digest, OLD.sheets, OLD.made_at,
        OLD.read_act, OLD.as_of, OLD.number_record, OLD.move_out_act, OLD.reprint_of)
        IS DISTINCT FROM (NEW.standing, NEW.content_digest, NEW.document_digest, NEW.sheets, NEW.made_at,
        NEW.read_act, NEW.as_of, NEW.number_record, NEW.move_out_act, NEW.reprint_of) THEN
        RAISE EXCEPTION 'a document made is not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'released' AND OLD.state <> 'released' AND clock_timestamp() > OLD.expires_at THEN
        RAISE EXCEPTION 'the time of this issue is over' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER register_issue_step BEFORE INSERT OR UPDATE OR DELETE ON register_issuerequest
    FOR EACH ROW EXECUTE FUNCTION register_issue_step();

-- The issue history: one row for a released request, nothing but the disposal is added later, once.
ALTER TABLE register_issue
    ADD CONSTRAINT register_issue_of_request FOREIGN KEY (request_id)
        REFERENCES register_issuerequest (request_id) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION register_issue_history_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM register_issuerequest WHERE request_id = NEW.request_id AND state = 'released') THEN
            RAISE EXCEPTION 'only what was released is in the history' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.disposed_at IS NOT NULL
        OR (to_jsonb(OLD) - 'disposed_at' - 'disposal_reason') <> (to_jsonb(NEW) - 'disposed_at' - 'disposal_reason')
    THEN
        RAISE EXCEPTION 'the issue history is kept as it is' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER register_issue_history_kept BEFORE INSERT OR UPDATE OR DELETE ON register_issue
    FOR EACH ROW EXECUTE FUNCTION register_issue_history_kept();

CREATE INDEX register_issue_subjects ON register_issue USING gin (subjects);
