-- Events on their way to Kafka. A row is written in the transaction of the state that it describes, and deleted once the broker
-- has acknowledged it. Rows of one key share a shard, and a shard has one relay at a time, so order holds per key.
create table outbox (
    id          bigint generated always as identity primary key,
    shard       smallint    not null,
    topic       text        not null,
    key         text        not null,
    headers     jsonb       not null,
    value       bytea       not null,
    created_at  timestamptz not null default now(),
    -- the span in which the row was written (W3C), which the record carries on; null while tracing is off
    traceparent text
);

create index outbox_shard on outbox (shard, id);

-- Events whose effect is in this schema. Kept longer than any topic keeps its records.
create table inbox (
    consumer text        not null,
    event_id uuid        not null,
    seen_at  timestamptz not null default now(),
    primary key (consumer, event_id)
);

create index inbox_seen_at on inbox (seen_at);
