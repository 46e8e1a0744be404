-- Several repositories may follow one upstream, in one team or in several.
alter table pipeline.mirror drop constraint mirror_upstream_key_key;
create index mirror_upstream_key on pipeline.mirror (upstream_key, seen_at desc);
-- whose mirror was there first decides for events that come through no installation
alter table pipeline.mirror add column known_since timestamptz not null default now();

-- What the forge calls an upstream (owner/name); its mirrors may be called otherwise.
create table pipeline.upstream (
    upstream_key text primary key,
    full_name    text        not null,
    seen_at      timestamptz not null
);

insert into pipeline.upstream (upstream_key, full_name, seen_at)
select upstream_key, name, seen_at from pipeline.mirror where upstream_key is not null;

-- Name of the mirror that the build was read from; repository is what the forge calls it. Null in builds of before.
alter table pipeline.build add column mirror text;
