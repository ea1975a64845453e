-- The floor for an import on SQLite: `raw` holds the file's texts, read by Python's csv and executemany.
-- As on PostgreSQL (import_postgresql.sql); the trigger that feeds the search index is away meanwhile.

INSERT INTO complaints_complaint (
    number, state, version, received_at, registered_at, month, due_from, closed_at, reopened_count, channel, source,
    source_key, upstream_number, regulator_number, appeal_number, source_hash, customer_name, phone_sealed,
    phone_digest, phone_suffix, phone_masked, customer_level, customer_class, on_behalf, place, unit_id, unit_path,
    business, error_side, error_path, process, subject, text, remedy_sought, grade, validity, validity_reason,
    tendency, outcome, outcome_note, grams
)
SELECT
    'R' || printf('%09d', raw.rowid),
    CASE WHEN raw.state = '已归档' AND closed <> '' THEN 'closed' ELSE 'open' END, 1, datetime(received, '-8 hours'),
    datetime('now'), CAST(substr(received, 1, 4) || substr(received, 6, 2) AS integer), datetime(received, '-8 hours'),
    CASE WHEN raw.state = '已归档' AND closed <> '' THEN datetime(closed, '-8 hours') END, 0,
    CASE channel WHEN '热线' THEN 'hotline' WHEN '网站' THEN 'web' WHEN '营业厅' THEN 'counter'
                 WHEN '微信' THEN 'text' ELSE 'province' END,
    'reference', raw.number, '', '', '', '', customer, '', '', substr(phone, -4), substr(phone, 1, 3) || '****' || substr(phone, -4),
    CASE level WHEN '银卡' THEN 'silver' WHEN '金卡' THEN 'gold' WHEN '钻石卡' THEN 'diamond' ELSE 'ordinary' END,
    'normal', 0, '', unit.id, unit.path, '', '', '', '', subject, words, '', substr(grade, 1, 1), '', '', '', '',
    outcome, ''
FROM raw JOIN org_unit unit ON unit.code = raw.unit
WHERE raw.rowid IN (SELECT min(rowid) FROM raw GROUP BY number)
  AND received GLOB '????-??-?? ??:??:??' AND phone NOT GLOB '*[^0-9]*'
  AND NOT EXISTS (
    SELECT 1 FROM complaints_complaint known WHERE known.source = 'reference' AND known.source_key = raw.number
  );
