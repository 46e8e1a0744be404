-- When a mirror was last found to be equal to its upstream: whoever reads it is told how current it is. Apart from the
-- repository, whose row every commit locks, and not of git.upstream, which mirrors of an installation do not have.
create table mirror_check (
    repository_id uuid primary key references repository on delete cascade,
    checked_at    timestamptz not null
);
