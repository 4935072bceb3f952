-- A table that was empty when it was last looked at and is filled in one transaction is still empty to the planner,
-- which then reads all of it for every question. Whoever adds rows by the thousand says so here: a small table of four
-- times the size that the planner was told of is looked at again. What someone else looks at just now is let be.
CREATE FUNCTION has_grown(name text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE grown regclass;
BEGIN
    SELECT c.oid INTO grown FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname = name
      AND c.relpages < 256
      AND pg_relation_size(c.oid) > 4 * current_setting('block_size')::bigint * greatest(c.relpages, 2);
    IF grown IS NOT NULL THEN
        EXECUTE format('ANALYZE (SKIP_LOCKED) %s', grown);
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION has_grown(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION has_grown(text) TO :app_role;
