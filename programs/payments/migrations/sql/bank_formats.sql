-- A format is the next version of its name, in its maker's name, and has columns that a bank can pay by: known ones,
-- none twice but fixed text, among them the account and one amount.
CREATE FUNCTION bankformat_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE held text[];
BEGIN
    IF NEW.made_by_id IS DISTINCT FROM scope_account() THEN
        RAISE EXCEPTION 'a format in the name of another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bankformat_signed_by_actor';
    END IF;
    NEW.made_at := clock_timestamp();
    NEW.version := 1 + coalesce((SELECT max(f.version) FROM payments_bankformat f WHERE f.name = NEW.name), 0);
    IF jsonb_typeof(NEW.columns) <> 'array' OR jsonb_array_length(NEW.columns) NOT BETWEEN 2 AND 40 OR EXISTS (
        SELECT 1 FROM jsonb_array_elements(NEW.columns) AS c
        WHERE jsonb_typeof(c -> 'heading') IS DISTINCT FROM 'string'
           OR jsonb_typeof(c -> 'text') IS DISTINCT FROM 'string'
           OR (c ->> 'holds' = ANY ('{sequence,payment,payee,account,id_number,id_tail,phone,bank,bank_code,amount,fen,memo,fund_account,text}')) IS NOT TRUE
    ) THEN
        RAISE EXCEPTION 'columns that nobody knows'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bankformat_columns_known';
    END IF;
    held := ARRAY(SELECT c ->> 'holds' FROM jsonb_array_elements(NEW.columns) AS c WHERE c ->> 'holds' <> 'text');
    IF cardinality(held) <> (SELECT count(DISTINCT one) FROM unnest(held) AS one)
       OR NOT 'account' = ANY (held) OR ('amount' = ANY (held)) = ('fen' = ANY (held)) THEN
        RAISE EXCEPTION 'columns that no bank can pay by'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bankformat_columns_pay';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bankformat_fits BEFORE INSERT ON payments_bankformat
    FOR EACH ROW EXECUTE FUNCTION bankformat_fits();

-- A batch remembers a format once its file can be had, and isn't made to forget it.
CREATE FUNCTION batch_written_in_format() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE before uuid;
BEGIN
    IF TG_OP = 'UPDATE' THEN before := OLD.bank_format_id; END IF;
    IF NEW.bank_format_id IS DISTINCT FROM before AND (
        NEW.bank_format_id IS NULL OR NEW.method <> 'bank' OR NEW.state NOT IN ('sent', 'answered', 'closed')
    ) THEN
        RAISE EXCEPTION 'batch %: no file of it is written', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_written_in_format';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_written_in_format BEFORE INSERT OR UPDATE ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION batch_written_in_format();

-- What ships: the city's own layout, in the three kinds of file that it has been written in.
INSERT INTO payments_bankformat
    (id, name, version, bank, bank_code, kind, separator, encoding, columns, headings, above, below, codes, fund_account,
     withdrawn, made_at)
SELECT id::uuid, name, 0, '通用', '', kind, separator, encoding,
    '[{"heading": "序号", "holds": "sequence", "text": ""}, {"heading": "户名", "holds": "payee", "text": ""},
      {"heading": "证件号码", "holds": "id_number", "text": ""}, {"heading": "账号", "holds": "account", "text": ""},
      {"heading": "开户行", "holds": "bank", "text": ""}, {"heading": "金额（元）", "holds": "amount", "text": ""},
      {"heading": "摘要", "holds": "memo", "text": ""}, {"heading": "联系电话", "holds": "phone", "text": ""}]', true,
    E'批次|{batch}|项目|{program}|发放期|{period}\n笔数|{count}|合计金额（元）|{total}|资金|{fund}', '', '[]', '', false, now()
FROM (VALUES
    ('01930000-0000-7000-8000-00000000ba51', '市级通用格式（Excel）', 'xlsx', '', ''),
    ('01930000-0000-7000-8000-00000000ba52', '市级通用格式（CSV，UTF-8）', 'text', ',', 'utf-8-sig'),
    ('01930000-0000-7000-8000-00000000ba53', '市级通用格式（CSV，GB18030）', 'text', ',', 'gb18030')
) AS shipped(id, name, kind, separator, encoding);
