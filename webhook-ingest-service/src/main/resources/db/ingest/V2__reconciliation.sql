-- Pushes that were published, one for each ref, until no sync can find the same change any more. Those that arrived after their
-- change had been reconciled stay as long as their deliveries, which may be replayed.
create table reported_ref (
    -- the id that the delivery gives to its event
    report_id   uuid primary key,
    -- the id that it was published with: the same, or that of the reconciled event of the change
    event_id    uuid        not null,
    delivery_id bigint      not null,
    record_key  text        not null,
    ref         text        not null,
    -- object ids; null where the ref did not exist
    before      text,
    after       text,
    reported_at timestamptz not null,
    -- the push was made at this time or earlier
    pushed_by   timestamptz not null
);

-- by hash: a forge's ref may be longer than an index takes
create index reported_ref_ref on reported_ref (record_key, hashtextextended(ref, 0));
create index reported_ref_reported on reported_ref (reported_at);

-- Moves of branches and tags of mirrors, which a report explains or which are reconciled once due_at has passed.
create table found_move (
    id            bigint generated always as identity primary key,
    repository_id uuid        not null,
    refs_version  bigint      not null,
    record_key    text        not null,
    shard         smallint    not null,
    ref           text        not null,
    before        text,
    after         text,
    -- when the mirror was last equal to its upstream before, and when its ref moved
    checked_at    timestamptz not null,
    moved_at      timestamptz not null,
    due_at        timestamptz not null,
    state         text        not null default 'WAITING' check (state in ('WAITING', 'REPORTED', 'RECONCILED', 'SKIPPED')),
    reason        text,
    decided_at    timestamptz,
    -- the reports and reconciled events that explain it; a report explains one move of a mirror
    explained_by  uuid[]      not null default '{}',
    -- the part that these explain: moves of other mirrors explain the rest
    part_before   text,
    part_after    text,
    part_since    timestamptz,
    part_until    timestamptz,
    unique (repository_id, refs_version, ref)
);

create index found_move_waiting on found_move (shard, due_at) where state = 'WAITING';
create index found_move_ref on found_move (record_key, ref);
create index found_move_decided on found_move (decided_at) where decided_at is not null;

-- Events that were published for changes that no delivery had reported. A late report of such a change, or of a part of it, is
-- published with the same id. What no report has explained yet is from open_before to open_after.
create table reconciled_ref (
    event_id      uuid primary key,
    -- the mirror that found the change
    repository_id uuid        not null,
    record_key    text        not null,
    ref           text        not null,
    before        text,
    after         text,
    is_open       boolean     not null,
    open_before   text,
    open_after    text,
    checked_at    timestamptz not null,
    moved_at      timestamptz not null,
    reconciled_at timestamptz not null
);

create index reconciled_ref_ref on reconciled_ref (record_key, ref);
create index reconciled_ref_reconciled on reconciled_ref (reconciled_at);

-- What each mirror read its upstream with when it last reported a success.
create table mirror_upstream (
    repository_id   uuid primary key,
    record_key      text        not null,
    clone_url       text        not null,
    installation_id text,
    read_at         timestamptz not null
);

create index mirror_upstream_key on mirror_upstream (record_key);
