-- Which events go where. Without a repository: those of all of the team's. The secret is sealed. Nothing is sent to a webhook
-- that is disabled; what waits stays until it is enabled, or too old.
create table subscription (
    id                  uuid primary key,
    team                text        not null,
    repository_id       uuid,
    -- as the newest event or git-http called it
    repository_name     text,
    repository_named_at timestamptz,
    url                 text        not null,
    -- what deliveries look like; events has names of this format
    format              text        not null check (format in ('code-storage', 'cdevents')),
    events              text[]      not null check (cardinality(events) > 0),
    sealed_secret       bytea       not null,
    created_at          timestamptz not null,
    created_by          text        not null,
    -- the first failure since an attempt last succeeded
    failing_since       timestamptz,
    disabled_at         timestamptz,
    disabled_reason     text,
    check ((repository_id is null) = (repository_name is null) and (repository_id is null) = (repository_named_at is null)),
    check ((disabled_at is null) = (disabled_reason is null))
);

create unique index subscription_once on subscription (team, repository_id, url, format) nulls not distinct;
create index subscription_by_repository on subscription (repository_id) where repository_id is not null;

-- Repositories as the newest event of git.updates or git.sync described them. Whoever has the key of an upstream may see what its
-- forge reports about it; it is null once access to the upstream was withdrawn.
create table repository (
    id           uuid primary key,
    team         text        not null,
    upstream_key text,
    seen_at      timestamptz not null
);

create index repository_by_upstream on repository (upstream_key) where upstream_key is not null;

-- Repositories that were deleted: a request that had resolved one just before creates no webhook for it.
create table deleted_repository (
    repository_id uuid primary key,
    deleted_at    timestamptz not null
);

-- What is sent in order: one row for each webhook and repository while a delivery of it waits. Workers lease this row, so of
-- one lane no two deliveries are sent at once. A test and a repeated delivery have lanes of their own.
-- Lock order: team (advisory), subscription, lane, delivery.
create table lane (
    webhook_id  uuid        not null references subscription on delete cascade,
    lane        uuid        not null,
    due_at      timestamptz not null,
    -- a test is sent to a disabled webhook too
    always      boolean     not null default false,
    lease_id    uuid unique,
    lease_until timestamptz,
    primary key (webhook_id, lane)
);

create index lane_due on lane (due_at);
create index lane_leased on lane (webhook_id) where lease_id is not null;

-- Deliveries, sent and waiting. The number is the order within a lane; it is assigned while the lane's row is locked. What the
-- last attempt sent and received is kept with it.
create table delivery (
    id               uuid primary key,
    number           bigint generated always as identity,
    webhook_id       uuid        not null references subscription on delete cascade,
    lane             uuid        not null,
    repository_id    uuid,
    event            text        not null,
    payload          text        not null,
    -- the delivery that this one repeats, whose id the receiver sees
    repeats          uuid,
    state            text        not null check (state in ('WAITING', 'SUCCEEDED', 'FAILED')),
    -- a test has one attempt
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

create index delivery_waiting on delivery (webhook_id, lane, number) where state = 'WAITING';
create index delivery_newest on delivery (webhook_id, number desc);
create index delivery_created on delivery (created_at);

-- The syncs of each mirror, since the events of a sync carry no count.
create table sync_run (
    repository_id uuid primary key,
    sync_id       uuid        not null,
    started_at    timestamptz not null,
    completed     bigint      not null default 0,
    succeeded     boolean     not null default false
);
