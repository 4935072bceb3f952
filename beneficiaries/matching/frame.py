"""From the raw rows to what is compared: readings, what sounds near, dates, families.

Names are worked on once for each writing, not for each person: a million people bear some hundred thousand.
"""

import duckdb

# A phone or a relative that more people share than this says nothing of any two of them.
SHARED_BY = 12

# Sounds that people of the region, and whoever writes down what they say, don't tell apart: n and l; the flat and the
# curled z, c, s; the two nasal endings. ü is written v here, and u on old papers.
NEAR = r"""
    regexp_replace(regexp_replace(regexp_replace(replace(said, 'v', 'u'), '\b([zcs])h', '\1', 'g'),
        '\bn', 'l', 'g'), '(a|e|i)ng\b', '\1n', 'g')
"""

# The raw tables are raw_person(id, name, pinyin, born, sex, area, paper, tail), raw_phone(id, number) and
# raw_relative(id, name, paper, phone); papers and numbers are the beginnings of blind indexes, as integers.
STEPS = f"""
CREATE TABLE spoken AS
WITH readings AS (
    SELECT pinyin, list_transform(string_split(pinyin, '|'), lambda said: replace(said, ' ', '')) AS sounds,
           list_transform(string_split(pinyin, '|'), lambda said: {NEAR}) AS near
    FROM (SELECT DISTINCT pinyin FROM raw_person)
)
SELECT pinyin, sounds, list_transform(near, lambda said: replace(said, ' ', '')) AS nears,
       split_part(near[1], ' ', 1) AS family, replace(substr(near[1], instr(near[1], ' ')), ' ', '') AS given
FROM readings;

CREATE TABLE holders AS
SELECT number, id FROM (
    SELECT DISTINCT number, id FROM (
        SELECT number, id FROM raw_phone UNION ALL SELECT phone, id FROM raw_relative WHERE phone IS NOT NULL)
) QUALIFY count(*) OVER (PARTITION BY number) BETWEEN 2 AND {SHARED_BY};

CREATE TABLE kin AS
SELECT paper, id FROM (SELECT DISTINCT paper, id FROM raw_relative WHERE paper IS NOT NULL)
QUALIFY count(*) OVER (PARTITION BY paper) BETWEEN 2 AND {SHARED_BY};

CREATE TABLE person AS
SELECT (row_number() OVER ())::INTEGER AS unique_id, p.id, p.name, length(p.name)::TINYINT AS letters,
       p.name[1] AS c1, p.name[2] AS c2, p.name[3] AS c3, p.name[4:] AS c4,
       s.sounds, s.nears, s.nears[1] AS near, s.family, s.given,
       (year(p.born) * 10000 + month(p.born) * 100 + day(p.born))::INTEGER AS ymd,
       year(p.born)::SMALLINT AS y, month(p.born)::TINYINT AS m, day(p.born)::TINYINT AS d,
       list_aggregate(list_sort(string_split(strftime(p.born, '%Y%m%d'), '')), 'string_agg', '') AS digits,
       p.sex, p.area AS village, left(p.area, 9) AS township, left(p.area, 6) AS county,
       p.paper, nullif(p.tail, '') AS tail, f.phones, k.papers, r.names
FROM raw_person p
JOIN spoken s USING (pinyin)
LEFT JOIN (SELECT id, list(number) AS phones FROM holders GROUP BY id) f USING (id)
LEFT JOIN (SELECT id, list(paper) AS papers FROM kin GROUP BY id) k USING (id)
LEFT JOIN (SELECT id, list(DISTINCT name) AS names FROM raw_relative GROUP BY id) r USING (id);
DROP TABLE spoken; DROP TABLE kin; DROP TABLE holders;
"""  # noqa: S608


def make(database: duckdb.DuckDBPyConnection) -> int:
    """Make the table `person` out of the raw ones; how many people it has."""
    database.execute(STEPS)
    [[people]] = database.execute("SELECT count(*) FROM person").fetchall()
    return people
