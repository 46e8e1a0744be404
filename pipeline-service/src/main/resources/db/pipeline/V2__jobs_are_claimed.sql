-- Jobs are claimed one by one, builds have attempts, and jobs of one team wait in the order of their priority.

alter table pipeline.build
    -- 1 for the first; a re-run is a build of its own, with the same event and pipeline and the next attempt
    add column attempt           integer not null default 1,
    -- event, manual, schedule or rerun
    add column trigger_kind      text    not null default 'event',
    -- who caused it: a login at the forge, or the subject of a token; null if that is not known
    add column actor             text,
    -- builds of one group run one at a time; null if it has none
    add column concurrency_group text;

alter table pipeline.build drop constraint build_event_id_pipeline_key;
alter table pipeline.build add constraint build_attempt_key unique (event_id, pipeline, attempt);
create index build_of_group on pipeline.build (instance, forge_repository_id, concurrency_group)
    where state in ('queued', 'running') and concurrency_group is not null;

alter table pipeline.job
    -- since when it only waits for a slot; null while it waits for other jobs, runs or has ended
    add column waits_since       timestamptz,
    -- a random token for each claim: a worker that lost the lease can no longer write
    add column lease             uuid,
    add column lease_until       timestamptz,
    -- the build of an earlier attempt in which it passed; it does not run again in this one
    add column carried_from      uuid references pipeline.build (id) on delete set null,
    -- copies of the build's, by which the queue is ordered; null until it waits for a slot for the first time
    add column team              text,
    add column upstream_key      text,
    add column concurrency_group text,
    add column priority          smallint not null default 0,
    add column queued_at         timestamptz;

create index job_queue on pipeline.job (team, priority desc, queued_at, build_id, position) where waits_since is not null;
create index job_running on pipeline.job (lease_until) where lease is not null;
create index job_of_group on pipeline.job (upstream_key, concurrency_group)
    where concurrency_group is not null and state in ('queued', 'running');

-- who caused the event: a login at the forge
alter table pipeline.trigger add column actor text;

-- When a job of a team was claimed last: of teams with equally many running jobs, the one whose last claim is the oldest is next.
create table pipeline.team_claim (
    team       text primary key,
    claimed_at timestamptz not null
);

-- Instances of the previous version claim whole builds. They keep those that they have and get no more: otherwise a job could
-- run twice at the same time. To be removed with build.lease and build.lease_until, once no such instance can run any more.
create function pipeline.keep_builds_from_being_claimed() returns trigger language plpgsql as $$
begin
    return null;
end $$;

create trigger keep_builds_from_being_claimed before update of lease on pipeline.build
    for each row when (new.lease is not null and new.lease is distinct from old.lease)
    execute function pipeline.keep_builds_from_being_claimed();
