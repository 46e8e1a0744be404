-- Repositories that we mirror, as git.sync and git.updates tell of them.
create table pipeline.mirror (
    repository_id uuid primary key,
    team          text        not null,
    name          text        not null,
    upstream_key  text unique,
    seen_at       timestamptz not null
);

-- Events that may start builds, until the mirror serves their commit.
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
    received_at         timestamptz not null,
    -- waiting; then started (builds were made), unwanted (nothing asks for it), broken, gave_up
    state               text        not null default 'waiting',
    reason              text,
    next_attempt_at     timestamptz not null,
    attempts            integer     not null default 0,
    settled_at          timestamptz
);

create index trigger_due on pipeline.trigger (next_attempt_at) where state = 'waiting';
create index trigger_waiting_for on pipeline.trigger (upstream_key) where state = 'waiting';

create table pipeline.build (
    id                  uuid primary key,
    event_id            uuid        not null,
    repository_id       uuid        not null,
    team                text        not null,
    repository          text        not null,
    instance            text        not null,
    forge_repository_id text        not null,
    installation_id     text,
    pipeline            text        not null,
    pipeline_version    text        not null,
    -- what ops.yml said, so that a build can be understood and continued without reading it again
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
    -- a random token for each claim: whoever lost the lease cannot write any more
    lease               uuid,
    lease_until         timestamptz,
    unique (event_id, pipeline)
);

create index build_claimable on pipeline.build (queued_at) where state in ('queued', 'running');
create index build_listing on pipeline.build (team, queued_at desc, id desc);

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

-- What jobs print, in the order they print it. Bytes, since nobody promises that it is UTF-8 or free of NUL.
create table pipeline.log_chunk (
    build_id     uuid    not null,
    position     integer not null,
    start_offset bigint  not null,
    bytes        bytea   not null,
    primary key (build_id, position, start_offset),
    foreign key (build_id, position) references pipeline.job (build_id, position) on delete cascade
);

-- Installations of our App, as access.installations tells of them.
create table pipeline.installation (
    instance        text        not null,
    installation_id text        not null,
    account_login   text        not null,
    team            text        not null,
    state           text        not null,
    occurred_at     timestamptz not null,
    primary key (instance, installation_id)
);

-- What each check run shall look like at the forge, and what the forge was last told.
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
    -- how it looked when work began: shown once even when the end came before the forge heard of the beginning
    first_progress      jsonb,
    published_version   bigint      not null default 0,
    published_status    text,
    published_at        timestamptz,
    forge_id            bigint,
    -- set before the create leaves: whoever finds it set and no forge_id looks the run up before creating again
    create_sent         boolean     not null default false,
    -- open; parked (the installation is suspended or gone), refused (the forge will not have it)
    state               text        not null default 'open',
    not_before          timestamptz not null,
    attempts            integer     not null default 0,
    failures            integer     not null default 0,
    last_error          text,
    wanted_at           timestamptz not null
);

create index check_run_unpublished on pipeline.check_run (instance, installation_id)
    where state = 'open' and published_version < desired_version;

-- One lane for each installation: its owner alone writes to the forge, with a pause between two writes.
create table pipeline.check_lane (
    instance        text        not null,
    installation_id text        not null,
    owner           uuid,
    owned_until     timestamptz not null,
    next_write_at   timestamptz not null,
    primary key (instance, installation_id)
);
