-- The name that policy gives the owner of a hold; owner goes on to say whose side that is on. Null where policy names nobody.
alter table document add column owner_name text check (owner_name is null or (length(owner_name) between 1 and 120 and owner is not null));

-- The desk walks through what is held by key.
drop index document_held;
create index document_held on document (tenant_id, channel_id, document_id) where status = 'held';

-- What a person does with many failures at once.
create table replay (
    tenant_id  text    not null,
    replay_id  blob    not null,
    status     text    not null check (status in ('planning', 'planned', 'applying', 'done', 'stopped')),
    created_at integer not null,
    updated_at integer not null,
    detail     text    not null check (json_valid(detail)),
    version    integer not null check (version >= 1),
    primary key (tenant_id, replay_id)
);
create index replay_by_time on replay (tenant_id, created_at, replay_id);

-- One document of a replay: what was planned, and what became of it.
create table replay_item (
    tenant_id        text    not null,
    replay_id        blob    not null,
    number           integer not null check (number >= 1),
    channel_id       text    not null,
    document_id      text    not null,
    document_version integer not null check (document_version >= 0),
    kind             text    not null check (kind in ('create', 'change', 'look_up', 'end', 'done', 'violate')),
    plan             text    not null check (json_valid(plan)),
    outcome          text    not null check (outcome in ('untouched', 'waiting', 'applied', 'done', 'failed', 'skipped')),
    note             text,
    at               integer,
    primary key (tenant_id, replay_id, number),
    -- What the plan does nothing with, nothing is done with.
    check ((kind in ('done', 'violate')) = (outcome = 'untouched')),
    check (outcome in ('untouched', 'waiting') or at is not null)
);
create index replay_item_open on replay_item (tenant_id, replay_id, number) where outcome in ('waiting', 'applied');
