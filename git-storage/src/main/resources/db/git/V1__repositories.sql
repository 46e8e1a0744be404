-- One Git repository. A transaction that moves refs or changes the set of packs locks its row first and raises the version
-- that it changed; cached refs or packs of one version are valid until the version changes.
create table repository (
    id                    uuid primary key,
    team                  text             not null,
    name                  text collate "C" not null,
    -- the forge's own number (instance:id) of the upstream whose mirror an installation created; unique in the team
    upstream_key          text,
    refs_version          bigint           not null default 0,
    packs_version         bigint           not null default 0,
    -- whether the default branch was chosen explicitly: then the first push does not choose another
    default_branch_chosen boolean          not null default false,
    -- being filled, by a fork for example: it reserves its name and cannot be found until the transaction that adds its first
    -- refs. One that stays hidden was left behind by a process that died.
    hidden                boolean          not null default false,
    created_at            timestamptz      not null,
    deleted_at            timestamptz
);

create unique index repository_name on repository (team, name) where deleted_at is null;
create unique index repository_upstream on repository (team, upstream_key) where deleted_at is null;
-- a team's repositories are listed newest first
create index repository_created on repository (team, created_at desc, id desc) where deleted_at is null;
-- whether a name was used before
create index repository_deleted_name on repository (team, name) where deleted_at is not null;
create index repository_deleted_at on repository (deleted_at) where deleted_at is not null;

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

-- Every move of every ref, append-only. Old and new are null where the ref did not exist or was symbolic. Readers update
-- cached refs from here, so rows must outlive what a process may have cached: days, not minutes.
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
create index ref_log_at on ref_log (at);

-- The pack manifest: a pack without a row does not exist, even if its files are in the object store.
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
create index pack_retired_at on pack (retired_at) where retired_at is not null;

create table pack_file (
    pack_id    uuid   not null references pack,
    extension  text   not null,
    size       bigint not null,
    block_size int    not null,
    sha256     bytea  not null check (octet_length(sha256) = 32),
    primary key (pack_id, extension)
);

-- What a collected pack was made from: ids of branches and tags that are not reachable from one another, 20 bytes each. The
-- pack holds exactly what these reach, so a client that wants all of them gets it unchanged.
create table collected_pack (
    pack_id uuid  primary key references pack on delete cascade,
    tips    bytea not null check (octet_length(tips) % 20 = 0)
);

-- Packs whose files may be in the object store without a row above: written before the first byte, deleted by the commit. A
-- row that remains is from a commit that failed or whose outcome is unknown; only an old one may be removed.
create table upload_intent (
    pack_id       uuid primary key,
    repository_id uuid        not null references repository,
    node          text        not null,
    started_at    timestamptz not null
);

create index upload_intent_started_at on upload_intent (started_at);

-- One row for each transaction that moved refs: when the result of a commit is lost, this shows whether it happened.
create table push (
    id            uuid primary key,
    repository_id uuid        not null references repository,
    refs_version  bigint      not null,
    cause         text        not null,
    actor         text        not null,
    at            timestamptz not null
);

create index push_at on push (at);

-- Tips that a forced move or a deletion left behind. Until expires_at they are kept like refs that are not advertised.
create table retained_tip (
    repository_id uuid             not null references repository,
    object_id     bytea            not null check (octet_length(object_id) = 20),
    ref_name      text collate "C" not null,
    push_id       uuid             not null,
    retained_at   timestamptz      not null,
    expires_at    timestamptz      not null,
    primary key (repository_id, object_id)
);

-- Whether a repository's packs are due for maintenance, which process does it, and the result. Maintenance clears due_at when
-- it begins; an expired lease is due again.
create table maintenance (
    repository_id uuid primary key references repository,
    due_at        timestamptz,
    lease_id      uuid,
    lease_until   timestamptz,
    failures      integer not null default 0,
    -- when refs were read for the last full repack, and how long it took
    repacked_at   timestamptz,
    repack_millis bigint  not null default 0,
    last_kind     text,
    last_message  text,
    last_began_at timestamptz,
    last_ended_at timestamptz
);

