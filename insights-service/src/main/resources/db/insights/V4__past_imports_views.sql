-- What derived rows were before, imports of events, and the views that analysts read.

-- When a row was derived: the time of the transaction. A row is never updated, only deleted and inserted.
alter table history_item add column recorded_at timestamptz not null default now();
alter table history_deployment add column recorded_at timestamptz not null default now();

-- Rows that were replaced or withdrawn, as they were from recorded_at until before replaced_at. Triggers fill them, so that nothing
-- that changes rows can forget to.
create table past_item (
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
    group_population int         not null,
    bin              smallint    not null,
    recorded_at      timestamptz not null,
    replaced_at      timestamptz not null
);

create index past_item_history on past_item (history_id, metric, tier, at);
create index past_item_team on past_item (team_population, metric, tier, at);
create index past_item_owner on past_item (owner_population, metric, tier, at);
create index past_item_group on past_item (group_population, metric, tier, at) where group_population <> 0;
create index past_item_replaced on past_item (replaced_at);

create table past_deployment (
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
    group_population int         not null,
    recorded_at      timestamptz not null,
    replaced_at      timestamptz not null
);

create index past_deployment_history on past_deployment (history_id, tier, at);
create index past_deployment_team on past_deployment (team_population, tier, at);
create index past_deployment_owner on past_deployment (owner_population, tier, at);
create index past_deployment_group on past_deployment (group_population, tier, at) where group_population <> 0;
create index past_deployment_replaced on past_deployment (replaced_at);

create function keep_past_items() returns trigger language plpgsql as $$
begin
    -- a row that the same transaction wrote was never seen
    insert into insights.past_item
    select history_id, metric, tier, subject, at, from_at, micros, actor, state, deployment_id, source, team_population,
           owner_population, group_population, bin, recorded_at, now()
    from gone where recorded_at < now();
    return null;
end
$$;

create function keep_past_deployments() returns trigger language plpgsql as $$
begin
    insert into insights.past_deployment
    select history_id, tier, deployment_id, at, effect, reason, environment, sha, ref, created_at, started_at, commits, failed,
           rework, recovered_at, recovered_by, signals, team_population, owner_population, group_population, recorded_at, now()
    from gone where recorded_at < now();
    return null;
end
$$;

create trigger history_item_past after delete on history_item
    referencing old table as gone for each statement execute function keep_past_items();
create trigger history_deployment_past after delete on history_deployment
    referencing old table as gone for each statement execute function keep_past_deployments();

-- Histories and populations of versions of definitions that answers are not read from any more, for the rows above.
alter table history add column recorded_at timestamptz not null default now();
alter table population add column recorded_at timestamptz not null default now();

create table past_history (
    history_id       int         not null primary key,
    team             text        not null,
    history_key      text        not null,
    generation       int         not null,
    service          text        not null,
    owned            text        not null,
    version          bigint      not null,
    team_population  int         not null,
    owner_population int         not null,
    data_through     timestamptz,
    recorded_at      timestamptz not null,
    replaced_at      timestamptz not null
);

create index past_history_team on past_history (team, generation, history_key);
create index past_history_replaced on past_history (replaced_at);

create table past_population (
    population_id int         not null primary key,
    team          text        not null,
    owner         text        not null,
    generation    int         not null,
    owned_by      text        not null,
    recorded_at   timestamptz not null,
    replaced_at   timestamptz not null
);

create index past_population_team on past_population (team, owner, generation, owned_by);
create index past_population_replaced on past_population (replaced_at);

create function keep_past_histories() returns trigger language plpgsql as $$
begin
    insert into insights.past_history
    select history_id, team, history_key, generation, service, owned, version, team_population, owner_population, data_through,
           recorded_at, now()
    from gone where recorded_at < now();
    return null;
end
$$;

create function keep_past_populations() returns trigger language plpgsql as $$
begin
    insert into insights.past_population
    select population_id, team, owner, generation, owned_by, recorded_at, now() from gone where recorded_at < now();
    return null;
end
$$;

create trigger history_past after delete on history
    referencing old table as gone for each statement execute function keep_past_histories();
create trigger population_past after delete on population
    referencing old table as gone for each statement execute function keep_past_populations();

create view every_history as
    select history_id, team, history_key, generation, service, owned, version, team_population, owner_population, data_through,
           recorded_at, 'infinity'::timestamptz as replaced_at
    from history
    union all
    select * from past_history;

create view every_population as
    select population_id, team, owner, generation, owned_by, recorded_at, 'infinity'::timestamptz as replaced_at
    from population
    union all
    select * from past_population;

