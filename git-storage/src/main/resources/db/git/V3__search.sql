-- The index that finds text in all repositories of a team. It has which files contain which three consecutive characters (trigrams),
-- so that only few files have to be read; what it finds is compared with the contents before it is shown.

-- Which repositories are to be indexed, and which process does it. The transaction that moves refs makes its repository due.
create table search_progress (
    repository_id uuid primary key references repository on delete cascade,
    due_at        timestamptz,
    lease_id      uuid,
    lease_until   timestamptz,
    failures      integer not null default 0,
    indexed_at    timestamptz
);

create index search_progress_due on search_progress (due_at) where due_at is not null;
create index search_progress_lease on search_progress (lease_until) where lease_until is not null;

insert into search_progress (repository_id, due_at)
select id, now() from repository where deleted_at is null and not hidden;

-- The branches and tags of a repository that are indexed; slot 0 is its default branch. commit_id is what the files of the slot are
-- from. target_id is set while they are changed: if it remains, the slot is indexed from scratch.
create table search_ref (
    repository_id uuid             not null references repository on delete cascade,
    slot          smallint         not null check (slot between 0 and 62),
    name          text collate "C" not null,
    commit_id     bytea check (octet_length(commit_id) = 20),
    target_id     bytea check (octet_length(target_id) = 20),
    primary key (repository_id, slot),
    unique (repository_id, name)
);

-- Contents, once for each team. Numbers of a team grow without gaps, which the advisory lock of the team's index ensures.
create table search_blob (
    team      text    not null,
    number    integer not null,
    object_id bytea   not null check (octet_length(object_id) = 20),
    primary key (team, number),
    unique (team, object_id)
);

-- Where a content is. Bit n of refs: whether the ref of slot n has it at this path.
create table search_file (
    repository_id uuid             not null references repository on delete cascade,
    path          text collate "C" not null,
    team          text             not null,
    number        integer          not null,
    refs          bigint           not null,
    primary key (repository_id, path, number),
    foreign key (team, number) references search_blob
);

create index search_file_blob on search_file (team, number);

-- Parts of a team's index, each of contents with consecutive numbers. Eight of one level are merged into one of the next.
create table search_segment (
    id           bigint generated always as identity primary key,
    team         text     not null,
    level        smallint not null,
    first_number integer  not null,
    last_number  integer  not null
);

create index search_segment_team on search_segment (team, last_number);

-- The trigrams of a segment in order, each with the numbers of the contents that have it; many trigrams in one row.
create table search_block (
    segment_id    bigint  not null references search_segment on delete cascade,
    first_trigram integer not null,
    postings      bytea   not null,
    primary key (segment_id, first_trigram)
);

alter table search_block alter column postings set storage external;
