-- One Git repository. A transaction that moves refs or changes the set of packs locks its row first and raises the version
-- that it changed; whoever has cached refs or packs of one version may use them as long as the version stands.
create table repository (
    id            uuid primary key,
    team          text             not null,
    name          text collate "C" not null,
    upstream_key  text,
    refs_version  bigint           not null default 0,
    packs_version bigint           not null default 0,
    created_at    timestamptz      not null,
    deleted_at    timestamptz
);

create unique index repository_name on repository (team, name) where deleted_at is null;
create unique index repository_upstream on repository (team, upstream_key) where deleted_at is null;

-- Refs and HEAD. Byte order of names is what Git means by a prefix. peeled_id is set for annotated tags only, so that no
-- advertisement has to open an object.
create table git_ref (
    repository_id uuid             not null references repository,
    name          text collate "C" not null,
    object_id     bytea check (octet_length(object_id) = 20),
    peeled_id     bytea check (octet_length(peeled_id) = 20),
    symref        text collate "C",
    refs_version  bigint           not null,
    updated_at    timestamptz      not null,
    primary key (repository_id, name),
    check ((object_id is null) <> (symref is null))
);

-- Every move of every ref, append-only. Old and new are null where the ref did not exist or was symbolic. Readers bring
-- cached refs up to date from here, so rows must outlive what a process may have cached: days, not minutes.
create table ref_log (
    id            bigint generated always as identity primary key,
    repository_id uuid             not null references repository,
    ref_name      text collate "C" not null,
    old_id        bytea check (octet_length(old_id) = 20),
    new_id        bytea check (octet_length(new_id) = 20),
    refs_version  bigint           not null,
    cause         text             not null,
    actor         text             not null,
    message       text             not null,
    push_id       uuid             not null,
    at            timestamptz      not null
);

create index ref_log_by_ref on ref_log (repository_id, ref_name, id desc);
create index ref_log_by_version on ref_log (repository_id, refs_version);

-- The pack manifest: what is not here does not exist, whatever lies in the object store.
create table pack (
    id               uuid primary key,
    repository_id    uuid        not null references repository,
    source           text        not null,
    object_count     bigint      not null,
    delta_count      bigint      not null,
    index_version    int         not null,
    min_update_index bigint      not null,
    max_update_index bigint      not null,
    estimated_size   bigint      not null,
    packs_version    bigint      not null,
    last_modified_at timestamptz not null,
    retired_at       timestamptz
);

create index pack_live on pack (repository_id) where retired_at is null;

create table pack_file (
    pack_id    uuid   not null references pack,
    extension  text   not null,
    size       bigint not null,
    block_size int    not null,
    sha256     bytea  not null check (octet_length(sha256) = 32),
    primary key (pack_id, extension)
);

-- Packs whose files may lie in the object store without a row above: written before the first byte, deleted by the commit.
-- What stays is the trace of a commit that failed or is of unknown outcome; only an old one may be cleaned up.
create table upload_intent (
    pack_id       uuid primary key,
    repository_id uuid        not null references repository,
    node          text        not null,
    started_at    timestamptz not null
);

create index upload_intent_started_at on upload_intent (started_at);

-- One row for each transaction that moved refs: when the answer to a commit is lost, this says whether it happened.
create table push (
    id            uuid primary key,
    repository_id uuid        not null references repository,
    refs_version  bigint      not null,
    cause         text        not null,
    actor         text        not null,
    at            timestamptz not null
);

create index push_at on push (at);
