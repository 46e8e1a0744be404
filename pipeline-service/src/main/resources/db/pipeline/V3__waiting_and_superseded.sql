-- Changes from forks, whose code does not run: the change shows why.
alter table pipeline.trigger add column from_fork boolean not null default false;

-- A newer commit of a change makes builds of its older ones superseded.
create index trigger_of_change on pipeline.trigger (upstream_key, change_number) where change_number is not null;
create index build_of_change on pipeline.build (instance, forge_repository_id, change_number)
    where state in ('queued', 'running') and change_number is not null;

-- False for the build of a superseded commit: only its end is published.
alter table pipeline.check_run add column progress boolean not null default true;
