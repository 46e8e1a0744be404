-- Workflows as the default branches of repositories define them, with their versions, schedules and runs.

-- Repositories whose ops.yml is followed: one for each team and upstream, whichever mirror of it is read.
create table pipeline.workflow_source (
    team            text        not null,
    upstream_key    text        not null,
    -- the installation whose token a sync used last; null for another credential
    installation_id text,
    -- short name; null until the repository was read
    default_branch  text,
    -- the commit that was read last
    sha             text,
    read_at         timestamptz,
    -- why the file of that commit cannot be used; null if it can
    problem         text,
    -- to be read while done < wanted
    wanted          bigint      not null default 1,
    done            bigint      not null default 0,
    next_attempt_at timestamptz not null default now(),
    -- a random token for each claim: what an earlier claim has read can no longer be published
    lease           uuid,
    attempts        integer     not null default 0,
    last_error      text,
    primary key (team, upstream_key)
);

create index workflow_source_due on pipeline.workflow_source (next_attempt_at) where done < wanted;

create table pipeline.workflow (
    id           uuid primary key,
    team         text        not null,
    upstream_key text        not null,
    -- pipeline, command or service
    kind         text        not null,
    name         text        not null,
    -- a workflow that is not enabled starts by nothing
    enabled      boolean     not null default true,
    -- who enabled or disabled it last; null if it was never disabled
    switched_by  text,
    switched_at  timestamptz,
    -- number of the newest version
    latest       integer     not null,
    -- since when the default branch does not define it; null if it does
    retired_at   timestamptz,
    unique (team, upstream_key, kind, name)
);

create index workflow_listing on pipeline.workflow (team, name, id);

create table pipeline.workflow_version (
    workflow_id  uuid        not null references pipeline.workflow (id) on delete cascade,
    -- 1 for the first
    number       integer     not null,
    -- as the file states it, for example 0.1.0; several versions in a row may have the same
    version      text        not null,
    -- the commit that brought it
    sha          text        not null,
    definition   jsonb       not null,
    published_at timestamptz not null,
    primary key (workflow_id, number)
);

-- Events of other repositories that start pipelines.
create table pipeline.workflow_listener (
    workflow_id uuid not null references pipeline.workflow (id) on delete cascade,
    -- owner/name in lower case
    repository  text not null,
    event       text not null,
    primary key (repository, event, workflow_id)
);

create table pipeline.workflow_schedule (
    workflow_id uuid        not null references pipeline.workflow (id) on delete cascade,
    cron        text        not null,
    zone        text        not null,
    -- short name of the branch; empty for the default branch
    branch      text        not null,
    next_at     timestamptz not null,
    -- next_at, or the end of a lease, or the time of the next attempt
    due_at      timestamptz not null,
    attempts    integer     not null default 0,
    primary key (workflow_id, cron, zone, branch)
);

create index workflow_schedule_due on pipeline.workflow_schedule (due_at);

-- Which builds are runs of which workflow: all attempts of an event and pipeline are one run.
create table pipeline.workflow_run (
    event_id    uuid        not null,
    pipeline    text        not null,
    workflow_id uuid        not null references pipeline.workflow (id) on delete cascade,
    -- number of the published version; null if the definition was read at the commit of the event
    number      integer,
    -- hash of the request that it answers; null if it was not requested
    request     text,
    started_at  timestamptz not null,
    primary key (event_id, pipeline)
);

create index workflow_run_of on pipeline.workflow_run (workflow_id, started_at desc);

insert into pipeline.workflow_source (team, upstream_key)
select distinct team, upstream_key from pipeline.mirror where upstream_key is not null;
