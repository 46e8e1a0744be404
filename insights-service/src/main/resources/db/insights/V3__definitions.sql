-- What else a deployment may be, what a team decides about how its facts are read, and rows that hold the derived form of one
-- decision while another is prepared beside it.

alter table change
    add column labels text[] not null default '{}',
    add column lines  bigint,
    add column files  bigint;

-- Releases once they were published; a later report that it is not any more changes nothing.
create table release (
    forge_key    text        not null,
    release_id   text        not null,
    fingerprint  text        not null,
    tag          text        not null,
    target       text,
    prerelease   boolean     not null,
    published_at timestamptz not null,
    primary key (forge_key, release_id, fingerprint)
);

-- Reports about runs of the forge's own build system, and about their jobs (job_id is '' for the run itself).
create table foreign_run (
    forge_key   text        not null,
    run_id      text        not null,
    job_id      text        not null,
    attempt     bigint      not null,
    stage       text        not null,
    fingerprint text        not null,
    workflow    text        not null,
    sha         text        not null,
    branch      text,
    conclusion  text,
    started_at  timestamptz,
    at          timestamptz not null,
    primary key (forge_key, run_id, job_id, attempt, stage, fingerprint)
);

-- The files that a commit touches, one a line; no row where they are not all known.
create table commit_path (
    forge_key text not null,
    id        text not null,
    paths     text not null,
    primary key (forge_key, id)
);

-- Every version of a team's definitions that there ever was. Version 0 is what holds without any.
create table definitions (
    team       text        not null,
    version    int         not null check (version > 0),
    content    jsonb       not null,
    changed_by text        not null,
    changed_at timestamptz not null,
    primary key (team, version)
);

-- Which version answers are read from, and which one is prepared; a team without a row has version 0 and prepares none.
create table definition_state (
    team     text primary key,
    active   int not null default 0,
    building int,
    check (building > active)
);

-- Rows of two versions of definitions exist beside each other until the newer one is complete. A service's history has the
-- service's name; its rows belong to no population but that of the group that owns it, since its repository's rows count.
alter table history
    add column generation int  not null default 0,
    add column service    text not null default '',
    add column owned      text not null default '',
    drop constraint history_team_history_key_key,
    add constraint history_identity unique (team, history_key, generation, service);

alter table population
    add column generation int  not null default 0,
    add column owned_by   text not null default '',
    drop constraint population_team_owner_key,
    add constraint population_identity unique (team, owner, generation, owned_by);

alter table history_deployment add column group_population int not null default 0;
alter table history_item add column group_population int not null default 0;

create index history_deployment_group on history_deployment (group_population, tier, at)
    include (effect, failed, rework, recovered_at, history_id) where group_population <> 0;
create index history_item_group on history_item (group_population, metric, tier, at) include (micros, actor)
    where state = 0 and group_population <> 0;
create index history_item_group_bin on history_item (group_population, metric, tier, bin, at) include (micros, actor)
    where state = 0 and group_population <> 0;
create index history_item_group_left_out on history_item (group_population, metric, tier, at) include (state, actor)
    where state <> 0 and group_population <> 0;

-- Numbers that were final, and are others since: which, why and when.
create table restatement (
    restatement_id bigint generated always as identity primary key,
    team           text             not null,
    history_key    text             not null,
    service        text             not null,
    tier           smallint         not null,
    measure        text             not null,
    from_at        timestamptz      not null,
    to_at          timestamptz      not null,
    old_value      double precision,
    new_value      double precision,
    old_n          bigint           not null,
    new_n          bigint           not null,
    cause          text             not null,
    at             timestamptz      not null
);

create index restatement_team on restatement (team, restatement_id);
