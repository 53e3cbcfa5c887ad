-- What the database itself refuses, whoever writes (architecture, section 3).

-- Django gives every unique text column a second index for patterns under other collations; ours is C, the first serves.
DO $$
DECLARE
    extra text;
BEGIN
    FOR extra IN SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname ~ '^register_.*_like$' LOOP
        EXECUTE format('DROP INDEX %I', extra);
    END LOOP;
END
$$;

-- No range without a beginning, none empty: an empty range overlaps nothing and would slip past the exclusion.
-- Integer ranges have no literal infinity, so an open end can only be the missing bound.
ALTER TABLE register_residentversion
    ADD CONSTRAINT register_version_valid_set CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    ADD CONSTRAINT register_version_recorded_set
        CHECK (NOT isempty(recorded) AND NOT lower_inf(recorded) AND lower(recorded) > 0),
    -- Two truths about one person at one point of both axes.
    ADD CONSTRAINT register_version_one_truth
        EXCLUDE USING gist ((('1' || addressee_number)::bigint) WITH =, valid WITH &&, recorded WITH &&),
    -- Two heads of one household at any date.
    ADD CONSTRAINT register_version_one_head
        EXCLUDE USING gist ((('1' || household_number)::bigint) WITH =, valid WITH &&, recorded WITH &&)
        WHERE (relationship = '世帯主' AND state = 'present');

-- Search keys. `text_pattern_ops` serves equality and prefixes under every collation.
CREATE INDEX register_key_value ON register_searchkey (kind, value text_pattern_ops);
CREATE INDEX register_key_reading ON register_searchkey (reading text_pattern_ops) WHERE reading <> '';
CREATE INDEX register_key_birth ON register_searchkey (birth_day, reading text_pattern_ops)
    WHERE kind IN ('name', 'former_surname', 'common_name');
CREATE INDEX register_key_given ON register_searchkey (given text_pattern_ops, birth_day) WHERE given <> '';
CREATE INDEX register_key_given_reading ON register_searchkey (given_reading text_pattern_ops) WHERE given_reading <> '';
CREATE INDEX register_key_grams ON register_searchkey USING gin (grams) WHERE grams IS NOT NULL;
CREATE INDEX register_key_no_reading ON register_searchkey (addressee_number) WHERE kind = 'name' AND reading = '';
CREATE INDEX register_person_no_head ON register_person (addressee_number)
    WHERE relationship IS NULL AND state = 'present';
CREATE INDEX register_person_no_code ON register_person (addressee_number)
    WHERE resident_record_code IS NULL AND state = 'present';

-- Numbers to give out. A serial drawn by an act that fails is not given out again.
CREATE SEQUENCE register_addressee_serial AS bigint;
CREATE SEQUENCE register_household_serial AS bigint;

INSERT INTO register_actchain (id, last_number, last_hash, last_recorded_at)
VALUES (1, 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '1970-01-01T00:00:00Z');

-- Reasons for sending a pending act back; a town may add its own.
INSERT INTO register_returnreason (code, japanese, english) VALUES
    ('document_missing', '添付書類の不足', 'A document is missing'),
    ('differs_from_paper', '届出書の記載と相違', 'Differs from the notification'),
    ('wrong_reason', '異動事由の誤り', 'Wrong reason of change'),
    ('wrong_date', '異動日・届出日の誤り', 'Wrong date'),
    ('wrong_person', '異動者の誤り', 'Wrong person'),
    ('relationship', '続柄・世帯主の誤り', 'Wrong relationship or head'),
    ('character', '文字・振り仮名の誤り', 'Wrong character or furigana'),
    ('address', '住所・方書の誤り', 'Wrong address or building'),
    ('other', 'その他', 'Other');
