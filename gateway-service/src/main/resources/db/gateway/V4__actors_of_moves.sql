-- Who gave the account to another team; null in moves from before this was recorded.
alter table account_move add column user_id uuid;
alter table account_move add column actor text;

create index account_move_moved on account_move (moved_at, id);
