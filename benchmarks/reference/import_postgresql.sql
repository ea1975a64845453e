-- The floor for an import on PostgreSQL: the raw file by COPY into text, then cast and copied over in SQL.
-- It drops rows without a day or with a phone that is none, and repeated keys; it seals no number, writes no
-- search words, looks up no working calendar, and says of a row no more than that it was left out.
-- The table is the product's own, with all its indexes and constraints.

CREATE TEMP TABLE raw (
    number text, received text, subject text, words text, channel text, unit text, phone text, customer text,
    level text, grade text, state text, closed text, outcome text
);

COPY raw FROM STDIN WITH (FORMAT csv, HEADER, FORCE_NOT_NULL (closed, outcome));

CREATE TEMP TABLE rejected AS
SELECT number, received, phone FROM raw WHERE received !~ '^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$' OR phone !~ '^\d{7,12}$';

INSERT INTO complaints_complaint (
    number, state, version, received_at, registered_at, month, due_from, closed_at, reopened_count, channel, source,
    source_key, upstream_number, regulator_number, appeal_number, source_hash, customer_name, phone_sealed,
    phone_digest, phone_suffix, phone_masked, customer_level, customer_class, on_behalf, place, unit_id, unit_path,
    business, error_side, error_path, process, subject, text, remedy_sought, grade, validity, validity_reason,
    tendency, outcome, outcome_note, grams, import_run_id
)
SELECT
    'R' || to_char(row_number() OVER (), 'FM000000000'),
    CASE WHEN raw.state = '已归档' AND closed <> '' THEN 'closed' ELSE 'open' END, 1, received::timestamp AT TIME ZONE 'Asia/Shanghai', now(),
    to_char(received::timestamp, 'YYYYMM')::integer, received::timestamp AT TIME ZONE 'Asia/Shanghai',
    CASE WHEN raw.state = '已归档' AND closed <> '' THEN closed::timestamp AT TIME ZONE 'Asia/Shanghai' END, 0,
    CASE channel WHEN '热线' THEN 'hotline' WHEN '网站' THEN 'web' WHEN '营业厅' THEN 'counter'
                 WHEN '微信' THEN 'text' ELSE 'province' END,
    'reference', raw.number, '', '', '', '', customer, '', '', right(phone, 4), left(phone, 3) || '****' || right(phone, 4),
    CASE level WHEN '银卡' THEN 'silver' WHEN '金卡' THEN 'gold' WHEN '钻石卡' THEN 'diamond' ELSE 'ordinary' END,
    'normal', false, '', unit.id, unit.path, '', '', '', '', subject, words, '', left(grade, 1), '', '', '', '',
    outcome, '', NULL
FROM (SELECT DISTINCT ON (number) * FROM raw WHERE number NOT IN (SELECT number FROM rejected)) raw
JOIN org_unit unit ON unit.code = raw.unit
WHERE NOT EXISTS (
    SELECT 1 FROM complaints_complaint known WHERE known.source = 'reference' AND known.source_key = raw.number
);
