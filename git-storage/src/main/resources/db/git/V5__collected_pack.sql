-- What a collected pack was made from: ids of branches and tags that no other of them leads to, 20 bytes each. The pack
-- holds exactly what these reach, so whoever asks for all of them gets it as it is.
create table collected_pack (
    pack_id uuid  primary key references pack on delete cascade,
    tips    bytea not null check (octet_length(tips) % 20 = 0)
);
