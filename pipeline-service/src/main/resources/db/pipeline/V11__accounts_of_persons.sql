-- Whose accounts at forges are, by access.identities. A row is a link; an account that is linked again gets another one.
create table pipeline.linked_account (
    link_id  uuid        primary key,
    instance text        not null,
    -- in lower case
    login    text        not null,
    user_id  uuid        not null,
    -- only they may learn who the user is
    teams    text[]      not null,
    ended    boolean     not null,
    seen_at  timestamptz not null
);

create index linked_account_current on pipeline.linked_account (instance, login) where not ended;

-- Builds that get a person when the account of their actor is linked.
create index build_without_person on pipeline.build (instance, lower(actor)) where person is null and trigger_kind = 'event';
