-- Teams that have chosen who decides which of their repositories a person reads; those that have not decide themselves.
create table team_reading (
    team       text primary key references team (slug),
    decider    text        not null check (decider in ('TEAM', 'FORGE')),
    changed_at timestamptz not null
);

-- Linked installations, and when the forge is asked who may read their repositories: all of them at next_check_at, which is infinity
-- while a check runs unless another one was requested meanwhile, and once more at again_at; those that are due when it is urgent.
create table reading_check (
    instance        text        not null,
    installation_id text        not null,
    account_id      text        not null,
    team            text        not null references team (slug),
    active          boolean     not null,
    next_check_at   timestamptz not null default now(),
    again_at        timestamptz,
    urgent          boolean     not null default false,
    -- whether the check that runs is one of all repositories
    whole           boolean     not null default true,
    lease_id        uuid,
    leased_until    timestamptz,
    completed_at    timestamptz,
    -- why the last check was not completed
    problem         text,
    primary key (instance, installation_id)
);

create index reading_check_account on reading_check (instance, account_id);

insert into reading_check (instance, installation_id, account_id, team, active)
select instance, installation_id, account_id, team, state = 'ACTIVE'
  from installation
 where team is not null and state <> 'DELETED';

-- Repositories that installations list, and what was published about them: from when on the forge is not asked any more, published_until
-- closes them. A repository that is not covered any more stays until that is published.
create table reading_repository (
    team                 text        not null references team (slug),
    instance             text        not null,
    repository_id        text        not null,
    installation_id      text        not null,
    full_name            text        not null,
    private              boolean     not null,
    covered              boolean     not null default true,
    due                  boolean     not null default true,
    -- the check that listed it last
    listed_by            uuid,
    -- when the forge last stated who may read it; null until it did
    checked_at           timestamptz,
    -- why it did not when it was asked last
    problem              text,
    published_at         timestamptz,
    published_readers    uuid[],
    published_checked_at timestamptz,
    published_until      timestamptz,
    primary key (team, instance, repository_id)
);

create index reading_repository_installation on reading_repository (instance, installation_id);
create index reading_repository_name on reading_repository (team, full_name collate "C", instance);

-- Accounts that may read a repository, whether they are linked to a user or not.
create table repository_reader (
    team          text not null,
    instance      text not null,
    repository_id text not null,
    account_id    text not null,
    primary key (team, instance, repository_id, account_id),
    foreign key (team, instance, repository_id) references reading_repository on delete cascade
);

create index repository_reader_account on repository_reader (instance, account_id);
