-- Which provider's groups gave a member which role; member.group_role is the highest one of them. A membership that an instance of the
-- previous version changes has no row here, and follows the provider of the next sign-in, as it did before.
create table member_group_role (
    team    text not null,
    user_id uuid not null,
    issuer  text not null,
    role    text not null check (role in ('VIEWER', 'MEMBER', 'MAINTAINER', 'OWNER')),
    primary key (team, user_id, issuer),
    constraint member_group_role_member foreign key (team, user_id) references member (team, user_id) on delete cascade
);

-- there was one provider
insert into member_group_role (team, user_id, issuer, role)
select member.team, member.user_id, account.issuer, member.group_role
  from member
  join lateral (select issuer from provider_account where user_id = member.user_id order by linked_at desc limit 1) account on true
 where member.group_role is not null;
