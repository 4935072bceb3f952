-- The tokens of the search lie in two parts: a large one, and a small one of those that were added last. A large index
-- into which names are strewn is touched page by page, each page written to the log whole: taking a roster into a
-- registry of a million would cost several times what it costs in an empty one. So rows go into the small part, whose
-- pages are few, and are moved over in bulk, in the order of the index (`settle_search_tokens`).

CREATE TABLE beneficiaries_searchtoken (
    token varchar(90) COLLATE "C" NOT NULL,
    area varchar(12) COLLATE "C" NOT NULL,
    person_id uuid NOT NULL,
    fresh boolean NOT NULL DEFAULT true,
    PRIMARY KEY (token, area, person_id, fresh)
) PARTITION BY LIST (fresh);
CREATE TABLE beneficiaries_searchtoken_settled PARTITION OF beneficiaries_searchtoken FOR VALUES IN (false);
CREATE TABLE beneficiaries_searchtoken_fresh PARTITION OF beneficiaries_searchtoken FOR VALUES IN (true);

-- What is moved out leaves dead rows behind, which every search would step over.
ALTER TABLE beneficiaries_searchtoken_fresh SET (autovacuum_vacuum_scale_factor = 0.05);

-- What a name can be found by: each piece of one, two or three characters (the · and spaces of a name don't
-- count); of each reading every prefix of whole syllables, and every prefix of two or more initials.
-- Some stand there twice: whoever saves them sorts them, and sees each once.
-- Whoever changes this must rebuild the tokens: old ones are taken away by working them out again.
CREATE FUNCTION search_tokens(name text, pinyin text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    written text := translate(lower(name), '· ', '');
    long int := length(written);
    found text[] := '{}';
    reading text;
    syllable text;
    spoken text;
    initials text;
BEGIN
    FOR i IN 1 .. long LOOP
        FOR j IN 1 .. least(3, long - i + 1) LOOP
            found := found || substr(written, i, j);
        END LOOP;
    END LOOP;
    FOREACH reading IN ARRAY coalesce(string_to_array(NULLIF(pinyin, ''), '|'), '{}') LOOP
        spoken := '';
        initials := '';
        FOREACH syllable IN ARRAY string_to_array(reading, ' ') LOOP
            spoken := left(spoken || syllable, 90);
            initials := initials || left(syllable, 1);
            found := found || spoken;
            IF length(initials) > 1 THEN found := found || initials; END IF;
        END LOOP;
    END LOOP;
    RETURN found;
END $$;

-- In the order of the index: with a million people in it, rows that come in order touch each page once.
CREATE FUNCTION person_tokens_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '64MB' AS $$
BEGIN
    INSERT INTO beneficiaries_searchtoken (token, area, person_id)
    SELECT DISTINCT token COLLATE "C", p.area, p.id
    FROM new_rows p CROSS JOIN LATERAL unnest(search_tokens(p.name, p.pinyin)) AS token
    WHERE p.merged_into_id IS NULL
    ORDER BY 1, 2, 3;
    RETURN NULL;
END $$;
CREATE TRIGGER person_tokens_added AFTER INSERT ON beneficiaries_person
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION person_tokens_added();

-- Old tokens are looked for in both parts. The lock holds off a move that would carry one from the part that is
-- looked at last into the part that was looked at first.
CREATE FUNCTION person_tokens_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM new_rows n JOIN old_rows o USING (id)
        WHERE (n.name, n.pinyin, n.area, n.merged_into_id) IS DISTINCT FROM (o.name, o.pinyin, o.area, o.merged_into_id)
    ) THEN
        RETURN NULL;
    END IF;
    LOCK TABLE beneficiaries_searchtoken_fresh IN ROW EXCLUSIVE MODE;
    DELETE FROM beneficiaries_searchtoken t
    USING (
        SELECT token, o.area, o.id
        FROM old_rows o JOIN new_rows n USING (id) CROSS JOIN LATERAL unnest(search_tokens(o.name, o.pinyin)) AS token
        WHERE (n.name, n.pinyin, n.area, n.merged_into_id) IS DISTINCT FROM (o.name, o.pinyin, o.area, o.merged_into_id)
    ) AS gone
    WHERE t.token = gone.token AND t.area = gone.area AND t.person_id = gone.id;
    INSERT INTO beneficiaries_searchtoken (token, area, person_id)
    SELECT DISTINCT token, n.area, n.id
    FROM new_rows n JOIN old_rows o USING (id) CROSS JOIN LATERAL unnest(search_tokens(n.name, n.pinyin)) AS token
    WHERE (n.name, n.pinyin, n.area, n.merged_into_id) IS DISTINCT FROM (o.name, o.pinyin, o.area, o.merged_into_id)
        AND n.merged_into_id IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER person_tokens_changed AFTER UPDATE ON beneficiaries_person
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION person_tokens_changed();

-- Move the fresh tokens to the others; how many. 0 where someone is writing tokens at the moment: another time will do.
CREATE FUNCTION settle_search_tokens() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '256MB' AS $$
DECLARE moved bigint;
BEGIN
    BEGIN
        LOCK TABLE beneficiaries_searchtoken_fresh IN SHARE ROW EXCLUSIVE MODE NOWAIT;
    EXCEPTION WHEN lock_not_available THEN RETURN 0;
    END;
    WITH gone AS (DELETE FROM beneficiaries_searchtoken_fresh RETURNING token, area, person_id)
    INSERT INTO beneficiaries_searchtoken (token, area, person_id, fresh)
    SELECT token, area, person_id, false FROM gone ORDER BY 1, 2, 3;
    GET DIAGNOSTICS moved = ROW_COUNT;
    RETURN moved;
END $$;
REVOKE EXECUTE ON FUNCTION settle_search_tokens() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle_search_tokens() TO :app_role;

-- How many people the scope holds, as the planner's statistics have it: a count would read them all.
CREATE FUNCTION people_estimate() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE plan json;
BEGIN
    IF scope_low() IS NULL THEN RETURN 0; END IF;
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT 1 FROM beneficiaries_person WHERE area >= %L AND area < %L',
        scope_low(), scope_high()) INTO plan;
    RETURN (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint;
END $$;
REVOKE EXECUTE ON FUNCTION people_estimate() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_estimate() TO :app_role;
