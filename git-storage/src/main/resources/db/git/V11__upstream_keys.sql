-- The forge's own number (instance:id) of the upstream that a team made a repository to follow, once it is known. Apart from
-- repository.upstream_key, which is the one mirror that an installation made and unique in the team: any number of
-- repositories may follow one upstream.
alter table upstream add column upstream_key text;

-- Whether the default branch was chosen, when the repository was made or later: then the first push does not choose another.
alter table repository add column default_branch_chosen boolean not null default false;
