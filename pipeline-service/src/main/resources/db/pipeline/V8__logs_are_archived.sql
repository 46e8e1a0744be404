-- The log of a job that has ended is kept compressed, in frames that can be read one by one.

create table pipeline.job_log (
    build_id      uuid        not null,
    position      integer     not null,
    -- open: its bytes are in log_chunk, and the job may still print; kept: they are in frames; expired: they are deleted
    state         text        not null default 'open',
    -- an instance archives it until then
    claimed_until timestamptz,
    -- of one that is kept: length, and for each frame of frame_bytes bytes where it ends in compressed bytes and how many
    -- line ends there are up to its end; the last bytes of the log, which checks show
    bytes         bigint,
    frame_bytes   integer,
    frame_ends    bigint[],
    frame_lines   bigint[],
    tail          bytea,
    -- where the frames are, one after the other; null if they are in log_frame
    object_key    text,
    -- when its job ended
    ended_at      timestamptz,
    primary key (build_id, position),
    foreign key (build_id, position) references pipeline.job (build_id, position) on delete cascade
);

create index job_log_open on pipeline.job_log (build_id, position) where state = 'open';
create index job_log_kept on pipeline.job_log (ended_at) where state = 'kept';
create index job_log_object on pipeline.job_log (object_key) where object_key is not null;

create table pipeline.log_frame (
    build_id uuid    not null,
    position integer not null,
    number   integer not null,
    bytes    bytea   not null,
    primary key (build_id, position, number),
    foreign key (build_id, position) references pipeline.job_log (build_id, position) on delete cascade
);

-- Objects that were written, or are about to be. One that no log refers to is deleted after a while.
create table pipeline.log_object (
    object_key text        primary key,
    created_at timestamptz not null default now(),
    -- it is being deleted: no log may refer to it any more
    doomed     boolean     not null default false
);

-- compressed already, or soon deleted: compressing them again would only take time
alter table pipeline.log_frame alter column bytes set storage external;
alter table pipeline.log_chunk alter column bytes set storage external;

-- line ends in the chunk; null if an instance of the previous version wrote it
alter table pipeline.log_chunk add column line_ends integer;

insert into pipeline.job_log (build_id, position)
select distinct build_id, position from pipeline.log_chunk;
