-- What the cleaning of the storage looks for: by time, a little at once.
create index pack_retired_at on pack (retired_at) where retired_at is not null;
create index ref_log_at on ref_log (at);
create index repository_deleted_at on repository (deleted_at) where deleted_at is not null;
