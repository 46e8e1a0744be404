-- More facts, and what is derived from facts: rows that answers are read from. The functions of the package metric derive them;
-- nothing else writes them, and deleting all of them loses nothing.

-- Reviews of changes: what was submitted, and that it was dismissed, each once.
create table review (
    forge_key        text        not null,
    review_id        text        not null,
    action           text        not null,
    fingerprint      text        not null,
    number           bigint      not null,
    reviewer_id      text        not null,
    reviewer_login   text        not null,
    reviewer_is_bot  boolean     not null,
    verdict          text        not null,
    at               timestamptz not null,
    primary key (forge_key, review_id, action, fingerprint)
);

-- When a change became a draft, and when it stopped being one.
create table change_moment (
    forge_key text        not null,
    number    bigint      not null,
    kind      text        not null,
    at        timestamptz not null,
    primary key (forge_key, number, kind, at)
);

-- What a team reported about its repository; a report replaces the one before with the same id.
create table incident (
    repository_id uuid             not null,
    incident_id   text collate "C" not null,
    title         text             not null,
    started_at    timestamptz      not null,
    resolved_at   timestamptz,
    deployment_id text,
    reported_at   timestamptz      not null,
    primary key (repository_id, incident_id)
);

-- Scopes of progress whose facts changed, one row for each transaction that changed them. Only ever inserted and deleted:
-- recording a fact waits for no other transaction.
create table dirty (
    seq   bigint generated always as identity primary key,
    scope text not null
);

-- Histories that are to be derived again. A worker deletes the row first and holds it so until it commits.
create table recompute (
    team         text        not null,
    history_key  text        not null,
    requested_at timestamptz not null default now(),
    primary key (team, history_key)
);

-- What numbers are asked for together: all repositories of a team (owner is ''), and those of one owner at a forge.
create table population (
    population_id int generated always as identity primary key,
    team          text not null,
    owner         text not null,
    unique (team, owner)
);

-- What a team knows of one repository, however many of its mirrors follow it. history_key is the key at the forge, or
-- millrace: and the id of a repository that is at no forge.
create table history (
    history_id      int generated always as identity primary key,
    team            text        not null,
    history_key     text        not null,
    definition      text        not null,
    version         bigint      not null,
    team_population int         not null,
    owner_population int        not null,
    data_through    timestamptz,
    derived_at      timestamptz not null,
    unique (team, history_key)
);

create table history_deployment (
    history_id       int         not null,
    tier             smallint    not null,
    deployment_id    text        not null,
    at               timestamptz not null,
    effect           smallint    not null,
    reason           text,
    environment      text        not null,
    sha              text        not null,
    ref              text        not null,
    created_at       timestamptz not null,
    started_at       timestamptz not null,
    commits          int         not null,
    failed           boolean     not null,
    rework           boolean     not null,
    recovered_at     timestamptz,
    recovered_by     text,
    signals          jsonb       not null,
    team_population  int         not null,
    owner_population int         not null,
    primary key (history_id, tier, deployment_id)
);

create index history_deployment_history on history_deployment (history_id, tier, at)
    include (effect, failed, rework, recovered_at);
create index history_deployment_team on history_deployment (team_population, tier, at)
    include (effect, failed, rework, recovered_at, history_id);
create index history_deployment_owner on history_deployment (owner_population, tier, at)
    include (effect, failed, rework, recovered_at, history_id);

-- Durations, one row for each thing that took one: a commit until it was deployed, a failed deployment until it was recovered.
-- state is 0 for what counts. bin comes from the bits of the binary64 form of micros, so that a greater duration never has a
-- smaller bin: exponent and six bits of the fraction, at most 1.6 percent wide.
create table history_item (
    history_id       int         not null,
    metric           smallint    not null,
    tier             smallint    not null,
    subject          text        not null,
    at               timestamptz not null,
    from_at          timestamptz,
    micros           bigint      not null,
    actor            smallint    not null,
    state            smallint    not null,
    deployment_id    text        not null,
    source           text        not null,
    team_population  int         not null,
    owner_population int         not null,
    bin              smallint    not null generated always as (
        case when micros <= 0 then -1
             else (get_byte(float8send(micros::float8), 0) * 256 + get_byte(float8send(micros::float8), 1)) * 4
                  + get_byte(float8send(micros::float8), 2) / 64 - 65472
        end) stored,
    primary key (history_id, metric, tier, subject)
);

create index history_item_history on history_item (history_id, metric, tier, at) include (micros, actor, state);
create index history_item_team on history_item (team_population, metric, tier, at) include (micros, actor)
    where state = 0;
create index history_item_team_bin on history_item (team_population, metric, tier, bin, at) include (micros, actor)
    where state = 0;
create index history_item_owner on history_item (owner_population, metric, tier, at) include (micros, actor)
    where state = 0;
create index history_item_owner_bin on history_item (owner_population, metric, tier, bin, at) include (micros, actor)
    where state = 0;
create index history_item_team_left_out on history_item (team_population, metric, tier, at) include (state, actor)
    where state <> 0;
create index history_item_owner_left_out on history_item (owner_population, metric, tier, at) include (state, actor)
    where state <> 0;

-- How many counted items of each bin there are in one hour ('h') or one day ('d') of UTC: for each bin that has any, its number
-- as int2 and how many as int4, both big-endian, by bin.
create table rollup (
    population_id int         not null,
    metric        smallint    not null,
    tier          smallint    not null,
    unit          "char"      not null,
    start         timestamptz not null,
    actor         smallint    not null,
    bins          bytea       not null,
    primary key (population_id, metric, tier, unit, start, actor)
);

-- Days of rollups that do not hold what the items are; until they are computed again, answers read the items of these days.
-- Only ever inserted and deleted.
create table dirty_day (
    seq           bigint generated always as identity primary key,
    population_id int         not null,
    metric        smallint    not null,
    tier          smallint    not null,
    day           timestamptz not null
);

create index dirty_day_population on dirty_day (population_id, metric, tier, day);

alter table history_item set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- facts that were recorded before: all repositories are derived once
insert into dirty (scope) select id::text from repository;