create index maintenance_due on maintenance (due_at) where due_at is not null;
create index maintenance_lease on maintenance (lease_until) where lease_until is not null;

-- Git LFS objects. A row makes an object part of one repository; the same content in another repository is another row and
-- another stored file, so access to one repository never reaches objects of another.
create table lfs_object (
    repository_id uuid        not null references repository,
    oid           bytea       not null check (octet_length(oid) = 32),
    size          bigint      not null check (size >= 0),
    upload_id     uuid        not null unique,
    actor         text        not null,
    created_at    timestamptz not null,
    primary key (repository_id, oid)
);

-- Uploads whose file may be in the object store without a row above: written before the file, deleted in the transaction that
-- adds the row. An old one was left behind by a process that died, and its file may be removed.
create table lfs_upload (
    id            uuid primary key,
    repository_id uuid        not null references repository,
    oid           bytea       not null check (octet_length(oid) = 32),
    node          text        not null,
    started_at    timestamptz not null
);

create index lfs_upload_started_at on lfs_upload (started_at);

-- Locks of files that cannot be merged. A lock holds for all branches.
create table lfs_lock (
    id            uuid primary key,
    repository_id uuid             not null references repository,
    path          text collate "C" not null,
    owner         text             not null,
    locked_at     timestamptz      not null,
    unique (repository_id, path)
);

-- Where a repository's content comes from if it was created to follow another. A mirror that an installation of the App
-- created has no row; its key identifies the upstream.
create table upstream (
    repository_id  uuid primary key references repository on delete cascade,
    provider       text        not null,
    host           text        not null,
    owner          text        not null,
    name           text        not null,
    clone_url      text        not null,
    mode           text        not null check (mode in ('GITHUB_APP', 'PUBLIC', 'CREDENTIALS')),
    operation      text        not null check (operation in ('SYNC', 'IMPORT')),
    -- WAITING: the first sync was not requested yet; RUNNING: requested or in progress; FAILED: it failed; SYNCED: it succeeded
    -- once; DETACHED: the repository no longer follows anything
    state          text        not null check (state in ('WAITING', 'RUNNING', 'FAILED', 'SYNCED', 'DETACHED')),
    -- as requested; null to follow the upstream's HEAD
    default_branch text,
    -- the forge's own number (instance:id), once it is known. Any number of repositories may follow one upstream.
    upstream_key   text,
    last_error     text,
    synced_at      timestamptz,
    changed_at     timestamptz not null
);

-- Credentials for upstreams, sealed: a row is of no use without the keyset file.
create table git_credential (
    id            text primary key,
    repository_id uuid        not null unique references repository on delete cascade,
    sealed        bytea       not null,
    created_at    timestamptz not null,
    rotated_at    timestamptz
);

-- Installations of the App, which decide whether a private repository can be followed: which team may use the App on which
-- account. From the newest records of the topic access.installations.
create table installation (
    instance        text not null,
    installation_id text not null,
    account_id      text not null,
    account_login   text not null,
    team            text not null,
    state           text not null check (state in ('ACTIVE', 'SUSPENDED', 'REMOVED')),
    -- by the gateway's clock: a record that is read again must not undo a newer one
    linked_at       timestamptz,
    primary key (instance, installation_id)
);

create index installation_team on installation (team);

-- Which account at the forge the upstream of a mirror belongs to, for mirrors that are read with tokens of an installation. The
-- installation is found by this number, since an account's name changes.
create table upstream_account (
    repository_id uuid primary key references repository on delete cascade,
    account_id    text not null
);

-- When a mirror was last found equal to its upstream, which readers see as its age. Apart from the repository, whose row every
-- commit locks, and from upstream, which mirrors of an installation do not have.
create table mirror_check (
    repository_id uuid primary key references repository on delete cascade,
    checked_at    timestamptz not null
);

-- The secret from which nonces of signed pushes are derived, unless one is configured. All instances share it: a nonce is
-- created by one request and comes back in the next. One row.
create table push_certificate (
    only_row boolean primary key default true check (only_row),
    seed     text not null
);
