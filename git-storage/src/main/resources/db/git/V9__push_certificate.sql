-- The secret that nonces of signed pushes are made from, unless one is configured. All instances share it: the nonce is given
-- out by one request and comes back in the next. One row.
create table push_certificate (
    only_row boolean primary key default true check (only_row),
    seed     text not null
);
