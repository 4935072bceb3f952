CREATE SEQUENCE IF NOT EXISTS person_code_seq;

-- "R00001234": what people say on the phone.
CREATE OR REPLACE FUNCTION next_person_code() RETURNS text
LANGUAGE sql VOLATILE AS $$ SELECT 'R' || lpad(nextval('person_code_seq')::text, 8, '0') $$;
