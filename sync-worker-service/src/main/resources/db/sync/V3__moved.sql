-- Where an upstream says that the repository is now, when it redirects there for good.
alter table mirror add column moved_to text;
