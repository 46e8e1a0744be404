-- A mirror is made by an installation of our App, or because a team made a repository that follows something (attached);
-- only the first has the forge's number and, from its beginning, an installation.
alter table mirror alter column upstream_key drop not null;
alter table mirror alter column installation_id drop not null;
alter table mirror
    add column mode text not null default 'GITHUB_APP' check (mode in ('GITHUB_APP', 'PUBLIC', 'CREDENTIALS')),
    add column attached boolean not null default false,
    add column provider text not null default 'github',
    -- host and path of the clone address in lower case, without .git: how events of a forge find mirrors of all modes
    add column address text not null default '',
    -- who is asked to wait when the forge says that we call too often
    add column budget text not null default '',
    -- refs besides branches and tags that somebody needs, oldest first
    add column demanded_refs text[] not null default '{}',
    -- when somebody wished for a pass, or one found something new
    add column active_at timestamptz not null default now(),
    -- whether a .gitattributes asked for Git LFS
    add column lfs boolean not null default false,
    add column started_at timestamptz,
    add column progress text,
    -- refs that the last pass could not mirror, each with its reason
    add column faults text[] not null default '{}';

update mirror
set address = lower(regexp_replace(regexp_replace(clone_url, '^[a-z]+://', ''), '(\.git)?/*$', '')),
    budget = 'installation:' || installation_id;

create index mirror_address on mirror (address);
create index mirror_leased on mirror (lease_until) where lease_until is not null;

-- What an upstream that takes no pushes said last, so that what was changed here can be told from what changed there.
create table upstream_ref (
    repository_id uuid              not null references mirror on delete cascade,
    ref           text collate "C"  not null,
    -- null: the upstream never had it
    object_id     text,
    -- changed here since the upstream said that; kept, whatever the upstream says
    local         boolean           not null default false,
    primary key (repository_id, ref)
);

create index upstream_ref_local on upstream_ref (repository_id) where local;

-- Commits that somebody waits for: an upstream may list its refs from a copy that is behind the event.
create table awaited_commit (
    repository_id uuid        not null references mirror on delete cascade,
    object_id     text        not null,
    until         timestamptz not null,
    primary key (repository_id, object_id)
);

-- Git LFS objects that pointers ask for and that are not here yet.
create table wanted_lfs_object (
    repository_id uuid             not null references mirror on delete cascade,
    oid           text collate "C" not null,
    size          bigint           not null,
    tries         integer          not null default 0,
    error         text,
    due_at        timestamptz      not null default now(),
    primary key (repository_id, oid)
);

-- Until when nobody of this budget may call: an installation, a team's logins at a host, or everybody at a host.
create table budget (
    budget       text primary key,
    paused_until timestamptz not null,
    reason       text        not null
);

-- Passes that somebody wished for, that moved something, or that failed; the newest hundred of each mirror.
create table run (
    sync_id       uuid primary key,
    repository_id uuid        not null references mirror on delete cascade,
    reason        text        not null,
    started_at    timestamptz not null,
    ended_at      timestamptz not null,
    outcome       text        not null check (outcome in ('SUCCEEDED', 'PARTIAL', 'FAILED', 'REFUSED')),
    refs_moved    integer     not null default 0,
    error         text,
    retry_at      timestamptz
);

create index run_newest on run (repository_id, ended_at desc);
