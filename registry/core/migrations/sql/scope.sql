-- The role may be there already: made by the administrator, or by another database of the same server.
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = ':app_role') THEN
        CREATE ROLE :app_role NOLOGIN;
        EXECUTE format('GRANT :app_role TO %I', current_user);
    END IF;
END $$;

-- The scope of a session, as the policies read it.
--
-- A scope is one setting, app.scope = 'v2|account|area|reads|writes|roles|backend@until|signature'. It is
-- signed (HMAC-SHA-256) under a key that the app's role cannot read, so raw SQL cannot widen it: a scope
-- that is unset, malformed or wrongly signed is no scope, and no scope sees nothing. It holds for the one
-- backend it was signed for, and for hours: a scope that was seen in another session opens nothing.
CREATE FUNCTION scope_claims() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    setting text := current_setting('app.scope', true);
    part text[];
    message bytea;
    key record;
BEGIN
    IF setting IS NULL OR setting = '' THEN RETURN NULL; END IF;
    part := string_to_array(setting, '|');
    IF array_length(part, 1) IS DISTINCT FROM 8 OR part[1] <> 'v2' THEN RETURN NULL; END IF;
    SELECT "inner", "outer" INTO key FROM core_scopekey WHERE id = 1;
    IF NOT FOUND THEN RETURN NULL; END IF;
    message := convert_to(array_to_string(part[1:7], '|'), 'UTF8');
    IF encode(sha256(key."outer" || sha256(key."inner" || message)), 'hex') <> part[8] THEN RETURN NULL; END IF;
    -- Signed, so it has the form "pid@epoch".
    IF split_part(part[7], '@', 1) <> pg_backend_pid()::text
       OR split_part(part[7], '@', 2)::bigint < extract(epoch FROM statement_timestamp()) THEN RETURN NULL; END IF;
    RETURN part;
END $$;

CREATE FUNCTION scope_account() RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT NULLIF((scope_claims())[2], '')::bigint $$;

CREATE FUNCTION scope_low() RETURNS text
LANGUAGE sql STABLE AS $$ SELECT NULLIF((scope_claims())[3], '') COLLATE "C" $$;

-- The least string above every code that starts with the scope's area.
CREATE FUNCTION scope_high() RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT (left(a, -1) || chr(ascii(right(a, 1)) + 1)) COLLATE "C"
    FROM (SELECT NULLIF((scope_claims())[3], '')) AS s(a)
$$;

CREATE FUNCTION scope_reads() RETURNS text[]
LANGUAGE sql STABLE AS $$ SELECT coalesce(string_to_array(NULLIF((scope_claims())[4], ''), ','), '{}') $$;

CREATE FUNCTION scope_writes() RETURNS text[]
LANGUAGE sql STABLE AS $$ SELECT coalesce(string_to_array(NULLIF((scope_claims())[5], ''), ','), '{}') $$;

-- Whether the account has the role, for any program; 'system' is the queue's own.
CREATE FUNCTION scope_holds(role text) RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT coalesce(role = ANY (string_to_array((scope_claims())[6], ',')), false) $$;

CREATE FUNCTION scope_system() RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT scope_holds('system') $$;
