-- Undoing an import as a whole. What it did stands in the rows' history, which the triggers wrote with the import as
-- their context: what it added is ended or taken back, what it changed is put back as it was before. Acts as the owner,
-- because nobody else may take back; so it judges the scope by itself.

-- The import, where the caller's account may write it; else no row.
CREATE FUNCTION roster_in_reach(import uuid) RETURNS SETOF rosters_rosterimport
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT * FROM rosters_rosterimport i
    WHERE i.id = import AND i.area >= (SELECT scope_low()) AND i.area < (SELECT scope_high())
      AND i.program_id = ANY ((SELECT scope_writes())::text[])
$$;

-- Of the rows `ids` of a tracked table: which the import touched, whether it added them, and whether it was the last.
CREATE FUNCTION roster_traces(import uuid, tracked text, ids uuid[])
RETURNS TABLE (id uuid, added boolean, last boolean, since bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT h.pgh_obj_id, bool_or(h.ours AND h.pgh_label = ''insert''), '
        '(array_agg(h.ours ORDER BY h.pgh_id DESC))[1], min(h.pgh_id) FILTER (WHERE h.ours)::bigint '
        'FROM (SELECT pgh_obj_id, pgh_id, pgh_label, coalesce(pgh_context ->> ''roster'' = $1::text, false) AS ours '
        '      FROM %I WHERE pgh_obj_id = ANY ($2)) AS h '
        'GROUP BY h.pgh_obj_id HAVING bool_or(h.ours)', tracked || 'historyrow')
    USING import, ids;
END $$;

-- What has been built on the import: of which of its rows, what it is (a code, or the table where it stands), how often.
CREATE FUNCTION roster_obstacles(import uuid) RETURNS TABLE (number integer, what text, times bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made uuid[];
    people uuid[];
    enrolled uuid[];
    enrolments uuid[];
    ids uuid[];
    child record;
    mine text;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM roster_in_reach(import)) THEN
        RAISE EXCEPTION 'no such import in reach' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT coalesce(array_agg(r.person_id) FILTER (WHERE r.verdict = 'create'), '{}'), coalesce(array_agg(r.person_id), '{}'),
           coalesce(array_agg(r.enrolment_id) FILTER (WHERE r.verdict <> 'update'), '{}'),
           coalesce(array_agg(r.enrolment_id), '{}')
    INTO made, people, enrolled, enrolments
    FROM rosters_stagedrow r WHERE r.roster_id = import AND r.taken_at IS NOT NULL;

    RETURN QUERY
    SELECT r.number, 'enrolment-state', 1::bigint
    FROM rosters_stagedrow r JOIN enrolment_enrolment e ON e.id = r.enrolment_id
    WHERE r.roster_id = import AND r.enrolment_id = ANY (enrolled) AND r.taken_at IS NOT NULL AND e.state <> 'active';

    RETURN QUERY
    SELECT r.number, 'decision', count(*)
    FROM rosters_stagedrow r JOIN enrolment_decision d ON d.enrolment_id = r.enrolment_id
    WHERE r.roster_id = import AND r.taken_at IS NOT NULL
      AND CASE WHEN r.verdict = 'update' THEN d.at > r.taken_at AND d.act <> 'changed' ELSE d.act <> 'taken_over' END
    GROUP BY r.number;

    -- Changed since, by whomever and whatever.
    RETURN QUERY
    SELECT r.number, 'changed-since', 1::bigint
    FROM roster_traces(import, 'beneficiaries_person', people) t
    JOIN rosters_stagedrow r ON r.roster_id = import AND r.person_id = t.id AND r.taken_at IS NOT NULL WHERE NOT t.last
    UNION
    SELECT r.number, 'changed-since', 1
    FROM roster_traces(import, 'enrolment_enrolment', enrolments) t
    JOIN rosters_stagedrow r ON r.roster_id = import AND r.enrolment_id = t.id AND r.taken_at IS NOT NULL
    WHERE NOT t.last;
    FOREACH mine IN ARRAY ARRAY['phone', 'payaccount', 'relation', 'hardship'] LOOP
        ids := roster_of_people(mine, people);
        RETURN QUERY EXECUTE format(
            'SELECT r.number, ''changed-since'', count(*) FROM roster_traces($1, ''beneficiaries_%1$s'', $2) t '
            'JOIN beneficiaries_%1$s c ON c.id = t.id '
            'JOIN rosters_stagedrow r ON r.roster_id = $1 AND r.person_id = c.person_id AND r.taken_at IS NOT NULL '
            'WHERE NOT t.last GROUP BY r.number', mine)
        USING import, ids;
        -- Of someone whom the import made, also what was added to her afterwards.
        RETURN QUERY EXECUTE format(
            'SELECT r.number, ''beneficiaries_%1$s'', count(*) FROM beneficiaries_%1$s c '
            'JOIN rosters_stagedrow r ON r.roster_id = $1 AND r.person_id = c.person_id AND r.taken_at IS NOT NULL '
            'WHERE c.person_id = ANY ($2) AND NOT EXISTS ('
            '    SELECT 1 FROM beneficiaries_%1$shistoryrow h WHERE h.pgh_obj_id = c.id AND h.pgh_label = ''insert'' '
            '    AND h.pgh_context ->> ''roster'' = $1::text) GROUP BY r.number', mine)
        USING import, made;
    END LOOP;

    -- Whatever else points at a person or an enrolment that the import made, in whichever table there is.
    FOR child IN
        SELECT k.conrelid::regclass::text AS at, k.confrelid = 'beneficiaries_person'::regclass AS of_person,
               a.attname AS via
        FROM pg_constraint k
        JOIN LATERAL unnest(k.conkey, k.confkey) AS c(here, there) ON true
        JOIN pg_attribute f ON f.attrelid = k.confrelid AND f.attnum = c.there AND f.attname = 'id'
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.here
        WHERE k.contype = 'f' AND k.confrelid IN ('beneficiaries_person'::regclass, 'enrolment_enrolment'::regclass)
          AND k.conrelid::regclass::text NOT LIKE 'rosters\_%'
          AND (k.conrelid::regclass::text, a.attname::text) NOT IN (
              ('enrolment_decision', 'enrolment_id'), ('beneficiaries_phone', 'person_id'),
              ('beneficiaries_payaccount', 'person_id'), ('beneficiaries_relation', 'person_id'),
              ('beneficiaries_hardship', 'person_id'))
    LOOP
        RETURN QUERY EXECUTE format(
            'SELECT r.number, %1$L::text, count(*) FROM %1$s c JOIN rosters_stagedrow r '
            'ON r.roster_id = $1 AND r.taken_at IS NOT NULL AND r.%2$I = c.%3$I '
            'WHERE c.%3$I = ANY ($2) %4$s GROUP BY r.number',
            child.at, CASE WHEN child.of_person THEN 'person_id' ELSE 'enrolment_id' END, child.via,
            CASE WHEN child.at = 'enrolment_enrolment' THEN 'AND c.id <> ALL ($3)' ELSE 'AND $3 IS NOT NULL' END)
        USING import, CASE WHEN child.of_person THEN made ELSE enrolled END, enrolled;
    END LOOP;
