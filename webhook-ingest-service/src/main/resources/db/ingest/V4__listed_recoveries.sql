-- What was found missing is listed by the time of its newest attempt.
create index recovery_delivery_delivered on recovery_delivery (delivered_at, delivery_id);
create index recovery_delivery_lost on recovery_delivery (delivered_at, delivery_id) where state = 'LOST';
