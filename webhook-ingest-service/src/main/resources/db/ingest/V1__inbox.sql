-- One row for each delivery that a hook made; the body is kept byte for byte, because jsonb would refuse escaped NULs and
-- forget key order. published_at is null until every record made from it is acknowledged by Kafka.
create table webhook_inbox (
    id           bigint generated always as identity primary key,
    instance     text        not null,
    hook_id      text        not null,
    guid         text        not null,
    event        text        not null,
    action       text,
    record_key   text        not null,
    shard        smallint    not null,
    received_at  timestamptz not null,
    headers      jsonb       not null,
    content_type text        not null,
    body         bytea,
    body_bytes   integer     not null,
    body_sha256  bytea       not null,
    state        text        not null check (state in ('PENDING', 'PUBLISHED', 'REPEATED', 'POISON')),
    reason       text,
    published_at timestamptz,
    unique (instance, hook_id, guid)
);

create index webhook_inbox_unpublished on webhook_inbox (shard, id) where published_at is null;
create index webhook_inbox_received on webhook_inbox (received_at);

-- The same GUID comes through every hook that subscribes to an event: the first row here is the one that is announced.
create table webhook_occurrence (
    instance      text        not null,
    guid          text        not null,
    first_seen_at timestamptz not null,
    primary key (instance, guid)
);

create index webhook_occurrence_first_seen on webhook_occurrence (first_seen_at);

-- Every repeat of a delivery that we already have.
create table webhook_attempt (
    instance    text        not null,
    hook_id     text        not null,
    guid        text        not null,
    received_at timestamptz not null
);

create index webhook_attempt_received on webhook_attempt (received_at);

-- Signed by one of our secrets, but not a delivery that can be read.
create table webhook_quarantine (
    id          bigint generated always as identity primary key,
    received_at timestamptz not null,
    reason      text        not null,
    headers     jsonb       not null,
    body        bytea       not null
);

create index webhook_quarantine_received on webhook_quarantine (received_at);

-- A hook that has greeted us with a ping.
create table hook (
    instance    text        not null,
    hook_id     text        not null,
    verified_at timestamptz not null,
    primary key (instance, hook_id)
);

-- The secrets that deliveries may be signed with, encrypted. An old one may go when it has not matched for longer than the
-- forge keeps deliveries for redelivery.
create table hook_secret (
    id              uuid primary key,
    instance        text        not null,
    sealed          bytea       not null,
    created_at      timestamptz not null,
    last_matched_at timestamptz,
    retired_at      timestamptz
);

-- How far the recovery of lost deliveries has come, for each connected App. watermark is until when GitHub's list was read
-- completely.
create table recovery (
    connection_id text primary key,
    watermark     timestamptz not null,
    created_at    timestamptz not null default now(),
    completed_at  timestamptz,
    next_pass_at  timestamptz not null,
    lease_id      uuid,
    leased_until  timestamptz
);

-- Events that GitHub attempted to deliver and that were not in the inbox. They are requested until they are stored, or lost.
create table recovery_delivery (
    connection_id   text        not null,
    instance        text        not null,
    guid            text        not null,
    -- its newest attempt; beyond 2^53
    delivery_id     bigint      not null,
    event           text        not null,
    delivered_at    timestamptz not null,
    first_seen_at   timestamptz not null,
    requests        integer     not null default 0,
    next_request_at timestamptz not null,
    state           text        not null check (state in ('MISSING', 'STORED', 'LOST')),
    reason          text,
    decided_at      timestamptz,
    primary key (connection_id, guid)
);

create index recovery_delivery_missing on recovery_delivery (connection_id, next_request_at) where state = 'MISSING';
create index recovery_delivery_decided on recovery_delivery (decided_at) where decided_at is not null;
