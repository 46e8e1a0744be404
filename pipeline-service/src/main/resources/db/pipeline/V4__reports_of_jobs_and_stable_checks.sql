-- What the newest attempt at a job reported besides its end.
create table pipeline.job_report (
    build_id      uuid    not null,
    position      integer not null,
    -- as job.attempts at the time; the report of an earlier attempt counts for nothing
    attempt       integer not null,
    -- the step that failed, 1 for the first; it reaches to failed_through where the script could not be divided
    failed_step    integer,
    failed_through integer,
    failed_text    text,
    tests_passed  integer,
    tests_failed  integer,
    tests_skipped integer,
    -- Markdown
    summary       text,
    annotations   integer not null default 0,
    primary key (build_id, position),
    foreign key (build_id, position) references pipeline.job (build_id, position) on delete cascade
);

-- Remarks about lines of files, from the output of a job and from its reports.
create table pipeline.annotation (
    build_id   uuid    not null,
    position   integer not null,
    -- order in which the job reported them, 0 for the first
    number     integer not null,
    -- 0 failure, 1 warning, 2 notice: the gravest are shown first
    level      smallint not null,
    path       text    not null,
    start_line integer not null,
    end_line   integer not null,
    message    text    not null,
    title      text,
    primary key (build_id, position, number),
    foreign key (build_id, position) references pipeline.job_report (build_id, position) on delete cascade
);

alter table pipeline.check_run
    -- how many annotations it gets with its completion, and how many of them the forge has
    add column annotations        integer not null default 0,
    add column annotations_sent   integer not null default 0,
    -- set before annotations are sent: if it is still set, the forge is asked how many it has before the next are sent
    add column annotations_unsure boolean not null default false,
    -- whether it is about a build, which can be run again from the forge
    add column of_build           boolean not null default false,
    -- published as a commit status, because the App may not write check runs
    add column as_status          boolean not null default false;

create index check_run_of_commit on pipeline.check_run (instance, installation_id, head_sha);

-- whether the forge refused check runs for lack of the permission; reset when the installation changes
alter table pipeline.check_lane add column as_status boolean not null default false;

-- Heads of changes, each with one check run about all builds of the head.
create table pipeline.change_head (
    instance            text    not null,
    forge_repository_id text    not null,
    head_sha            text    not null,
    installation_id     text,
    team                text    not null,
    repository          text    not null,
    -- a completed check run is never moved back: builds that begin after it has ended get the next one
    generation          integer not null default 1,
    -- what it shows as long as the head has no builds, as JSON
    without_builds      jsonb   not null,
    primary key (instance, forge_repository_id, head_sha)
);

-- Commits whose builds have changed since the check run of their head was written; may have no head. Due from added_at on.
create table pipeline.change_head_due (
    id                  uuid primary key default gen_random_uuid(),
    instance            text        not null,
    forge_repository_id text        not null,
    head_sha            text        not null,
    added_at            timestamptz not null
);

create index change_head_due_next on pipeline.change_head_due (added_at);
create index build_of_commit on pipeline.build (instance, forge_repository_id, sha);
