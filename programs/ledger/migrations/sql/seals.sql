-- A seal follows from the one before it, is what its hash says, is made now, and is whole: its leaves, its secret and,
-- where transfers or records are sealed, its members stand before it does.
CREATE FUNCTION seal_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last ledger_seal%ROWTYPE;
BEGIN
    -- One after another: two who seal at once wait here, and the second finds what the first has sealed.
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.seal', 0));
    SELECT * INTO last FROM ledger_seal ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1
       OR NEW.previous <> coalesce(last.hash, repeat('0', 64))
       OR NEW.sealed_at < coalesce(last.sealed_at, NEW.sealed_at)
       OR NEW.sealed_at NOT BETWEEN clock_timestamp() - interval '1 hour' AND clock_timestamp() + interval '1 minute'
       OR NEW.hash <> encode(sha256(convert_to(concat_ws(E'\t', 'registry-seal/1', NEW.number, NEW.kind, NEW.count,
              NEW.root, NEW.previous, to_char(NEW.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')), 'UTF8')), 'hex')
    THEN
        RAISE EXCEPTION 'seal % does not follow from the one before it', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seal_follows';
    END IF;
    IF (SELECT coalesce(sum(length(hashes)), 0) FROM ledger_sealpart WHERE seal_id = NEW.number) <> 32 * NEW.count::bigint
       OR NOT EXISTS (SELECT 1 FROM ledger_sealsecret WHERE seal_id = NEW.number AND length(secret) >= 32)
       OR (SELECT count(*) FROM ledger_sealedtransfer WHERE seal_id = NEW.number)
          <> (CASE WHEN NEW.kind = 'transfers' THEN NEW.count ELSE 0 END)
       OR (SELECT count(*) FROM ledger_sealedrecord WHERE seal_id = NEW.number)
          <> (CASE WHEN NEW.kind = 'records' THEN NEW.count ELSE 0 END)
    THEN
        RAISE EXCEPTION 'seal % is not whole', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seal_is_whole';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seal_follows BEFORE INSERT ON ledger_seal FOR EACH ROW EXECUTE FUNCTION seal_follows();

-- Nothing comes under a seal that stands.
CREATE FUNCTION seal_is_closed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM new_rows n JOIN ledger_seal s ON s.number = n.seal_id) THEN
        RAISE EXCEPTION 'the seal stands already' USING ERRCODE = 'check_violation', CONSTRAINT = 'seal_is_closed';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER seal_is_closed AFTER INSERT ON ledger_sealpart
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION seal_is_closed();
CREATE TRIGGER seal_is_closed AFTER INSERT ON ledger_sealsecret
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION seal_is_closed();
CREATE TRIGGER seal_is_closed AFTER INSERT ON ledger_sealedtransfer
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION seal_is_closed();
CREATE TRIGGER seal_is_closed AFTER INSERT ON ledger_sealedrecord
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION seal_is_closed();
