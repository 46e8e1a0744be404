-- Git LFS objects. A row makes an object part of one repository; the same content in another repository is another row and
-- another stored file, so that a right to one repository never reaches what lies in another.
create table lfs_object (
    repository_id uuid        not null references repository,
    oid           bytea       not null check (octet_length(oid) = 32),
    size          bigint      not null check (size >= 0),
    upload_id     uuid        not null unique,
    actor         text        not null,
    created_at    timestamptz not null,
    primary key (repository_id, oid)
);

-- Uploads whose file may lie in the object store without a row above: written before the file, deleted in the transaction
-- that adds the row. An old one was left behind by a process that died, and its file may go.
create table lfs_upload (
    id            uuid primary key,
    repository_id uuid        not null references repository,
    oid           bytea       not null check (octet_length(oid) = 32),
    node          text        not null,
    started_at    timestamptz not null
);

create index lfs_upload_started_at on lfs_upload (started_at);

-- Who works on a file that cannot be merged. Holds for all branches.
create table lfs_lock (
    id            uuid primary key,
    repository_id uuid             not null references repository,
    path          text collate "C" not null,
    owner         text             not null,
    locked_at     timestamptz      not null,
    unique (repository_id, path)
);
