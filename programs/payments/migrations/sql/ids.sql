-- Ids that sort by age, made in the database for set-based inserts (RFC 9562, version 7).
DO $do$ BEGIN
    IF current_setting('server_version_num')::int >= 180000 THEN
        CREATE FUNCTION payments_uuid7() RETURNS uuid LANGUAGE sql VOLATILE AS 'SELECT uuidv7()';
    ELSE
        CREATE FUNCTION payments_uuid7() RETURNS uuid LANGUAGE sql VOLATILE AS $$
            SELECT (left(moment, 8) || '-' || right(moment, 4) || '-7' || substr(random, 16))::uuid
            FROM (SELECT lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') AS moment,
                         gen_random_uuid()::text AS random) AS made
        $$;
    END IF;
END $do$;
