-- The complaint report of one month by hand: the same tables as kpi.reports.selectors.report_of.
-- Parameters: top and top_after (the range of unit paths), steps (length of a path just below the top),
-- month, before (201101), words (2011-01), trend (first month of thirteen).

-- name: regions
SELECT substr(unit_path, 1, %(steps)s) AS region,
       count(*) FILTER (WHERE month = %(month)s) AS volume,
       count(*) FILTER (WHERE month = %(month)s AND state = 'open') AS still_open,
       count(*) FILTER (WHERE month = %(before)s) AS previous
FROM complaints_complaint
WHERE month IN (%(month)s, %(before)s) AND state <> 'void' AND unit_path >= %(top)s AND unit_path < %(top_after)s
GROUP BY 1;

-- name: control
SELECT unit.path, target.value
FROM kpi_target target JOIN org_unit unit ON unit.id = target.unit_id
WHERE target.indicator = 'CCTRL' AND target.kind = 'control' AND target.month = %(words)s
  AND unit.path >= %(top)s AND unit.path < %(top_after)s;

-- name: errors
SELECT error_side, error_path,
       count(*) FILTER (WHERE month = %(month)s) AS found,
       count(*) FILTER (WHERE month = %(before)s) AS previous
FROM complaints_complaint
WHERE month IN (%(month)s, %(before)s) AND state <> 'void' AND error_side <> ''
  AND unit_path >= %(top)s AND unit_path < %(top_after)s
GROUP BY 1, 2;

-- name: causes
SELECT cause.code, count(*) AS volume
FROM complaints_complaint complaint LEFT JOIN complaints_category cause ON cause.id = complaint.cause_id
WHERE month = %(month)s AND state <> 'void' AND unit_path >= %(top)s AND unit_path < %(top_after)s
GROUP BY 1;

-- name: trend
SELECT month, count(*) AS volume
FROM complaints_complaint
WHERE month BETWEEN %(trend)s AND %(month)s AND state <> 'void' AND unit_path >= %(top)s AND unit_path < %(top_after)s
GROUP BY 1;

-- name: customers
SELECT base.month, base.customers
FROM org_customerbase base JOIN org_unit unit ON unit.id = base.unit_id
WHERE unit.path = %(top)s AND base.month <= %(words)s;

-- name: units
SELECT path, code, name FROM org_unit WHERE path >= %(top)s AND path < %(top_after)s ORDER BY path;
