-- What events reported about repositories, as sets: every key comes from the content of the fact, so arrival order and
-- duplicates make no difference. Facts of the forge are stored by forge key (instance:id), our own by repository id, because
-- either may arrive before the other.

create table repository (
    id           uuid primary key,
    team         text        not null,
    name         text        not null,
    upstream_key text,
    seen_at      timestamptz not null
);

create index repository_team_name on repository (team, name);
create index repository_upstream_key on repository (upstream_key);

create table forge_repository (
    forge_key      text primary key,
    full_name      text        not null,
    default_branch text        not null,
    archived       boolean     not null,
    deleted        boolean     not null,
    seen_at        timestamptz not null
);

create table deployment_status (
    forge_key     text        not null,
    deployment_id text        not null,
    status_id     text        not null,
    fingerprint   text        not null,
    environment   text        not null,
    state         text        not null,
    ref           text        not null,
    sha           text        not null,
    created_at    timestamptz not null,
    at            timestamptz not null,
    primary key (forge_key, deployment_id, status_id, fingerprint)
);

-- The newest version of each change: later events of it, and events that arrive late, change a row only if they are newer.
create table change (
    forge_key        text        not null,
    number           bigint      not null,
    fingerprint      text        not null,
    title            text        not null,
    author_login     text        not null,
    author_is_bot    boolean     not null,
    base_ref         text        not null,
    head_ref         text        not null,
    head_sha         text        not null,
    from_fork        boolean     not null,
    merge_commit_sha text,
    created_at       timestamptz not null,
    merged_at        timestamptz,
    closed_at        timestamptz,
    at               timestamptz not null,
    primary key (forge_key, number)
);

create table push (
    forge_key text    not null,
    event_id  uuid    not null,
    ref       text    not null,
    before    text,
    after     text,
    forced    boolean not null,
    commits   jsonb   not null,
    primary key (forge_key, event_id)
);

create index push_ref on push (forge_key, ref);

-- The commit graph of the mirror: whatever its default branch ever reached. Parents in order, parted by one blank.
create table commit (
    repository_id uuid        not null,
    id            text        not null,
    parents       text        not null,
    title         text        not null,
    author_name   text        not null,
    author_email  text        not null,
    -- values of the Co-authored-by trailers, one a line: they name the agents that wrote it
    co_authors    text        not null default '',
    authored_at   timestamptz not null,
    committed_at  timestamptz not null,
    primary key (repository_id, id)
);

create table build_step (
    repository_id uuid        not null,
    build_id      uuid        not null,
    stage         text        not null,
    fingerprint   text        not null,
    pipeline      text        not null,
    trigger       text        not null,
    sha           text        not null,
    change_number bigint,
    conclusion    text,
    at            timestamptz not null,
    primary key (repository_id, build_id, stage, fingerprint)
);

-- Per forge key and per repository id: how often its facts changed, for caches, and the latest time that an event reported.
create table progress (
    scope        text primary key,
    version      bigint      not null,
    data_through timestamptz not null
);
