-- When the forge says that it happened: events can arrive in another order. Null for triggers from before this column.
alter table pipeline.trigger add column occurred_at timestamptz;
