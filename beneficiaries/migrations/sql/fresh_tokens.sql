-- The tokens of the search lie in two parts: a large one, and a small one of those that were added last. A large
-- index into which names are strewn is touched page by page, each page written to the log whole: taking a roster
-- into a registry of a million would cost several times what it costs in an empty one. So rows go into the small
-- part, whose pages are few, and are moved over in bulk, in the order of the index (`settle_search_tokens`).
ALTER TABLE beneficiaries_searchtoken RENAME TO beneficiaries_searchtoken_before;
ALTER INDEX beneficiaries_searchtoken_pkey RENAME TO beneficiaries_searchtoken_before_pkey;
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
INSERT INTO beneficiaries_searchtoken (token, area, person_id, fresh)
SELECT token, area, person_id, false FROM beneficiaries_searchtoken_before ORDER BY 1, 2, 3;
DROP TABLE beneficiaries_searchtoken_before;

-- Old tokens are looked for in both parts. The lock holds off a move that would carry one from the part that is
-- looked at last into the part that was looked at first.
CREATE OR REPLACE FUNCTION person_tokens_changed() RETURNS trigger
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

-- Move the fresh tokens to the others; how many. 0 where someone is writing tokens at the moment: another time will do.
CREATE OR REPLACE FUNCTION settle_search_tokens() RETURNS bigint
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

-- Number by number through the index: a plan made while the table was small would read all of it for a roster.
CREATE OR REPLACE FUNCTION registered_counties(indexes bytea[]) RETURNS TABLE (id_index bytea, county text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT asked.id_index, left(p.area, 6)
    FROM unnest(indexes) AS asked(id_index) CROSS JOIN LATERAL (
        SELECT area FROM beneficiaries_person
        WHERE id_number_index = asked.id_index AND merged_into_id IS NULL LIMIT 1
    ) AS p
    WHERE (SELECT scope_low()) IS NOT NULL
$$;
