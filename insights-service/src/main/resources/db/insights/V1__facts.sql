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

-- Times during which an account at a forge belonged to a user; one that has ended never changes. Contributions find them by the
-- account's key: id: and the forge's id, or login: and the login in lower case.
create table identity_link (
    link_id     uuid primary key,
    instance    text        not null,
    account_id  text        not null,
    id_key      text        not null,
    login       text        not null,
    login_key   text        not null,
    user_id     uuid        not null,
    linked_at   timestamptz not null,
    unlinked_at timestamptz,
    seen_at     timestamptz not null
);

create index identity_link_id on identity_link (instance, id_key);
create index identity_link_login on identity_link (instance, login_key);
create index identity_link_user on identity_link (user_id);

-- Users who have or had a linked account, and the teams whose members they are.
create table person (
    user_id uuid primary key,
    name    text collate "C"   not null,
    teams   text[] collate "C" not null,
    seen_at timestamptz        not null
);

-- What accounts did, each once: of several reports of one act, the least in the order of these columns counts: indirect, without
-- account_id, reported_at, at, account_key, login, bot. person is whose it is, by the links that are known.
create table contribution (
    forge_key   text collate "C" not null,
    kind        text collate "C" not null,
    subject     text collate "C" not null,
    indirect    boolean          not null,
    instance    text collate "C" not null,
    account_key text collate "C" not null,
    account_id  text collate "C",
    login       text collate "C" not null,
    bot         boolean          not null,
    at          timestamptz      not null,
    reported_at timestamptz      not null,
    person      uuid,
    primary key (forge_key, kind, subject)
);

create index contribution_at on contribution (forge_key, at);
create index contribution_account on contribution (instance, account_key, forge_key, kind, subject);

-- Accounts whose contributions are attributed again, since a link has begun or ended: how far that has come.
create table backfill (
    instance     text        not null,
    account_key  text        not null,
    forge_key    text        not null default '',
    kind         text        not null default '',
    subject      text        not null default '',
    checked      bigint      not null default 0,
    changed      bigint      not null default 0,
    requested_at timestamptz not null default now(),
    primary key (instance, account_key)
);
