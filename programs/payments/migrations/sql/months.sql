-- A program pays in the months that its rules of the day name. In another one a batch says why; what came back and is
-- paid again was decided on before.
CREATE OR REPLACE FUNCTION batch_in_its_months() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE today date := (now() AT TIME ZONE 'Asia/Shanghai')::date; months jsonb;
BEGIN
    SELECT r.definition #> '{payment,months}' INTO months FROM catalogue_rules r
    WHERE r.program_id = NEW.program_id AND r.valid_from <= today ORDER BY r.valid_from DESC, r.version DESC LIMIT 1;
    IF NEW.outside_months = '' AND NOT NEW.reissue AND jsonb_array_length(coalesce(months, '[]')) > 0
       AND NOT months @> to_jsonb(extract(month FROM today)::int) THEN
        RAISE EXCEPTION 'batch %: paid outside the months of its program, without a reason', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_in_its_months';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_in_its_months BEFORE INSERT ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION batch_in_its_months();

-- As in `flow`: the reason is one of the facts that stay.
DO $do$ BEGIN
    EXECUTE replace(replace(pg_get_functiondef('batch_facts_frozen()'::regprocedure),
                            'OLD.reissue)', 'OLD.reissue, OLD.outside_months)'),
                    'NEW.reissue)', 'NEW.reissue, NEW.outside_months)');
END $do$;
