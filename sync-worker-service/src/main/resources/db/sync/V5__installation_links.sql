-- When the link happened by the gateway's clock: a record that is read again must not undo a newer one.
alter table installation add column linked_at timestamptz;
