-- Files of jobs that outlive them: artifacts of a build, and caches of a repository. The files are in objects.

-- Objects that were written, or are about to be.
create table pipeline.file_object (
    object_key text primary key,
    -- noted: nothing refers to it yet; used: an artifact or a cache does; doomed: it is being deleted, and nothing may refer to it
    state      text        not null default 'noted' check (state in ('noted', 'used', 'doomed')),
    noted_at   timestamptz not null default now()
);

create index file_object_unused on pipeline.file_object (noted_at) where state <> 'used';

create table pipeline.artifact (
    id           uuid primary key,
    build_id     uuid        not null,
    position     integer     not null,
    -- as ops.yml calls it; ordered by its bytes
    name         text collate "C" not null,
    files        integer     not null,
    -- of its files together, and of the archive with them
    bytes        bigint      not null,
    object_bytes bigint      not null,
    -- of the archive, 64 hex digits
    sha256       text        not null,
    -- where the archive is; null once it is deleted
    object_key   text,
    kept_at      timestamptz not null,
    expires_at   timestamptz not null,
    unique (build_id, position, name),
    foreign key (build_id, position) references pipeline.job (build_id, position)
);

create index artifact_expiry on pipeline.artifact (expires_at) where object_key is not null;

-- A cache never changes: other content is another entry.
create table pipeline.cache_entry (
    id           uuid primary key,
    team         text        not null,
    upstream_key text        not null,
    -- whose builds may read it: branch:<name>, change:<number>, tag:<name> or manual:<ref>
    scope        text        not null,
    -- as ops.yml calls it
    name         text        not null,
    -- of what its content depends on, 64 hex digits
    hash         text        not null,
    files        integer     not null,
    bytes        bigint      not null,
    object_bytes bigint      not null,
    object_key   text        not null,
    saved_at     timestamptz not null,
    used_at      timestamptz not null,
    unique (team, upstream_key, scope, name, hash)
);

create index cache_entry_use on pipeline.cache_entry (team, upstream_key, used_at);
create index cache_entry_idle on pipeline.cache_entry (used_at);
