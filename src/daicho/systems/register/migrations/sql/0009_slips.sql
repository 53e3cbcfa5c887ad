-- The act that a slip speaks of belongs to what was asked, and what was asked never changes.

CREATE OR REPLACE FUNCTION register_issue_step() RETURNS trigger LANGUAGE plpgsql AS $$
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
        OLD.serial, OLD.issue_number, OLD.requested_at, OLD.expires_at, OLD.act_number)
        IS DISTINCT FROM
       (NEW.request_id, NEW.token, NEW.form, NEW.subjects, NEW.items, NEW.marks, NEW.requester, NEW.account, NEW.place,
        NEW.terminal, NEW.printer, NEW.output, NEW.purpose, NEW.case_number, NEW.access_record, NEW.issued_on,
        NEW.serial, NEW.issue_number, NEW.requested_at, NEW.expires_at, NEW.act_number) THEN
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

-- 転入通知未着者一覧 (STD-4.1.3.1.4): who left and was not heard of since. Few rows of many, so the index holds only them.
CREATE INDEX register_version_notice_missing ON register_residentversion ((removal ->> 'planned_on'), addressee_number)
    WHERE state IN ('moved_out', 'removed') AND upper_inf(recorded) AND upper_inf(valid)
        AND removal ->> 'move_in_notice_on' IS NULL;
