-- When it was last reported that the secret still matches.
alter table hook_secret add column announced_at timestamptz;
