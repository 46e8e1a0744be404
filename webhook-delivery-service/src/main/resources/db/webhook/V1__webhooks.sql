-- Who wants to be told what, and where. Without a repository: about all of the team. The secret is sealed. A webhook that is
-- disabled is sent nothing; what waits stays, until it is enabled or too old.
create table webhook (
    id              uuid primary key,
    team            text        not null,
    repository_id   uuid,
    url             text        not null,
    events          text[]      not null check (cardinality(events) > 0),
    sealed_secret   bytea       not null,
    created_at      timestamptz not null,
    created_by      text        not null,
    -- the first failure since an attempt last succeeded
    failing_since   timestamptz,
    disabled_at     timestamptz,
    disabled_reason text,
    check ((disabled_at is null) = (disabled_reason is null))
);

create unique index webhook_once on webhook (team, repository_id, url) nulls not distinct;
create index webhook_by_repository on webhook (repository_id) where repository_id is not null;

-- What waits to be sent in order: one row for each webhook and repository as long as a delivery waits. It is what workers
-- lease, so of one lane no two deliveries are under way at once. A test and a repeated delivery have lanes of their own.
-- Lock order: webhook, lane, delivery.
create table webhook_lane (
    webhook_id  uuid        not null references webhook on delete cascade,
    lane        uuid        not null,
    due_at      timestamptz not null,
    -- a test is sent to a disabled webhook too
    always      boolean     not null default false,
    lease_id    uuid unique,
    lease_until timestamptz,
    primary key (webhook_id, lane)
);

create index webhook_lane_due on webhook_lane (due_at);
create index webhook_lane_leased on webhook_lane (webhook_id) where lease_id is not null;

-- What was and will be sent. Number gives the order in a lane; it is drawn while the row of the lane is locked. What the last
-- attempt sent and got is kept with it.
create table webhook_delivery (
    id               uuid primary key,
    number           bigint generated always as identity,
    webhook_id       uuid        not null references webhook on delete cascade,
    lane             uuid        not null,
    repository_id    uuid,
    event            text        not null,
    payload          text        not null,
    -- the delivery that this one repeats, whose id the receiver sees
    repeats          uuid,
    state            text        not null check (state in ('WAITING', 'SUCCEEDED', 'FAILED')),
    -- a test is tried once
    once             boolean     not null default false,
    created_at       timestamptz not null,
    -- set by the first attempt
    give_up_at       timestamptz,
    attempts         int         not null default 0,
    attempted_at     timestamptz,
    request_headers  jsonb,
    took_millis      int,
    response_status  int,
    response_headers jsonb,
    response_body    text,
    error            text
);

create index webhook_delivery_waiting on webhook_delivery (webhook_id, lane, number) where state = 'WAITING';
create index webhook_delivery_newest on webhook_delivery (webhook_id, number desc);
create index webhook_delivery_created on webhook_delivery (created_at);

-- How often a mirror was synced, as told to webhooks: the events of a sync do not count.
create table webhook_sync (
    repository_id uuid primary key,
    sync_id       uuid        not null,
    started_at    timestamptz not null,
    completed     bigint      not null default 0,
    succeeded     boolean     not null default false
);
