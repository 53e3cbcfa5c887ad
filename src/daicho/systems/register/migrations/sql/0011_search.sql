-- Search by address code, by letters anywhere in a reading, and for residents without an individual number (STD-2.1.3).

CREATE INDEX register_person_no_number ON register_person (addressee_number)
    WHERE individual_number_ref IS NULL AND state = 'present';

-- The keys that acts write from now on, for the people who are there already; the latest content's code is current.
INSERT INTO register_searchkey (
    addressee_number, kind, value, reading, given, given_reading, birth_day, grams, is_current)
SELECT v.addressee_number, 'address_code', v.address ->> 'address_code', '', '', '', p.birth_day, NULL,
    bool_or(upper_inf(v.valid))
FROM register_residentversion v JOIN register_person p USING (addressee_number)
WHERE upper_inf(v.recorded) AND coalesce(v.address ->> 'address_code', '') <> ''
GROUP BY v.addressee_number, v.address ->> 'address_code', p.birth_day
ON CONFLICT DO NOTHING;

UPDATE register_searchkey k SET grams = k.grams || (
    SELECT array_agg(DISTINCT substr(k.reading, place, 2)) FROM generate_series(1, length(k.reading) - 1) place)
WHERE k.kind IN ('name', 'former_surname', 'common_name') AND k.grams IS NOT NULL AND length(k.reading) > 1;
