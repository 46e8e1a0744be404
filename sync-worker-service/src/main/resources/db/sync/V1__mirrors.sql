-- Installations of the App. A mirror may run only while both states are ACTIVE.
create table installation (
    instance        text not null,
    installation_id text not null,
    -- number of the account that it is for: names of accounts change
    account_id      text,
    team            text,
    link_state      text not null default 'UNLINKED'
        check (link_state in ('UNLINKED', 'ACTIVE', 'SUSPENDED', 'REMOVED')),
    forge_state     text not null default 'ACTIVE' check (forge_state in ('ACTIVE', 'SUSPENDED', 'REMOVED')),
    -- by the gateway's clock: a record that is read again must not undo a newer one
    linked_at       timestamptz,
    -- which of its repositories become mirrors by themselves, as the team chose
    mirroring       text not null default 'ALL' check (mirroring in ('ALL', 'REQUESTED')),
    -- the newest report of the forge about it, by the forge's clock: an older one that comes late must not undo it
    reported_as_of  timestamptz,
    -- the same for the name of its account
    named_as_of     timestamptz,
    -- how many events changed what it covers: a list that was read meanwhile may be older than one of them
    changes         bigint not null default 0,
    -- when its repositories are compared with what the forge lists; infinity while that runs
    list_due_at     timestamptz not null default now(),
    list_lease_id   uuid,
    list_leased_until timestamptz,
    primary key (instance, installation_id)
);

create index installation_list_due on installation (list_due_at) where team is not null;

-- A repository at a forge that an installation covers. The forge's own number is the key, so a rename changes columns only.
create table upstream (
    instance        text    not null,
    forge_id        text    not null,
    installation_id text    not null,
    full_name       text    not null,
    clone_url       text    not null,
    listed          boolean not null,
    repository_id   uuid unique,
    team            text,
    -- whether the installation's own mirror is wanted. It is not after the team deleted it; the installation still covers the
    -- repository, so other repositories that follow it continue.
    mirror_wanted   boolean not null default true,
    primary key (instance, forge_id)
);

create index upstream_installation on upstream (instance, installation_id);

-- One mirror and the state of its syncs. It was created by an installation of the App, or because a team created a repository
-- that follows something (attached); only the first has the forge's number and, from the beginning, an installation. Requests
-- coalesce: a pass that began at requested_version N sets done_version to N.
create table mirror (
    repository_id     uuid primary key,
    team              text        not null,
    name              text        not null,
    upstream_key      text,
    clone_url         text        not null,
    -- where the upstream says that the repository is now, when it redirects there permanently
    moved_to          text,
    -- host and path of the clone URL in lower case, without .git: how events of a forge find mirrors of all modes
    address           text        not null default '',
    provider          text        not null default 'github',
    installation_id   text,
    mode              text        not null default 'GITHUB_APP' check (mode in ('GITHUB_APP', 'PUBLIC', 'CREDENTIALS')),
    attached          boolean     not null default false,
    -- the rate limit that its requests count against
    budget            text        not null default '',
    parked            text check (parked in ('INSTALLATION', 'CREDENTIALS')),
    requested_version bigint      not null default 1,
    done_version      bigint      not null default 0,
    reason            text        not null,
    -- the span of the newest request (W3C), which the pass continues; null while tracing is off
    traceparent       text,
    -- refs besides branches and tags that were requested, oldest first
    demanded_refs     text[]      not null default '{}',
    -- when the next pass is due, and the earliest time at which it may begin
    due_at            timestamptz not null default now(),
    not_before        timestamptz not null default now(),
    -- when a pass was last requested, or one found something new
    active_at         timestamptz not null default now(),
    failures          integer     not null default 0,
    -- the pass in progress; abandoned once lease_until has passed by this server's clock
    lease_id          uuid,
    lease_until       timestamptz,
    leased_version    bigint,
    started_at        timestamptz,
    progress          text,
    checked_at        timestamptz,
    failed_at         timestamptz,
    last_error        text,
    -- refs that the last pass could not mirror, each with its reason
    faults            text[]      not null default '{}',
    refs_version      bigint,
    -- whether a .gitattributes mentions Git LFS
    lfs               boolean     not null default false
);

create index mirror_due on mirror (due_at) where parked is distinct from 'INSTALLATION';
create index mirror_team on mirror (team, name);
create index mirror_address on mirror (address);
create index mirror_leased on mirror (lease_until) where lease_until is not null;
create index mirror_upstream_key on mirror (upstream_key);

-- What an upstream that accepts no pushes last reported, to distinguish changes made here from changes made there.
create table upstream_ref (
    repository_id uuid             not null references mirror on delete cascade,
    ref           text collate "C" not null,
    -- null: the upstream never had it
    object_id     text,
    -- changed here since the upstream reported it; kept whatever the upstream reports
    local         boolean          not null default false,
    primary key (repository_id, ref)
);

create index upstream_ref_local on upstream_ref (repository_id) where local;

-- Commits that callers wait for: an upstream may list its refs from a replica that is behind the event.
create table awaited_commit (
    repository_id uuid        not null references mirror on delete cascade,
    object_id     text        not null,
    until         timestamptz not null,
    primary key (repository_id, object_id)
);

-- Git LFS objects that pointers name and that are not stored yet.
create table wanted_lfs_object (
    repository_id uuid             not null references mirror on delete cascade,
    oid           text collate "C" not null,
    size          bigint           not null,
    tries         integer          not null default 0,
    error         text,
    due_at        timestamptz      not null default now(),
    primary key (repository_id, oid)
);

-- Until when no requests of a budget may be sent: those of an installation, of a team's credentials at a host, or all
-- anonymous ones at a host.
create table budget (
    budget       text primary key,
    paused_until timestamptz not null,
    reason       text        not null
);

-- Passes that were requested, moved something, or failed; the newest hundred of each mirror.
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
