-- How old the last complete comparison with the forge's list is; a new connection counts from when it was added.
alter table installation_check add column added_at timestamptz not null default now();
alter table installation_check add column completed_at timestamptz;
