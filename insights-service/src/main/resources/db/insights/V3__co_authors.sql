-- Values of the Co-authored-by trailers of a commit, one a line: they name the agents that wrote it.
alter table commit add column co_authors text not null default '';
