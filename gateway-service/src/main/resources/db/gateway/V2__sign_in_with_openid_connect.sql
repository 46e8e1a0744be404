-- A flow leads to the App of a connection or, with an issuer, to an OpenID Connect provider.
alter table browser_flow alter column connection_id drop not null;
alter table browser_flow add column issuer text;
alter table browser_flow add constraint browser_flow_site check ((connection_id is null) <> (issuer is null));

-- Accounts of users at OpenID Connect providers: by them users are recognized, never by an e-mail address.
create table provider_account (
    id        uuid primary key,
    issuer    text        not null,
    subject   text        not null,
    user_id   uuid        not null references app_user (id),
    linked_at timestamptz not null,
    unique (issuer, subject),
    unique (user_id, issuer)
);

-- What makes someone a member, where groups at the provider do: the role is the higher one of both. Without group_role, the role is
-- the granted one, and granted_role has no meaning, so that rows of earlier versions are right.
alter table member add column granted_role text check (granted_role in ('VIEWER', 'MEMBER', 'MAINTAINER', 'OWNER'));
alter table member add column group_role text check (group_role in ('VIEWER', 'MEMBER', 'MAINTAINER', 'OWNER'));
