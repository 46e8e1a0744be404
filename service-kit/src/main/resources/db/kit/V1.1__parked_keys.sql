-- Keys of which a record is a dead letter: the records behind it wait here, in order. Before version 2 of every schema.
create table parked_key (
    topic          text        not null,
    key            text        not null,
    -- where the dead letter was read; null once it was decided on, until what waits behind it is processed
    head_partition integer,
    head_offset    bigint,
    -- rows in parked_record
    waiting        integer     not null default 0,
    parked_at      timestamptz not null default now(),
    primary key (topic, key),
    check ((head_partition is null) = (head_offset is null))
);

create table parked_record (
    id              bigint generated always as identity primary key,
    topic           text        not null,
    key             text        not null,
    topic_partition integer     not null,
    topic_offset    bigint      not null,
    headers         jsonb       not null,
    value           bytea       not null,
    parked_at       timestamptz not null default now(),
    unique (topic, topic_partition, topic_offset),
    foreign key (topic, key) references parked_key (topic, key)
);

create index parked_record_key on parked_record (topic, key, id);
