-- An ID number can be registered once in the whole city, so an office must be told when another has it. It is
-- told the county to ask, for a number that it holds already, and nothing else. No scope, no answer.
CREATE OR REPLACE FUNCTION registered_counties(indexes bytea[]) RETURNS TABLE (id_index bytea, county text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.id_number_index, left(p.area, 6)
    FROM beneficiaries_person p
    WHERE p.id_number_index = ANY (indexes) AND p.merged_into_id IS NULL AND (SELECT scope_low()) IS NOT NULL
$$;
REVOKE EXECUTE ON FUNCTION registered_counties(bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registered_counties(bytea[]) TO :app_role;

-- How many people the scope holds, as the planner's statistics have it: a count would read them all.
CREATE OR REPLACE FUNCTION people_estimate() RETURNS bigint
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
