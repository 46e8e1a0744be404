-- Whether pushes to a mirror that is read without credentials are refused instead of staying here: a public repository of an
-- account that is connected, which the installation of the App does not cover.
alter table upstream add column read_only boolean not null default false;
