-- Mirrors, from the topics git.sync and git.updates. Several may follow one upstream, in one team or in several.
create table pipeline.mirror (
    repository_id uuid primary key,
    team          text        not null,
    name          text        not null,
    upstream_key  text,
    seen_at       timestamptz not null,
    -- the team whose mirror was there first decides for events that come through no installation
    known_since   timestamptz not null default now()
);

create index mirror_upstream_key on pipeline.mirror (upstream_key, seen_at desc);

-- The forge's name of an upstream (owner/name); its mirrors may have other names. account_id is the forge's number of its owner, by
-- which installations are found: names of accounts change.
create table pipeline.upstream (
    upstream_key text primary key,
    full_name    text        not null,
    account_id   text,
    seen_at      timestamptz not null
);

-- Events that may start builds, until a mirror serves their commit.
create table pipeline.trigger (
    event_id            uuid primary key,
    instance            text        not null,
    forge_repository_id text        not null,
    upstream_key        text        not null,
    full_name           text        not null,
    installation_id     text,
    event               text        not null,
    ref                 text        not null,
    base_ref            text,
    sha                 text        not null,
    change_number       bigint,
    -- a change from a fork, whose code does not run: the check run explains why
    from_fork           boolean     not null default false,
    -- by the forge: events can arrive in another order
    occurred_at         timestamptz,
    received_at         timestamptz not null,
    -- waiting; then started (with builds), unwanted (no pipeline matches), broken, gave_up
    state               text        not null default 'waiting',
    reason              text,
    next_attempt_at     timestamptz not null,
    attempts            integer     not null default 0,
    settled_at          timestamptz,
    -- the span in which the event was consumed (W3C), which attempts continue; null while tracing is off
    traceparent         text
);

create index trigger_due on pipeline.trigger (next_attempt_at) where state = 'waiting';
create index trigger_waiting_for on pipeline.trigger (upstream_key) where state = 'waiting';
-- a newer commit of a change supersedes builds of its older ones
create index trigger_of_change on pipeline.trigger (upstream_key, change_number) where change_number is not null;

create table pipeline.build (
    id                  uuid primary key,
    event_id            uuid        not null,
    repository_id       uuid        not null,
    team                text        not null,
    -- the forge's name of the repository
    repository          text        not null,
    -- name of the mirror from which it was read
    mirror              text,
    instance            text        not null,
    forge_repository_id text        not null,
    installation_id     text,
    pipeline            text        not null,
    pipeline_version    text        not null,
    -- the pipeline from ops.yml, so that a build can be understood and continued without reading the file again
    definition          jsonb       not null,
    event               text        not null,
    ref                 text        not null,
    base_ref            text,
    sha                 text        not null,
    change_number       bigint,
    state               text        not null default 'queued',
    reason              text,
    queued_at           timestamptz not null,
    started_at          timestamptz,
    finished_at         timestamptz,
    cancelled_by        text,
    -- a random token for each claim: a worker that lost the lease can no longer write
    lease               uuid,
    lease_until         timestamptz,
    -- the span in which the build was queued (W3C), which its run continues; null while tracing is off
    traceparent         text,
    unique (event_id, pipeline)
);

create index build_claimable on pipeline.build (queued_at) where state in ('queued', 'running');
create index build_listing on pipeline.build (team, queued_at desc, id desc);
create index build_of_change on pipeline.build (instance, forge_repository_id, change_number)
    where state in ('queued', 'running') and change_number is not null;

create table pipeline.job (
    build_id    uuid        not null references pipeline.build (id) on delete cascade,
    position    integer     not null,
    name        text        not null,
    state       text        not null default 'queued',
    reason      text,
    attempts    integer     not null default 0,
    started_at  timestamptz,
    finished_at timestamptz,
    primary key (build_id, position),
    unique (build_id, name)
);

-- What jobs print, in the order they print it. Bytes, since it need not be UTF-8 or free of NUL.
create table pipeline.log_chunk (
    build_id     uuid    not null,
    position     integer not null,
    start_offset bigint  not null,
    bytes        bytea   not null,
    primary key (build_id, position, start_offset),
    foreign key (build_id, position) references pipeline.job (build_id, position) on delete cascade
);

-- Installations of the App, from the topic access.installations.
create table pipeline.installation (
    instance        text        not null,
    installation_id text        not null,
    account_id      text        not null,
    account_login   text        not null,
    team            text        not null,
    state           text        not null,
    occurred_at     timestamptz not null,
    primary key (instance, installation_id)
);

-- The desired state of each check run at the forge, and what was last sent there.
create table pipeline.check_run (
    external_id         uuid primary key,
    instance            text        not null,
    installation_id     text        not null,
    repository          text        not null,
    forge_repository_id text        not null,
    name                text        not null,
    head_sha            text        not null,
    desired_version     bigint      not null default 1,
    desired_status      text        not null,
    desired             jsonb       not null,
    -- its state when work began: sent once even if work ended before the beginning was sent
    first_progress      jsonb,
    -- false for the build of a superseded commit: only its end is published
    progress            boolean     not null default true,
    published_version   bigint      not null default 0,
    published_status    text,
    published_at        timestamptz,
    forge_id            bigint,
    -- set before the create request is sent: if it is set without a forge_id, the run is looked up before it is created again
    create_sent         boolean     not null default false,
    -- open; parked (the installation is suspended or removed), refused (the forge rejected it)
    state               text        not null default 'open',
    not_before          timestamptz not null,
    attempts            integer     not null default 0,
    failures            integer     not null default 0,
    last_error          text,
    wanted_at           timestamptz not null,
    -- the span of the newest version (W3C), which its publishing continues; null while tracing is off
    traceparent         text
);

create index check_run_unpublished on pipeline.check_run (instance, installation_id)
    where state = 'open' and published_version < desired_version;

-- One lane for each installation: only its owner writes to the forge, with a pause between two writes.
create table pipeline.check_lane (
    instance        text        not null,
    installation_id text        not null,
    owner           uuid,
    owned_until     timestamptz not null,
    next_write_at   timestamptz not null,
    primary key (instance, installation_id)
);
