-- The secrets and configs of teams, which jobs get as environment variables. Values of secrets are sealed, those of configs are UTF-8.
create table pipeline.team_value (
    team       text        not null,
    store      text        not null check (store in ('secrets', 'configs')),
    -- ordered by its bytes, as pages are
    key        text collate "C" not null,
    value      bytea       not null,
    updated_at timestamptz not null,
    updated_by text        not null,
    primary key (team, store, key)
);

-- Whether they run code of a change from a fork that was not approved, which gets neither secrets nor configs. Null in rows that an
-- instance of the previous version wrote, which did not state it.
alter table pipeline.trigger add column untrusted boolean;
alter table pipeline.build add column untrusted boolean;
