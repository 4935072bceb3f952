-- The first and last day that the text of a period means under the rules of its program: "2013", "2013-03", "2013-1".
CREATE FUNCTION assurance_days(program text, period text, OUT first date, OUT last date)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    year int := CASE WHEN period ~ '^[12][0-9]{3}' THEN left(period, 4)::int END;
    months int[];
    n int;
    following int;
BEGIN
    IF period ~ '^[12][0-9]{3}$' THEN
        first := make_date(year, 1, 1);
        last := make_date(year, 12, 31);
    ELSIF period ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])$' THEN
        first := make_date(year, right(period, 2)::int, 1);
        last := (first + interval '1 month')::date - 1;
    ELSIF period ~ '^[12][0-9]{3}-[1-9]$' THEN
        SELECT ARRAY(SELECT value::int FROM jsonb_array_elements_text(r.definition -> 'benefit' -> 'months')
                     WITH ORDINALITY AS m(value, position) ORDER BY position)
        INTO months FROM catalogue_rules r
        WHERE r.program_id = program AND r.valid_from <= make_date(year, 12, 31)
        ORDER BY r.valid_from DESC, r.version DESC LIMIT 1;
        n := right(period, 1)::int;
        IF months IS NOT NULL AND n <= cardinality(months) THEN
            first := make_date(year, months[n], 1);
            following := coalesce(months[n + 1], months[1] + 12);
            last := make_date(year + (following - 1) / 12, (following - 1) % 12 + 1, 1) - 1;
        END IF;
    END IF;
END $$;

-- The smallest place that holds both codes.
CREATE FUNCTION assurance_above(low text, high text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(max(left(low, n)) FILTER (WHERE left(low, n) = left(high, n)), left(low, 4))
    FROM (VALUES (4), (6), (9), (12)) AS lengths(n) WHERE length(low) >= n
$$;

-- An amount as answers write it; NULL for what is none.
CREATE FUNCTION assurance_money(value text) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN value ~ '^-?[0-9]{1,12}([.][0-9]{1,6})?$' THEN value::numeric END
$$;

-- A day as answers write it; NULL for what is none, 30 February included. Asked of the type itself: half of the time
-- that spelling each day out takes. (Stable, because the type reads other spellings by a setting; of this one it knows
-- one meaning.)
CREATE FUNCTION assurance_day(value text) RETURNS date
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN value ~ '^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$' AND pg_input_is_valid(value, 'date') THEN value::date END
$$;

-- What the rules of a program give for a period, yuan: the same as `Benefit.amount_for`.
CREATE FUNCTION assurance_standard(benefit jsonb, answers jsonb) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
    SELECT round(CASE WHEN benefit ->> 'top_up' IS NULL THEN amount
                      ELSE greatest(amount - coalesce(assurance_money(answers ->> (benefit ->> 'top_up')), 0), 0) END, 2)
    FROM (SELECT coalesce(
        nullif(assurance_money(answers ->> (benefit ->> 'own')), 0),
        CASE WHEN benefit ->> 'by' IS NULL THEN (benefit ->> 'amount')::numeric
             ELSE (benefit -> 'amounts' ->> (answers ->> (benefit ->> 'by')))::numeric END) AS amount) AS due
$$;
