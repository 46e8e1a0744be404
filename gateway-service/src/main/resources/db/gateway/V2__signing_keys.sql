-- Public keys that a team signs commits and pushes with. None of them signs tokens.
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
