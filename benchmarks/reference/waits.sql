-- Waits of a month and of a day by hand: what halls.waiting computes. Parameters: halls, first, last, day, limit (seconds).

-- name: month
SELECT premises_id,
       count(*) AS tickets,
       count(*) FILTER (WHERE wait_seconds > %(limit)s) AS over,
       percentile_disc(ARRAY[0.5, 0.9, 0.95]) WITHIN GROUP (ORDER BY wait_seconds) AS waits
FROM halls_visit
WHERE premises_id = ANY(%(halls)s) AND business_day BETWEEN %(first)s AND %(last)s AND is_counted
GROUP BY 1;

-- name: cells
INSERT INTO halls_waitcell AS kept (premises_id, business_day, service_id, half_hour, tickets, served, waited, over,
                                    over_served, known, wait_seconds, limit_minutes)
SELECT premises_id, business_day, service_id,
       extract(hour FROM arrived_at AT TIME ZONE 'Asia/Shanghai')::int * 2
           + (extract(minute FROM arrived_at AT TIME ZONE 'Asia/Shanghai') >= 30)::int,
       count(*), count(*) FILTER (WHERE outcome = 'served'), count(*) FILTER (WHERE wait_seconds > 0),
       count(*) FILTER (WHERE wait_seconds > %(limit)s),
       count(*) FILTER (WHERE wait_seconds > %(limit)s AND outcome = 'served'),
       count(wait_seconds), coalesce(sum(wait_seconds), 0), %(limit)s / 60
FROM halls_visit
WHERE premises_id = ANY(%(halls)s) AND business_day = %(day)s AND is_counted
GROUP BY 1, 2, 3, 4
ON CONFLICT (premises_id, business_day, service_id, half_hour) DO UPDATE
SET tickets = excluded.tickets, served = excluded.served, waited = excluded.waited, over = excluded.over,
    over_served = excluded.over_served, known = excluded.known, wait_seconds = excluded.wait_seconds,
    limit_minutes = excluded.limit_minutes;

-- name: days
INSERT INTO halls_waitday (premises_id, business_day, tickets, served, waited, over, over_served, known, wait_seconds,
                           limit_minutes, refreshed_at)
SELECT premises_id, business_day, sum(tickets), sum(served), sum(waited), sum(over), sum(over_served), sum(known),
       sum(wait_seconds), %(limit)s / 60, now()
FROM halls_waitcell
WHERE premises_id = ANY(%(halls)s) AND business_day = %(day)s
GROUP BY 1, 2
ON CONFLICT (premises_id, business_day) DO UPDATE
SET tickets = excluded.tickets, served = excluded.served, waited = excluded.waited, over = excluded.over,
    over_served = excluded.over_served, known = excluded.known, wait_seconds = excluded.wait_seconds,
    limit_minutes = excluded.limit_minutes, refreshed_at = excluded.refreshed_at;
