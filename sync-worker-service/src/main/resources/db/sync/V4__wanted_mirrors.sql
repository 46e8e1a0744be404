-- Whether the installation's own mirror is wanted. It is not after the team deleted it; the installation reaches the
-- repository all the same, so that others that follow it go on.
alter table upstream add column mirror_wanted boolean not null default true;

create index mirror_upstream_key on mirror (upstream_key);
