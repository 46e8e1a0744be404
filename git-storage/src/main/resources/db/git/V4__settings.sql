-- What a team has chosen for all of its repositories; a team without a row has chosen nothing.
create table team_settings (
    team         text primary key,
    -- whether mirrors keep what their upstreams force away or delete
    archive      boolean     not null default false,
    -- whether the platform signs the commits that it makes for the team
    sign_commits boolean     not null default false,
    changed_at   timestamptz not null
);

-- Null to do as the team has chosen.
alter table repository add column archive boolean;

-- Mirrors whose upstream has vanished, and which stay as they are until a sync that somebody requested finds it again.
create table frozen_mirror (
    repository_id uuid primary key references repository on delete cascade,
    reason        text        not null,
    frozen_at     timestamptz not null
);

-- The keys with which the platform signs commits, sealed; the newest one signs. The others stay, so that what they have signed
-- can be verified.
create table commit_key (
    id         uuid primary key,
    public_key text        not null,
    sealed     bytea       not null,
    created_at timestamptz not null
);