END $$;

-- Rows of a tracked table as they stood before the import; what is sealed has no history and isn't touched.
CREATE FUNCTION roster_put_back(import uuid, tracked text, ids uuid[], keep text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    columns text;
    done bigint;
BEGIN
    SELECT string_agg(format('%1$I = e.%1$I', column_name), ', ') INTO columns
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = tracked || 'historyrow' AND column_name NOT LIKE 'pgh\_%'
      AND column_name <> ALL (keep || ARRAY['id', 'created_at', 'changed_at']);
    EXECUTE format(
        'UPDATE %1$I t SET %2$s FROM ('
        '    SELECT DISTINCT ON (h.pgh_obj_id) h.* FROM roster_traces($1, %1$L, $2) f '
        '    JOIN %3$I h ON h.pgh_obj_id = f.id AND h.pgh_id < f.since WHERE NOT f.added '
        '    ORDER BY h.pgh_obj_id, h.pgh_id DESC) AS e WHERE t.id = e.pgh_obj_id', tracked, columns, tracked || 'historyrow')
    USING import, ids;
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END $$;

-- Of one of the tables that hang on people, the rows of these.
CREATE FUNCTION roster_of_people(child text, people uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found uuid[];
BEGIN
    EXECUTE format('SELECT coalesce(array_agg(id), ''{}'') FROM beneficiaries_%s WHERE person_id = ANY ($1)', child)
    INTO found USING people;
    RETURN found;
END $$;

-- Undo the import, where nothing has been built on it; how many people and enrolments that were.
CREATE FUNCTION roster_undo(import uuid, why text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it rosters_rosterimport;
    me bigint := scope_account();
    day date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
    made uuid[];
    known uuid[];
    enrolled uuid[];
    changed uuid[];
    mine text;
BEGIN
    SELECT * INTO it FROM roster_in_reach(import);
    IF NOT FOUND OR me IS NULL OR NOT (scope_holds('caseworker') OR scope_holds('reviewer') OR scope_holds('manager')) THEN
        RAISE EXCEPTION 'no such import in reach' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO it FROM rosters_rosterimport WHERE id = import FOR UPDATE;
    IF it.state <> 'taken_in' OR EXISTS (SELECT 1 FROM roster_obstacles(import)) THEN
        RAISE EXCEPTION 'import % has been built on', import
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rosterimport_built_on';
    END IF;
    SELECT coalesce(array_agg(person_id) FILTER (WHERE verdict = 'create'), '{}'),
           coalesce(array_agg(person_id) FILTER (WHERE verdict <> 'create'), '{}'),
           coalesce(array_agg(enrolment_id) FILTER (WHERE verdict <> 'update'), '{}'),
           coalesce(array_agg(enrolment_id) FILTER (WHERE verdict = 'update'), '{}')
    INTO made, known, enrolled, changed
    FROM rosters_stagedrow WHERE roster_id = import AND taken_at IS NOT NULL;
    -- Whom and what the history doesn't call the import's own is not taken back, whatever the rows say.
    SELECT coalesce(array_agg(id), '{}') INTO made FROM roster_traces(import, 'beneficiaries_person', made) WHERE added;
    SELECT coalesce(array_agg(id), '{}') INTO enrolled FROM roster_traces(import, 'enrolment_enrolment', enrolled)
    WHERE added;

    INSERT INTO enrolment_decision
        (id, enrolment_id, program_id, area, act, level, actor_id, at, reason, rules_id, evaluation, evidence)
    SELECT gen_random_uuid(), e.id, e.program_id, e.area, 'undone', '', me, now(), left(why, 500), e.rules_id, '[]', '[]'
    FROM enrolment_enrolment e WHERE e.id = ANY (enrolled || changed);
    UPDATE enrolment_enrolment SET state = 'withdrawn', changed_at = now() WHERE id = ANY (enrolled);
    PERFORM roster_put_back(import, 'enrolment_enrolment', changed, ARRAY['state', 'person_id', 'area', 'origin']);

    -- Whoever was registered before: her moves back, what was added ended, what was changed as it was.
    INSERT INTO beneficiaries_move (id, person_id, area, source, target, moved_on, reason)
    SELECT gen_random_uuid(), p.id, p.area, p.area, e.area, day, left(why, 200)
    FROM (SELECT DISTINCT ON (h.pgh_obj_id) h.pgh_obj_id, h.area
          FROM roster_traces(import, 'beneficiaries_person', known) f
          JOIN beneficiaries_personhistoryrow h ON h.pgh_obj_id = f.id AND h.pgh_id < f.since
          ORDER BY h.pgh_obj_id, h.pgh_id DESC) AS e
    JOIN beneficiaries_person p ON p.id = e.pgh_obj_id WHERE p.area <> e.area;
    -- Who had no number before has none again; no roster changes one that is there.
    UPDATE beneficiaries_person p
    SET id_type = e.id_type, id_number_sealed = NULL, id_number_index = NULL, id_number_tail = '',
        no_id_reason = e.no_id_reason
    FROM (SELECT DISTINCT ON (h.pgh_obj_id) h.*
          FROM roster_traces(import, 'beneficiaries_person', known) f
          JOIN beneficiaries_personhistoryrow h ON h.pgh_obj_id = f.id AND h.pgh_id < f.since
          ORDER BY h.pgh_obj_id, h.pgh_id DESC) AS e
    WHERE p.id = e.pgh_obj_id AND e.id_number_index IS NULL AND p.id_number_index IS NOT NULL;
    PERFORM roster_put_back(import, 'beneficiaries_person', known, ARRAY['code', 'id_type', 'id_number_index',
                                                                        'id_number_tail', 'no_id_reason']);
    FOREACH mine IN ARRAY ARRAY['phone', 'payaccount', 'relation', 'hardship'] LOOP
        PERFORM roster_put_back(import, 'beneficiaries_' || mine,
            roster_of_people(mine, known), ARRAY['person_id', 'area']);
        EXECUTE format(
            CASE WHEN mine IN ('phone', 'payaccount')
                 THEN 'UPDATE beneficiaries_%1$s c SET closed_on = $3 %2$s FROM roster_traces($1, %3$L, $2) t '
                      'WHERE c.id = t.id AND t.added AND c.closed_on IS NULL'
                 ELSE 'UPDATE beneficiaries_%1$s c SET until = c.since FROM roster_traces($1, %3$L, $2) t '
                      'WHERE c.id = t.id AND t.added AND c.until IS NULL AND $3 IS NOT NULL' END,
            mine, CASE mine WHEN 'phone' THEN ', preferred = false' ELSE '' END, 'beneficiaries_' || mine)
        USING import, roster_of_people(mine, known), day;
    END LOOP;
    -- And whom it made: no record stands for her any more, her own number is free again.
    UPDATE beneficiaries_person SET merged_into_id = id WHERE id = ANY (made);

    UPDATE rosters_rosterimport SET state = 'undone', undone_at = now(), undone_by_id = me, undone_reason = left(why, 500)
    WHERE id = import;
    RETURN cardinality(made) + cardinality(enrolled) + cardinality(changed);
END $$;
REVOKE EXECUTE ON FUNCTION roster_in_reach(uuid), roster_traces(uuid, text, uuid[]), roster_of_people(text, uuid[]),
    roster_put_back(uuid, text, uuid[], text[]), roster_obstacles(uuid), roster_undo(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION roster_obstacles(uuid), roster_undo(uuid, text) TO :app_role;
