-- Commands in comments on changes. A row is executed once, however often the comment is delivered.
create table pipeline.change_command (
    instance            text        not null,
    -- the forge's number for the comment
    comment_id          text        not null,
    -- place in the comment, from 1
    ordinal             smallint    not null,
    -- commands of a change are executed in this order
    position            bigint      not null generated always as identity,
    forge_repository_id text        not null,
    full_name           text        not null,
    installation_id     text        not null,
    change_number       bigint      not null,
    -- login and the forge's number of the account
    author              text        not null,
    author_id           text        not null,
    -- the line
    written             text        not null,
    -- by the forge's clock; the command is about the commit that was the head then
    commented_at        timestamptz not null,
    received_at         timestamptz not null default now(),
    -- waiting; then done, refused (not allowed, or not possible), unclear (not understood)
    state               text        not null default 'waiting',
    -- what the author is told, in Markdown
    reply               text,
    -- the commit that it was about
    sha                 text,
    attempts            integer     not null default 0,
    not_before          timestamptz not null default now(),
    -- a random token for each claim: a worker that lost the lease has no effect
    lease               uuid,
    lease_until         timestamptz,
    settled_at          timestamptz,
    primary key (instance, comment_id, ordinal)
);

create index change_command_waiting on pipeline.change_command (position) where state = 'waiting';
create index change_command_of_change
    on pipeline.change_command (instance, forge_repository_id, change_number, position desc);
create index change_command_of_author on pipeline.change_command (instance, author_id, received_at);

-- Builds that a command started, until the reply shows how they ended.
create table pipeline.command_build (
    build_id   uuid     not null references pipeline.build (id) on delete cascade,
    instance   text     not null,
    comment_id text     not null,
    ordinal    smallint not null,
    shown      boolean  not null default false,
    primary key (build_id, instance, comment_id, ordinal),
    foreign key (instance, comment_id, ordinal) references pipeline.change_command on delete cascade
);

create index command_build_unshown on pipeline.command_build (build_id) where not shown;
create index command_build_of_command on pipeline.command_build (instance, comment_id, ordinal);

-- Reactions to comments that are to be made at the forge.
create table pipeline.comment_reaction (
    instance        text        not null,
    comment_id      text        not null,
    content         text        not null,
    full_name       text        not null,
    installation_id text        not null,
    -- waiting; then made, or refused by the forge
    state           text        not null default 'waiting',
    attempts        integer     not null default 0,
    not_before      timestamptz not null default now(),
    lease           uuid,
    last_error      text,
    primary key (instance, comment_id, content)
);

create index comment_reaction_waiting on pipeline.comment_reaction (not_before) where state = 'waiting';

-- The one comment of the App on a change, which answers commands: its text, and what was sent last.
create table pipeline.change_reply (
    instance            text        not null,
    forge_repository_id text        not null,
    change_number       bigint      not null,
    full_name           text        not null,
    installation_id     text        not null,
    body                text        not null,
    desired_version     bigint      not null default 1,
    published_version   bigint      not null default 0,
    -- open; refused by the forge
    state               text        not null default 'open',
    forge_comment_id    bigint,
    -- set before the create request is sent: then the comment is looked up before it is created again
    create_sent         boolean     not null default false,
    attempts            integer     not null default 0,
    not_before          timestamptz not null default now(),
    lease               uuid,
    last_error          text,
    primary key (instance, forge_repository_id, change_number)
);

create index change_reply_unpublished on pipeline.change_reply (not_before)
    where state = 'open' and published_version < desired_version;

-- Changes whose builds do not begin.
create table pipeline.change_hold (
    instance            text        not null,
    forge_repository_id text        not null,
    change_number       bigint      not null,
    held_by             text        not null,
    held_at             timestamptz not null,
    primary key (instance, forge_repository_id, change_number)
);

-- Commits of changes from forks that may run, each approved by a person.
create table pipeline.change_approval (
    instance            text        not null,
    forge_repository_id text        not null,
    change_number       bigint      not null,
    sha                 text        not null,
    approved_by         text        not null,
    approved_at         timestamptz not null,
    primary key (instance, forge_repository_id, change_number, sha)
);

create index build_of_change_listing on pipeline.build (instance, forge_repository_id, change_number, queued_at desc)
    where change_number is not null;
create index check_run_of_repository_commit on pipeline.check_run (forge_repository_id, head_sha);
