-- Keys that a consumer of any service has parked behind a dead letter, as the consumer reported it last.
create table dead_letter_key (
    id             bigint generated always as identity primary key,
    service        text        not null,
    topic          text        not null,
    key            text        not null,
    -- the dead letter: the row of dead_letter with the same service
    dead_partition integer     not null,
    dead_offset    bigint      not null,
    -- records behind it
    waiting        integer     not null,
    parked_at      timestamptz not null,
    unique (service, topic, key)
);

create index dead_letter_key_parked_at on dead_letter_key (parked_at, id);
