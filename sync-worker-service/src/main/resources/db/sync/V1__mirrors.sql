-- What we know of an installation of our App. A mirror may run only while both states are ACTIVE.
create table installation (
    instance        text not null,
    installation_id text not null,
    team            text,
    link_state      text not null default 'UNLINKED'
        check (link_state in ('UNLINKED', 'ACTIVE', 'SUSPENDED', 'REMOVED')),
    forge_state     text not null default 'ACTIVE' check (forge_state in ('ACTIVE', 'SUSPENDED', 'REMOVED')),
    primary key (instance, installation_id)
);

-- A repository at a forge that an installation reaches. The forge's own number is the key, so a rename changes columns only.
create table upstream (
    instance        text    not null,
    forge_id        text    not null,
    installation_id text    not null,
    full_name       text    not null,
    clone_url       text    not null,
    listed          boolean not null,
    repository_id   uuid unique,
    team            text,
    primary key (instance, forge_id)
);

create index upstream_installation on upstream (instance, installation_id);

-- One mirror and the state of its syncs. Wishes coalesce: a pass that began at requested_version N makes done_version N.
create table mirror (
    repository_id     uuid primary key,
    team              text        not null,
    name              text        not null,
    upstream_key      text        not null,
    clone_url         text        not null,
    installation_id   text        not null,
    parked            text check (parked in ('INSTALLATION', 'CREDENTIALS')),
    requested_version bigint      not null default 1,
    done_version      bigint      not null default 0,
    reason            text        not null,
    -- when the next pass is wanted, and before when it must not begin
    due_at            timestamptz not null default now(),
    not_before        timestamptz not null default now(),
    failures          integer     not null default 0,
    -- the pass that is under way; dead once lease_until has passed by this server's clock
    lease_id          uuid,
    lease_until       timestamptz,
    leased_version    bigint,
    checked_at        timestamptz,
    failed_at         timestamptz,
    last_error        text,
    refs_version      bigint
);

create index mirror_due on mirror (due_at) where parked is distinct from 'INSTALLATION';
create index mirror_team on mirror (team, name);
