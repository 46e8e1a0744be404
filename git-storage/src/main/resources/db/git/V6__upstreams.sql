-- A repository that is being filled, by a fork for example: it holds its name and is not found by it until the transaction
-- that gives it its first refs. One that stays hidden was left behind by a process that died.
alter table repository add column hidden boolean not null default false;

-- Newest first is how a team's repositories are listed.
create index repository_created on repository (team, created_at desc, id desc) where deleted_at is null;
-- Whether a name was used before.
create index repository_deleted_name on repository (team, name) where deleted_at is not null;

-- Where a repository's content comes from when it was made to follow another. A mirror that an installation of an App made
-- has no row; its key says enough.
create table upstream (
    repository_id  uuid primary key references repository on delete cascade,
    provider       text        not null,
    host           text        not null,
    owner          text        not null,
    name           text        not null,
    clone_url      text        not null,
    mode           text        not null check (mode in ('GITHUB_APP', 'PUBLIC', 'CREDENTIALS')),
    operation      text        not null check (operation in ('SYNC', 'IMPORT')),
    -- WAITING: nobody asked for the first sync yet; RUNNING: asked for or under way; FAILED: it failed; SYNCED: it succeeded
    -- once; DETACHED: the repository stands on its own
    state          text        not null check (state in ('WAITING', 'RUNNING', 'FAILED', 'SYNCED', 'DETACHED')),
    -- what was asked for; null to follow the upstream's HEAD
    default_branch text,
    last_error     text,
    synced_at      timestamptz,
    changed_at     timestamptz not null
);

-- How to log in at an upstream, sealed: what lies here is of no use without the keyset file.
create table git_credential (
    id            text primary key,
    repository_id uuid        not null unique references repository on delete cascade,
    sealed        bytea       not null,
    created_at    timestamptz not null,
    rotated_at    timestamptz
);

-- What the API has to know of installations of our App before it promises to follow a private repository: which team may
-- use the App on which account. The newest record of the topic access.installations.
create table installation (
    instance        text not null,
    installation_id text not null,
    account_login   text not null,
    team            text not null,
    state           text not null check (state in ('ACTIVE', 'SUSPENDED', 'REMOVED')),
    primary key (instance, installation_id)
);

create index installation_team on installation (team);
