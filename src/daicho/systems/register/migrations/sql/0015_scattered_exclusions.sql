-- The two exclusions over numbers with their digits in reverse: as strict as before, since two numbers are equal if and
-- only if they are so reversed, and half as dear to write. New numbers rise, and a rising key makes GiST weigh every entry
-- of a page by all three columns, page after page, as each is a better place than the one before it (docs/decisions/0152).
ALTER TABLE register_residentversion
    DROP CONSTRAINT register_version_one_truth,
    DROP CONSTRAINT register_version_one_head,
    ADD CONSTRAINT register_version_one_truth
        EXCLUDE USING gist ((('1' || reverse(addressee_number))::bigint) WITH =, valid WITH &&, recorded WITH &&),
    ADD CONSTRAINT register_version_one_head
        EXCLUDE USING gist ((('1' || reverse(household_number))::bigint) WITH =, valid WITH &&, recorded WITH &&)
        WHERE (relationship = '世帯主' AND state = 'present');
