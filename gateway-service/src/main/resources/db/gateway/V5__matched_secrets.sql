-- When deliveries were last signed with a webhook secret, as webhook-ingest reports it about every fifteen minutes.
create table secret_match (
    secret_id       uuid primary key references forge_secret (id),
    last_matched_at timestamptz not null
);
