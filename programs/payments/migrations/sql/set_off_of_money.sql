-- As in `offsets`, and: of things nothing is set off, whatever they are worth and whatever share the program has.
DO $do$ BEGIN
    EXECUTE replace(pg_get_functiondef('payment_set_off_fits()'::regprocedure),
                    'WHERE wrong.state <> ''paid'' OR', 'WHERE r.definition -> ''benefit'' ? ''goods'' OR wrong.state <> ''paid'' OR');
END $do$;

-- As in `claims`, but once for all that a statement brings.
CREATE OR REPLACE FUNCTION recoveries_move_claims() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE payments_claim c SET state = now_at.state
    FROM (SELECT of.claim_id, claim_stands(of.claim_id) AS state
          FROM (SELECT DISTINCT claim_id FROM new_rows) AS of) AS now_at
    WHERE c.id = now_at.claim_id AND c.state <> now_at.state;
    RETURN NULL;
END $$;
DROP TRIGGER recovery_moves_claim ON payments_recovery;
CREATE TRIGGER recovery_moves_claim AFTER INSERT ON payments_recovery
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION recoveries_move_claims();
