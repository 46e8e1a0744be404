-- Keys that sign the identity tokens of jobs. The newest that signs already is used; the others are published for those who verify.
create table pipeline.identity_key (
    -- as tokens and the key set name it
    id          text        primary key,
    -- X.509, and PKCS #8 sealed with the platform's keyset
    public_key  bytea       not null,
    private_key bytea       not null,
    -- published before, so that everyone who verifies has read it
    signs_from  timestamptz not null
);

-- Who requested it, a user of the platform; null if that is not known.
alter table pipeline.build add column person uuid;
