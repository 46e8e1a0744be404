-- One row for each delivery that a hook made, kept for as long as its GUID is: uniqueness holds over all days. Its body is in
-- webhook_body, which is partitioned by day. published_at is null until every record made from it is acknowledged by Kafka.
create table webhook_inbox (
    id            bigint generated always as identity primary key,
    -- kind of the forge, github for example; instance is its host. Of what callers report: events and millrace
    forge         text        not null,
    instance      text        not null,
    connection_id text,
    hook_id       text        not null,
    guid          text        not null,
    event         text        not null,
    action        text,
    -- owner/name when the delivery was made; record_key has the id, which survives a rename
    repository    text,
    record_key    text        not null,
    shard         smallint    not null,
    received_at   timestamptz not null,
    headers       jsonb       not null,
    content_type  text        not null,
    body_bytes    integer     not null,
    body_sha256   bytea       not null,
    state         text        not null check (state in ('PENDING', 'PUBLISHED', 'REPEATED', 'POISON')),
    reason        text,
    published_at  timestamptz,
    -- the span of the request (W3C), which the records carry on; null while tracing is off
    traceparent   text,
    -- the GUID first: all hooks that reported one occurrence are found by it
    unique (guid, instance, hook_id)
);

create index webhook_inbox_unpublished on webhook_inbox (shard, id) where published_at is null;
create index webhook_inbox_received on webhook_inbox (received_at, id);
create index webhook_inbox_key on webhook_inbox (record_key, received_at, id);
create index webhook_inbox_repository on webhook_inbox (repository, received_at, id) where repository is not null;
create index webhook_inbox_poison on webhook_inbox (received_at, id) where state = 'POISON';

-- Bodies, byte for byte, because jsonb would refuse escaped NULs and forget key order. A partition for each day, in UTC, is
-- added ahead and dropped as a whole. The default partition takes what has no day, so that no delivery is refused.
create table webhook_body (
    inbox_id    bigint      not null,
    received_at timestamptz not null,
    body        bytea       not null,
    primary key (inbox_id, received_at)
) partition by range (received_at);

create table webhook_body_default partition of webhook_body default;

-- The service may read and write rows only, so partitions are added and dropped by functions of the owner.

-- Adds the partition of a day; false if there is one, or if bodies of that day are in the default partition.
create function add_body_day(day date) returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    part  text        := 'webhook_body_' || to_char(day, 'YYYYMMDD');
    since timestamptz := day::timestamp at time zone 'UTC';
    until timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
    if to_regclass('ingest.' || part) is not null
        or exists (select from ingest.webhook_body_default where received_at >= since and received_at < until) then
        return false;
    end if;
    -- attached, not created as a partition: that would lock out inserts
    execute format('create table ingest.%I (like ingest.webhook_body including all)', part);
    execute format('alter table ingest.webhook_body attach partition ingest.%I for values from (%L) to (%L)',
                   part, since, until);
    return true;
end
$$;

-- Drops the bodies of a day before today; false, and nothing is dropped, while a delivery of that day is not published.
create function drop_body_day(day date) returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    part  text        := 'webhook_body_' || to_char(day, 'YYYYMMDD');
    since timestamptz := day::timestamp at time zone 'UTC';
    until timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
    if until > now()
        or exists (select
                     from ingest.webhook_inbox
                    where published_at is null and received_at >= since and received_at < until) then
        return false;
    end if;
    execute format('drop table if exists ingest.%I', part);
    return true;
end
$$;

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
create index webhook_attempt_guid on webhook_attempt (guid);

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

-- When each secret of a forge connection last matched: an old one may be removed when it has not for longer than the forge keeps
-- deliveries for redelivery.
create table hook_secret (
    id              uuid primary key,
    connection_id   text        not null,
    last_matched_at timestamptz not null
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

-- Requests to publish stored deliveries again. The id is the generation of the events' ids. A worker goes through the selection
-- from the oldest delivery to the newest, a page at a time; position_at and position_id are where the last page ended.
create table replay (
    id            bigint generated always as identity primary key,
    requested_at  timestamptz not null,
    forced        boolean     not null,
    -- the selection: these deliveries, or if null all that match what follows
    deliveries    bigint[],
    forge         text,
    instance      text,
    record_key    text,
    repository    text,
    event         text,
    received_from timestamptz,
    received_to   timestamptz not null,
    selected      bigint      not null,
    state         text        not null check (state in ('WAITING', 'RUNNING', 'DONE', 'CANCELLED')),
    replayed      bigint      not null default 0,
    unusable      bigint      not null default 0,
    gone          bigint      not null default 0,
    -- the first deliveries without a body
    gone_ids      bigint[]    not null default '{}',
    position_at   timestamptz,
    position_id   bigint,
    next_page_at  timestamptz not null,
    started_at    timestamptz,
    finished_at   timestamptz
);

create index replay_open on replay (id) where state in ('WAITING', 'RUNNING');

-- Records that a consumer could not process, of all services, as they were read from the dead-letter topics.
create table dead_letter (
    id              bigint generated always as identity primary key,
    -- whose consumer it was
    service         text        not null,
    -- where the record is in that service's dead-letter topic
    dead_partition  integer     not null,
    dead_offset     bigint      not null,
    -- where it was read
    topic           text        not null,
    topic_partition integer,
    topic_offset    bigint,
    key             text,
    headers         jsonb       not null,
    value           bytea,
    event_type      text,
    event_id        text,
    reason          text        not null,
    -- how often it became a dead letter, this time included; 1 or more
    attempt         integer     not null,
    first_dead_at   timestamptz not null,
    dead_at         timestamptz not null,
    state           text        not null check (state in ('OPEN', 'RELEASED', 'DISCARDED')),
    decided_at      timestamptz,
    unique (service, dead_partition, dead_offset)
);

create index dead_letter_dead_at on dead_letter (dead_at, id);
create index dead_letter_open on dead_letter (dead_at, id) where state = 'OPEN';
create index dead_letter_decided on dead_letter (decided_at) where decided_at is not null;

-- The repositories of teams, as events named them last: a report may name one.
create table team_repository (
    id      uuid primary key,
    team    text        not null,
    name    text        not null,
    -- final: an id is never used again
    deleted boolean     not null,
    seen_at timestamptz not null
);

create index team_repository_team on team_repository (team);