-- Since when answers are read by a version; before the first, by version 0.
create table definition_activation (
    team    text        not null,
    version int         not null,
    since   timestamptz not null,
    primary key (team, version)
);

insert into definition_activation (team, version, since)
select team, active, '-infinity' from definition_state where active > 0;

create function keep_activation() returns trigger language plpgsql as $$
begin
    -- the time of the statement: rows that it saw are not newer
    insert into insights.definition_activation (team, version, since) values (new.team, new.active, clock_timestamp());
    return null;
end
$$;

create trigger definition_state_activation after update on definition_state
    for each row when (new.active <> old.active) execute function keep_activation();

-- Since when the past is complete: one row.
create table past_kept (
    since timestamptz not null
);

insert into past_kept (since) values (now());

create view every_item as
    select history_id, metric, tier, subject, at, from_at, micros, actor, state, deployment_id, source, team_population,
           owner_population, group_population, bin, recorded_at, 'infinity'::timestamptz as replaced_at
    from history_item
    union all
    select * from past_item;

create view every_deployment as
    select history_id, tier, deployment_id, at, effect, reason, environment, sha, ref, created_at, started_at, commits, failed,
           rework, recovered_at, recovered_by, signals, team_population, owner_population, group_population, recorded_at,
           'infinity'::timestamptz as replaced_at
    from history_deployment
    union all
    select * from past_deployment;

-- Events that a team hands over to be recorded, in parts: a part is deleted in the transaction that records its events.
create table import (
    import_id   uuid primary key,
    team        text        not null,
    repository  text        not null,
    key         text        not null,
    state       text        not null,
    lines       bigint      not null,
    recorded    bigint      not null default 0,
    rejected    bigint      not null,
    errors      jsonb       not null,
    reason      text,
    created_at  timestamptz not null,
    changed_at  timestamptz not null,
    unique (team, key)
);

create index import_waiting on import (created_at) where state in ('waiting', 'running');

create table import_part (
    import_id uuid  not null references import on delete cascade,
    part      int   not null,
    lines     int   not null,
    events    jsonb not null,
    primary key (import_id, part)
);

-- Restatements name a metric as everything else does.
alter table restatement rename column measure to metric;

-- What answers are read from now: by the active definitions of each team. service is '' for a repository.
create view active_history as
    select history.history_id, history.team, population.owner as organization,
           coalesce((select min(repository.name) from repository
                     where repository.team = history.team
                       and coalesce(repository.upstream_key, 'millrace:' || repository.id) = history.history_key),
                    history.history_key) as repository,
           history.service, history.data_through, history.generation
    from history
    join history as whole on whole.team = history.team and whole.history_key = history.history_key
                         and whole.generation = history.generation and whole.service = ''
    join population on population.population_id = whole.owner_population
    where history.generation = coalesce((select active from definition_state where definition_state.team = history.team), 0);

create view active_deployment as
    select named.team, named.organization, named.repository, named.service, population.owned_by,
           deployment.deployment_id as deployment,
           (array['production', 'staging', 'testing', 'development', 'other'])[deployment.tier + 1] as tier,
           deployment.environment, deployment.sha, deployment.ref, deployment.created_at, deployment.started_at,
           deployment.at as finished_at,
           (array['ships', 'unknown', 'redeploy', 'out_of_order', 'rollback', 'ships_nothing', 'failed', 'unfinished'])
               [deployment.effect + 1] as effect,
           deployment.reason, deployment.effect <= 1 as change_bearing, deployment.commits,
           deployment.effect in (0, 1, 4, 5) as rework_base, deployment.failed, deployment.rework,
           deployment.recovered_at, deployment.recovered_by, deployment.signals
    from history_deployment as deployment
    join active_history as named using (history_id)
    left join population on population.population_id = deployment.group_population;

