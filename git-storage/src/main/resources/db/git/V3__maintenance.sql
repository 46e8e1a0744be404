-- Tips that a forced move or a deletion left behind. Until expires_at they are kept like refs that nobody sees.
create table retained_tip (
    repository_id uuid             not null references repository,
    object_id     bytea            not null check (octet_length(object_id) = 20),
    ref_name      text collate "C" not null,
    push_id       uuid             not null,
    retained_at   timestamptz      not null,
    expires_at    timestamptz      not null,
    primary key (repository_id, object_id)
);

-- Whether a repository's packs are to be looked at, who does it, and how it went. A look takes due_at away when it begins; a
-- lease that ran out is due by itself.
create table maintenance (
    repository_id     uuid primary key references repository,
    due_at            timestamptz,
    lease_id          uuid,
    lease_until       timestamptz,
    failures          integer not null default 0,
    -- when refs were read for the last full repack, and how long it took
    repacked_at       timestamptz,
    repack_millis     bigint  not null default 0,
    last_kind         text,
    last_message      text,
    last_began_at     timestamptz,
    last_ended_at     timestamptz
);

create index maintenance_due on maintenance (due_at) where due_at is not null;
create index maintenance_lease on maintenance (lease_until) where lease_until is not null;

insert into maintenance (repository_id, due_at)
select id, now() from repository where packs_version > 0;
