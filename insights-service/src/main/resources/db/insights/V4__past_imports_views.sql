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
    bin              smallint    not null,
    recorded_at      timestamptz not null,
    replaced_at      timestamptz not null
);

create index past_item_history on past_item (history_id, metric, tier, at);
create index past_item_team on past_item (team_population, metric, tier, at);
create index past_item_owner on past_item (owner_population, metric, tier, at);
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
    recorded_at      timestamptz not null,
    replaced_at      timestamptz not null
);

create index past_deployment_history on past_deployment (history_id, tier, at);
create index past_deployment_team on past_deployment (team_population, tier, at);
create index past_deployment_owner on past_deployment (owner_population, tier, at);
create index past_deployment_replaced on past_deployment (replaced_at);

create function keep_past_items() returns trigger language plpgsql as $$
begin
    -- a row that the same transaction wrote was never seen
    insert into insights.past_item
    select history_id, metric, tier, subject, at, from_at, micros, actor, state, deployment_id, source, team_population,
           owner_population, bin, recorded_at, now()
    from gone where recorded_at < now();
    return null;
end
$$;

create function keep_past_deployments() returns trigger language plpgsql as $$
begin
    insert into insights.past_deployment
    select history_id, tier, deployment_id, at, effect, reason, environment, sha, ref, created_at, started_at, commits, failed,
           rework, recovered_at, recovered_by, signals, team_population, owner_population, recorded_at, now()
    from gone where recorded_at < now();
    return null;
end
$$;

create trigger history_item_past after delete on history_item
    referencing old table as gone for each statement execute function keep_past_items();
create trigger history_deployment_past after delete on history_deployment
    referencing old table as gone for each statement execute function keep_past_deployments();

-- Since when the past is complete: one row.
create table past_kept (
    since timestamptz not null
);

insert into past_kept (since) values (now());

create view every_item as
    select history_id, metric, tier, subject, at, from_at, micros, actor, state, deployment_id, source, team_population,
           owner_population, bin, recorded_at, 'infinity'::timestamptz as replaced_at
    from history_item
    union all
    select * from past_item;

create view every_deployment as
    select history_id, tier, deployment_id, at, effect, reason, environment, sha, ref, created_at, started_at, commits, failed,
           rework, recovered_at, recovered_by, signals, team_population, owner_population, recorded_at,
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

-- What analysts read: columns keep name, type and meaning. docs/insights.md describes them.
create schema if not exists insights_public;

create view insights_public.repository as
    select history.history_id as repository_id, history.team, population.owner as organization,
           coalesce((select min(repository.name) from repository
                     where repository.team = history.team
                       and coalesce(repository.upstream_key, 'millrace:' || repository.id) = history.history_key),
                    history.history_key) as repository,
           history.data_through
    from history join population on population.population_id = history.owner_population;

create view insights_public.deployment as
    select named.team, named.organization, named.repository, deployment.deployment_id as deployment,
           (array['production', 'staging', 'testing', 'development', 'other'])[deployment.tier + 1] as tier,
           deployment.environment, deployment.sha, deployment.ref, deployment.created_at, deployment.started_at,
           deployment.at as finished_at,
           (array['ships', 'unknown', 'redeploy', 'out_of_order', 'rollback', 'ships_nothing', 'failed', 'unfinished'])
               [deployment.effect + 1] as effect,
           deployment.reason, deployment.effect <= 1 as change_bearing, deployment.commits,
           deployment.effect in (0, 1, 4, 5) as rework_base, deployment.failed, deployment.rework,
           deployment.recovered_at, deployment.recovered_by
    from history_deployment as deployment join insights_public.repository as named on repository_id = deployment.history_id;

create view insights_public.failure_signal as
    select named.team, named.organization, named.repository, deployment.deployment_id as deployment,
           deployment.at as finished_at, lower(signal ->> 'kind') as signal, signal ->> 'evidence' as evidence,
           (signal ->> 'at')::timestamptz as at, signal ->> 'remediation' as remediation
    from history_deployment as deployment
    join insights_public.repository as named on repository_id = deployment.history_id
    cross join lateral jsonb_array_elements(deployment.signals) as signal;

create view insights_public.duration as
    select named.team, named.organization, named.repository,
           case item.metric
               when 1 then 'changeLeadTime' when 2 then 'changeDeliveryTime' when 3 then 'failedDeploymentRecoveryTime'
               when 10 then 'codingTime' when 11 then 'draftTime' when 12 then 'pickupTime' when 13 then 'reviewTime'
               when 14 then 'mergeTime' when 15 then 'deployWaitTime' when 16 then 'deployTime'
               when 20 then 'buildQueueTime' when 21 then 'buildTime' end as metric,
           case when item.tier >= 0
                then (array['production', 'staging', 'testing', 'development', 'other'])[item.tier + 1] end as tier,
           item.subject, nullif(item.deployment_id, '') as deployment, item.from_at, item.at,
           item.micros / 1e6::float8 as seconds, (array['human', 'agent', 'bot'])[item.actor + 1] as actor,
           (array['counted', 'clock_anomaly', 'unknown'])[item.state + 1] as state,
           nullif(item.source, '') as source
    from history_item as item join insights_public.repository as named on repository_id = item.history_id;

comment on schema insights_public is 'Stable views of what insights answer from; documented in docs/insights.md';
comment on view insights_public.repository is 'What a team knows of one repository';
comment on view insights_public.deployment is 'Deployments, what they did and what became of them; by finished_at';
comment on view insights_public.failure_signal is 'Evidence that a deployment was bad';
comment on view insights_public.duration is 'What took some time: one row for each thing, by at; only state counted counts';
