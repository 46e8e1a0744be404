-- The administrator's token, as its SHA-256; the token itself is printed once and not stored.
create table administrator (
    id           smallint primary key check (id = 1),
    token_sha256 bytea       not null,
    created_at   timestamptz not null
);

create table team (
    slug       text primary key,
    name       text        not null,
    created_at timestamptz not null
);

-- Public keys that sign tokens. A key without team is the platform's own.
create table access_key (
    id             text primary key,
    team           text references team (slug),
    name           text        not null,
    public_key_pem text        not null,
    fingerprint    bytea       not null,
    created_at     timestamptz not null,
    revoked_at     timestamptz
);

create unique index access_key_once on access_key (coalesce(team, ''), fingerprint) where revoked_at is null;

-- An account at a forge belongs to one team at most, whatever happens to its installations.
create table account_team (
    instance   text        not null,
    account_id text        not null,
    team       text        not null references team (slug),
    linked_at  timestamptz not null,
    primary key (instance, account_id)
);

-- Installations of the App, as the forge reported them. revision counts published changes, so that each has an id of its own.
create table installation (
    instance        text        not null,
    installation_id text        not null,
    account_id      text        not null,
    account_login   text        not null,
    account_type    text        not null check (account_type in ('USER', 'ORGANIZATION', 'ENTERPRISE', 'UNKNOWN')),
    repository_selection text   not null check (repository_selection in ('ALL', 'SELECTED', 'UNKNOWN')),
    -- one 'name level' a line
    permissions     text        not null,
    state           text        not null check (state in ('ACTIVE', 'SUSPENDED', 'DELETED')),
    suspended_at    timestamptz,
    team            text references team (slug),
    revision        integer     not null default 0,
    updated_at      timestamptz not null,
    primary key (instance, installation_id)
);

create index installation_account on installation (instance, account_id);

-- Accounts that the administrator gave to another team, kept as an audit trail.
create table account_move (
    id            uuid        primary key,
    instance      text        not null,
    account_id    text        not null,
    account_login text        not null,
    from_team     text        not null,
    to_team       text        not null,
    moved_at      timestamptz not null
);

-- Public keys with which a team signs commits and pushes. They do not sign tokens.
create table signing_key (
    id          text primary key,
    team        text        not null references team (slug),
    name        text        not null,
    kind        text        not null check (kind in ('SSH', 'OPENPGP')),
    public_key  text        not null,
    fingerprint text        not null,
    created_at  timestamptz not null,
    revoked_at  timestamptz
);

create unique index signing_key_once on signing_key (team, fingerprint) where revoked_at is null;

-- Connections to forges. revision counts published changes, so that each has an id of its own.
create table forge_connection (
    id         text primary key,
    name       text        not null,
    forge      text        not null,
    instance   text        not null,
    api_url    text        not null,
    web_url    text        not null,
    team       text references team (slug),
    app_id     text,
    app_slug   text,
    client_id  text,
    revision   integer     not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    removed_at timestamptz
);

create unique index forge_connection_app on forge_connection (instance, app_id) where app_id is not null and removed_at is null;

-- Secrets of connections, encrypted with the platform's keyset for the context 'forge.secret/<id>'.
create table forge_secret (
    id            uuid primary key,
    connection_id text        not null references forge_connection (id),
    purpose       text        not null check (purpose in ('APP_KEY', 'WEBHOOK', 'OAUTH_CLIENT')),
    sealed        bytea       not null,
    created_at    timestamptz not null,
    from_settings boolean     not null,
    removed_at    timestamptz
);

create index forge_secret_active on forge_secret (connection_id) where removed_at is null;
