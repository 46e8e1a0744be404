-- Re-runs and buttons at the forge, merge groups, and the files that events change.

alter table pipeline.trigger
    -- commit with which the files are compared: of a push the one before, of a change or a merge group the base; null if it is not known
    add column base_sha      text,
    -- the commit behind a tag whose ops.yml is broken, by which a re-run of the check finds the trigger
    add column commit_sha    text,
    -- a check suite has announced the push before the push itself was reported
    add column by_suite      boolean not null default false,
    -- event of the push, after that of its suite
    add column push_event_id uuid;

-- what is known of a commit, for re-runs of the check ops.yml and pushes that are announced twice
create index trigger_of_commit on pipeline.trigger (upstream_key, sha);
create index trigger_of_tagged_commit on pipeline.trigger (upstream_key, commit_sha) where commit_sha is not null;

-- A merge group that is gone: a request for its checks that arrives later starts nothing.
create table pipeline.merge_group_end (
    upstream_key text        not null,
    head_sha     text        not null,
    ended_at     timestamptz not null,
    primary key (upstream_key, head_sha)
);

-- the forge has reset the check run: it may get another conclusion
alter table pipeline.check_run add column replaceable boolean not null default false;

-- Buttons of check runs that were used, until the forge has stated whether the account may write.
create table pipeline.button_use (
    event_id            uuid primary key,
    instance            text        not null,
    installation_id     text        not null,
    repository          text        not null,
    forge_repository_id text        not null,
    build_id            uuid        not null,
    -- identifier of the button
    button              text        not null,
    -- login at the forge
    actor               text        not null,
    requested_at        timestamptz not null,
    -- waiting; then done, refused (the account may not write), gave_up (the forge did not state whether it may)
    state               text        not null default 'waiting',
    reason              text,
    next_attempt_at     timestamptz not null,
    attempts            integer     not null default 0,
    settled_at          timestamptz,
    -- the span in which the event was consumed (W3C), which attempts continue; null while tracing is off
    traceparent         text
);

create index button_use_due on pipeline.button_use (next_attempt_at) where state = 'waiting';
