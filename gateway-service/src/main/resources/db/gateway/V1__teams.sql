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
    -- how recent state and scope, and the account's name, are by the forge's clock; null if no report had a time
    state_as_of     timestamptz,
    name_as_of      timestamptz,
    -- whose App it is; null until the forge itself listed it
    connection_id   text,
    revision        integer     not null default 0,
    updated_at      timestamptz not null,
    primary key (instance, installation_id)
);

create index installation_account on installation (instance, account_id);

create index installation_number on installation (installation_id);

-- Teams that have chosen which repositories of their installations are mirrored; those that have not want all.
create table team_mirroring (
    team      text primary key references team (slug),
    mirroring text not null check (mirroring in ('ALL', 'REQUESTED'))
);

-- When the installations of each connected App are compared with what the forge lists. next_check_at is infinity while a
-- check runs, unless another one was requested meanwhile.
create table installation_check (
    connection_id text primary key,
    instance      text        not null,
    next_check_at timestamptz not null,
    lease_id      uuid,
    leased_until  timestamptz
);

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

-- A webhook secret that replaces the others of its connection. A row ends with the secrets that it replaces.
create table secret_rotation (
    connection_id text primary key references forge_connection (id),
    secret_id     uuid        not null references forge_secret (id),
    -- when the forge is asked, or asked again, to sign with it
    due_at        timestamptz not null,
    attempts      int         not null,
    -- why the last attempt failed
    problem       text,
    applied_at    timestamptz,
    -- when the other secrets are removed
    retire_at     timestamptz,
    check ((applied_at is null) = (retire_at is null))
);

create index forge_secret_active on forge_secret (connection_id) where removed_at is null;

-- A person: a user. An administrator of the platform has no role in a team by that.
create table app_user (
    id            uuid primary key,
    name          text        not null,
    administrator boolean     not null,
    created_at    timestamptz not null
);

-- Accounts of users at forges: an account belongs to one user at most, and a user has one account at each forge.
create table identity (
    instance   text        not null,
    account_id text        not null,
    user_id    uuid        not null references app_user (id),
    login      text        not null,
    linked_at  timestamptz not null,
    primary key (instance, account_id),
    unique (user_id, instance)
);

-- Tokens of an account at a forge for one App, encrypted with the platform's keyset for the context
-- 'gateway.user_token/<connection>/<instance>:<account>/<kind>'. They end with the link of the account.
create table user_token (
    instance           text        not null,
    account_id         text        not null,
    connection_id      text        not null references forge_connection (id),
    access_sealed      bytea       not null,
    expires_at         timestamptz,
    refresh_sealed     bytea,
    refresh_expires_at timestamptz,
    -- when the person authorized the App; a refresh does not change it
    granted_at         timestamptz not null,
    refreshed_at       timestamptz not null,
    primary key (instance, account_id, connection_id),
    foreign key (instance, account_id) references identity (instance, account_id) on delete cascade
);

-- Flows that have sent a browser to a forge and wait for it to come back. The random texts in the browser's address and in its
-- cookie are stored as their SHA-256. A row is deleted when the browser comes back: a state is valid once.
create table browser_flow (
    state_sha256      text primary key,
    browser_sha256    text        not null,
    purpose           text        not null check (purpose in ('SIGN_IN', 'LINK', 'INSTALL')),
    connection_id     text        not null references forge_connection (id),
    user_id           uuid references app_user (id),
    team              text references team (slug),
    installation_id   text,
    invitation_sha256 text,
    expires_at        timestamptz not null
);

create index browser_flow_expires_at on browser_flow (expires_at);

-- Apps that administrators are registering from a manifest, by the SHA-256 of the state. A row is deleted when its App is connected.
create table app_manifest (
    state_sha256 text primary key,
    instance     text        not null,
    api_url      text        not null,
    web_url      text        not null,
    team         text references team (slug),
    user_id      uuid,
    actor        text        not null,
    expires_at   timestamptz not null
);

-- The history of identities: a row for each time that an account belonged to a user under one login. Rows are kept when the
-- time has ended, since what the account did in it stays the user's.
create table identity_link (
    id          uuid primary key,
    instance    text        not null,
    account_id  text        not null,
    user_id     uuid        not null references app_user (id),
    login       text        not null,
    linked_at   timestamptz not null,
    unlinked_at timestamptz,
    changed_at  timestamptz not null,
    check (unlinked_at >= linked_at)
);

create unique index identity_link_lasting on identity_link (instance, account_id) where unlinked_at is null;
create index identity_link_account on identity_link (instance, account_id);
create index identity_link_user on identity_link (user_id);

create table member (
    team      text        not null references team (slug),
    user_id   uuid        not null references app_user (id),
    role      text        not null check (role in ('VIEWER', 'MEMBER', 'MAINTAINER', 'OWNER')),
    joined_at timestamptz not null,
    primary key (team, user_id)
);

create index member_user on member (user_id);

-- Invitations by link: the secret in the link is stored as its SHA-256, and accepted once.
create table invitation (
    id            text primary key,
    team          text        not null references team (slug),
    role          text        not null check (role in ('VIEWER', 'MEMBER', 'MAINTAINER', 'OWNER')),
    secret_sha256 text        not null unique,
    invited_by    text        not null,
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    accepted_by   uuid references app_user (id),
    accepted_at   timestamptz,
    revoked_at    timestamptz
);

create index invitation_team on invitation (team, created_at);

-- Access tokens, as their SHA-256. revision counts published changes, so that each has an id of its own.
create table access_token (
    id           text primary key,
    sha256       text        not null unique,
    team         text        not null references team (slug),
    user_id      uuid references app_user (id),
    owner        text        not null,
    name         text        not null,
    role         text        not null check (role in ('VIEWER', 'MEMBER', 'MAINTAINER', 'OWNER')),
    scopes       text        not null,
    revision     integer     not null,
    created_at   timestamptz not null,
    changed_at   timestamptz not null,
    expires_at   timestamptz not null,
    revoked_at   timestamptz,
    last_used_at timestamptz
);

create index access_token_team on access_token (team, created_at);
create index access_token_user on access_token (user_id, team);

-- Sessions of browsers, as the SHA-256 of their cookie. A session was begun by a user, an access token or the administrator.
create table session (
    id         uuid primary key,
    sha256     text        not null unique,
    user_id    uuid references app_user (id),
    token_id   text references access_token (id),
    team       text references team (slug),
    client     text        not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);

create index session_of_user on session (user_id);
create index session_expires_at on session (expires_at);

-- Who changed what. Rows are only added.
create table audit (
    id           bigint generated always as identity primary key,
    at           timestamptz not null,
    user_id      uuid,
    actor        text        not null,
    team         text,
    action       text        not null,
    subject      text        not null,
    before_value text,
    after_value  text
);

create index audit_team on audit (team, id);
