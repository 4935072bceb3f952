CREATE SEQUENCE person_code_seq;

-- "R00001234": what people say on the phone.
CREATE FUNCTION next_person_code() RETURNS text
LANGUAGE sql VOLATILE AS $$ SELECT 'R' || lpad(nextval('person_code_seq')::text, 8, '0') $$;
