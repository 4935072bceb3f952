-- The rows of a person carry the person's area. The key makes a wrong one impossible, and moves them with her.
DO $$
DECLARE child text;
BEGIN
    FOREACH child IN ARRAY ARRAY['phone', 'payaccount', 'relation', 'hardship', 'disability', 'consent', 'move'] LOOP
        EXECUTE format(
            'ALTER TABLE beneficiaries_%1$s ADD CONSTRAINT %1$s_area_is_the_persons '
            'FOREIGN KEY (person_id, area) REFERENCES beneficiaries_person (id, area) ON UPDATE CASCADE', child);
    END LOOP;
END $$;

-- What a name can be found by: each piece of one, two or three characters (the · and spaces of a name don't
-- count); of each reading every prefix of whole syllables, and every prefix of two or more initials.
-- Whoever changes this must rebuild the tokens: old ones are taken away by working them out again.
CREATE OR REPLACE FUNCTION search_tokens(name text, pinyin text) RETURNS SETOF text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    written text := translate(lower(name), '· ', '');
    found text[] := '{}';
    reading text;
    syllable text;
    spoken text;
    initials text;
BEGIN
    FOR i IN 1 .. length(written) LOOP
        found := found || ARRAY[substr(written, i, 1), substr(written, i, 2), substr(written, i, 3)];
    END LOOP;
    FOREACH reading IN ARRAY coalesce(string_to_array(NULLIF(pinyin, ''), '|'), '{}') LOOP
        spoken := '';
        initials := '';
        FOREACH syllable IN ARRAY string_to_array(reading, ' ') LOOP
            spoken := spoken || syllable;
            initials := initials || left(syllable, 1);
            found := found || spoken;
            IF length(initials) > 1 THEN found := found || initials; END IF;
        END LOOP;
    END LOOP;
    RETURN QUERY SELECT DISTINCT left(token, 90) FROM unnest(found) AS token;
END $$;

-- In the order of the index: with a million people in it, rows that come in order touch each page once.
CREATE OR REPLACE FUNCTION person_tokens_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '64MB' AS $$
BEGIN
    INSERT INTO beneficiaries_searchtoken (token, area, person_id)
    SELECT token COLLATE "C", p.area, p.id
    FROM new_rows p CROSS JOIN LATERAL search_tokens(p.name, p.pinyin) AS token
    WHERE p.merged_into_id IS NULL
    ORDER BY 1, 2, 3;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION person_tokens_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM beneficiaries_searchtoken t
    USING (
        SELECT token, o.area, o.id
        FROM old_rows o JOIN new_rows n USING (id) CROSS JOIN LATERAL search_tokens(o.name, o.pinyin) AS token
        WHERE (n.name, n.pinyin, n.area, n.merged_into_id) IS DISTINCT FROM (o.name, o.pinyin, o.area, o.merged_into_id)
    ) AS gone
    WHERE t.token = gone.token AND t.area = gone.area AND t.person_id = gone.id;
    INSERT INTO beneficiaries_searchtoken (token, area, person_id)
    SELECT token, n.area, n.id
    FROM new_rows n JOIN old_rows o USING (id) CROSS JOIN LATERAL search_tokens(n.name, n.pinyin) AS token
    WHERE (n.name, n.pinyin, n.area, n.merged_into_id) IS DISTINCT FROM (o.name, o.pinyin, o.area, o.merged_into_id)
        AND n.merged_into_id IS NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER person_tokens_added AFTER INSERT ON beneficiaries_person
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION person_tokens_added();
CREATE TRIGGER person_tokens_changed AFTER UPDATE ON beneficiaries_person
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION person_tokens_changed();