create view active_item as
    select named.team, named.organization, named.repository, named.service, population.owned_by,
           case item.metric
               when 1 then 'changeLeadTime' when 2 then 'changeDeliveryTime' when 3 then 'failedDeploymentRecoveryTime'
               when 10 then 'codingTime' when 11 then 'draftTime' when 12 then 'pickupTime' when 13 then 'reviewTime'
               when 14 then 'mergeTime' when 15 then 'deployWaitTime' when 16 then 'deployTime'
               when 17 then 'flowEfficiency' when 18 then 'batchCommits' when 19 then 'batchLines'
               when 20 then 'buildQueueTime' when 21 then 'buildTime'
               when 30 then 'cycleTime' when 31 then 'reviewDepth' when 32 then 'reworkCycles' when 33 then 'changeLines'
               when 34 then 'changeFiles' when 35 then 'timeInDraft' when 36 then 'mergeQueueTime' when 37 then 'openTime'
               when 110 then 'codingWorkingTime' when 111 then 'draftWorkingTime' when 112 then 'pickupWorkingTime'
               when 113 then 'reviewWorkingTime' when 114 then 'mergeWorkingTime' when 115 then 'deployWaitWorkingTime'
               when 116 then 'deployWorkingTime' end as metric,
           item.metric in (17, 18, 19, 31, 32, 33, 34) as is_quantity,
           case when item.tier >= 0
                then (array['production', 'staging', 'testing', 'development', 'other'])[item.tier + 1] end as tier,
           item.subject, nullif(item.deployment_id, '') as deployment, item.from_at,
           -- what is open ends after all times
           case when item.metric = 37 and item.state = 2 then null else item.at end as at,
           item.micros / 1e6::float8 as number, (array['human', 'agent', 'bot'])[item.actor + 1] as actor,
           (array['counted', 'clock_anomaly', 'unknown'])[item.state + 1] as state,
           nullif(item.source, '') as source
    from history_item as item
    join active_history as named using (history_id)
    left join population on population.population_id = item.group_population;

-- What analysts read: columns keep name, type and meaning. docs/insights.md describes them.
create schema if not exists insights_public;

create view insights_public.repository as
    select history_id as repository_id, team, organization, repository, data_through, generation as definitions
    from active_history where service = '';

create view insights_public.deployment as
    select team, organization, repository, deployment, tier, environment, sha, ref, created_at, started_at, finished_at, effect,
           reason, change_bearing, commits, rework_base, failed, rework, recovered_at, recovered_by, owned_by
    from active_deployment where service = '';

create view insights_public.service_deployment as
    select team, organization, repository, service, deployment, tier, environment, sha, ref, created_at, started_at, finished_at,
           effect, reason, change_bearing, commits, rework_base, failed, rework, recovered_at, recovered_by, owned_by
    from active_deployment where service <> '';

create view insights_public.failure_signal as
    select team, organization, repository, deployment, finished_at,
           lower(signal ->> 'kind') as signal, signal ->> 'evidence' as evidence,
           (signal ->> 'at')::timestamptz as at, signal ->> 'remediation' as remediation
    from active_deployment cross join lateral jsonb_array_elements(signals) as signal where service = '';

create view insights_public.duration as
    select team, organization, repository, metric, tier, subject, deployment, from_at, at, number as seconds, actor, state, source,
           owned_by
    from active_item where service = '' and not is_quantity;

create view insights_public.service_duration as
    select team, organization, repository, service, metric, tier, subject, deployment, from_at, at, number as seconds, actor, state,
           source, owned_by
    from active_item where service <> '' and not is_quantity;

create view insights_public.quantity as
    select team, organization, repository, metric, tier, subject, deployment, at, number as value, actor, state, owned_by
    from active_item where service = '' and is_quantity;

create view insights_public.service_quantity as
    select team, organization, repository, service, metric, tier, subject, deployment, at, number as value, actor, state, owned_by
    from active_item where service <> '' and is_quantity;

create view insights_public.restatement as
    select restatement.team, active_history.repository, nullif(restatement.service, '') as service,
           (array['production', 'staging', 'testing', 'development', 'other'])[restatement.tier + 1] as tier,
           restatement.metric, restatement.from_at, restatement.to_at, restatement.old_value, restatement.new_value,
           restatement.old_n, restatement.new_n, restatement.cause, restatement.at
    from restatement
    join history on history.team = restatement.team and history.history_key = restatement.history_key
                and history.service = ''
    join active_history using (history_id);

comment on schema insights_public is 'Stable views of what insights answer from; documented in docs/insights.md';
comment on view insights_public.repository is 'What a team knows of one repository, and by which version of its definitions';
comment on view insights_public.deployment is 'Deployments, what they did and what became of them; by finished_at';
comment on view insights_public.service_deployment is 'Deployments of the services of a repository, which are in no other view';
comment on view insights_public.failure_signal is 'Evidence that a deployment was bad';
comment on view insights_public.duration is 'What took some time: one row for each thing, by at; only state counted counts';
comment on view insights_public.service_duration is 'The same of the services of a repository';
comment on view insights_public.quantity is 'What had some size, or a share: one row for each thing, by at; only state counted counts';
comment on view insights_public.service_quantity is 'The same of the services of a repository';
comment on view insights_public.restatement is 'Final numbers that became others, and why';
