-- Times are microseconds since 1970 in UTC, event ids the 16 bytes of the UUID in network order, JSON is text.

create table tenant (
    tenant_id  text    not null primary key check (length(tenant_id) between 2 and 40),
    name       text    not null,
    plan       text    not null,
    region     text    not null,
    status     text    not null check (status in ('active', 'paused', 'draining', 'closed')),
    created_at integer not null,
    version    integer not null check (version >= 1)
);

-- What is left of an erased tenant beside its id, which is never given again.
create table erasure (
    tenant_id  text    not null primary key,
    erased_at  integer not null,
    rows_erased integer not null check (rows_erased >= 0)
);

create table connection (
    tenant_id     text    not null,
    connection_id text    not null check (length(connection_id) between 1 and 40),
    kind          text    not null,
    settings      text    not null check (json_valid(settings)),
    found         text    not null check (json_valid(found)),
    secrets       text    not null check (json_valid(secrets)),
    status        text    not null check (status in ('active', 'paused', 'auth_failed')),
    status_reason text,
    updated_at    integer not null,
    version       integer not null check (version >= 1),
    primary key (tenant_id, connection_id)
);

-- The fencing token of a connection's owner. It outlives the connection, so that it never goes back.
create table connection_epoch (
    tenant_id     text    not null,
    connection_id text    not null,
    epoch         integer not null check (epoch >= 1),
    primary key (tenant_id, connection_id)
);

-- tenant_id '*' is the platform.
create table api_key (
    tenant_id    text    not null,
    key_id       blob    not null check (length(key_id) = 16),
    name         text    not null,
    hash         blob    not null check (length(hash) = 32),
    created_at   integer not null,
    expires_at   integer,
    last_used_at integer,
    revoked_at   integer,
    primary key (tenant_id, key_id)
);
create unique index api_key_by_hash on api_key (hash);

create table inbox (
    tenant_id         text    not null,
    event_id          blob    not null check (length(event_id) = 16),
    connection_id     text    not null,
    topic             text    not null,
    delivery_id       text    not null,
    document_id       text,
    object_updated_at integer,
    received_at       integer not null,
    body              blob    not null,
    body_hash         blob    not null check (length(body_hash) = 32),
    status            text    not null check (status in ('open', 'folded', 'stale', 'ignored', 'work', 'closed')),
    body_changed      integer not null check (body_changed in (0, 1)),
    owner             text    check (owner in ('platform', 'tenant')),
    deadline          integer,
    note              text,
    trace_parent      text,
    primary key (tenant_id, event_id),
    check (status <> 'open' or document_id is not null),
    check (status <> 'work' or (owner is not null and deadline is not null))
);
create unique index inbox_delivery on inbox (tenant_id, connection_id, delivery_id) where delivery_id <> '' and body_changed = 0;
create unique index inbox_changed_delivery on inbox (tenant_id, connection_id, delivery_id, body_hash) where delivery_id <> '' and body_changed = 1;
create unique index inbox_body on inbox (tenant_id, connection_id, topic, body_hash);
create index inbox_open on inbox (received_at, event_id) where status = 'open';
create index inbox_of_document on inbox (tenant_id, connection_id, document_id, received_at) where document_id is not null;

create table document (
    tenant_id      text    not null,
    channel_id     text    not null,
    document_id    text    not null check (length(document_id) between 1 and 200),
    number         text    not null,
    status         text    not null check (status glob '[a-z]*' and status not glob '*[^a-z_]*' and length(status) <= 40),
    next_action_at integer,
    deadline       integer,
    owner          text    check (owner in ('platform', 'tenant')),
    failure_class  text    check (failure_class in ('transient', 'throttled', 'auth', 'business', 'schema', 'poison')),
    reason         text,
    updated_at     integer not null,
    version        integer not null check (version >= 1),
    state          text    not null check (json_valid(state)),
    primary key (tenant_id, channel_id, document_id),
    -- Nothing stalls silently: what is unfinished has an owner and a deadline.
    check ((deadline is null) = (owner is null)),
    check (next_action_at is null or deadline is not null)
);
create index document_due on document (next_action_at, tenant_id, channel_id, document_id) where next_action_at is not null;
create index document_due_by_tenant on document (tenant_id, next_action_at) where next_action_at is not null;
create index document_stalled on document (deadline) where deadline is not null;
create index document_by_update on document (tenant_id, updated_at, channel_id, document_id);

create table effect (
    tenant_id      text    not null,
    channel_id     text    not null,
    document_id    text    not null,
    step           text    not null,
    revision       integer not null check (revision >= 1),
    connection_id  text    not null,
    lane           integer not null check (lane between 0 and 5),
    status         text    not null check (status in ('planned', 'sent', 'in_doubt', 'confirmed', 'held', 'dead', 'withdrawn')),
    due_at         integer not null,
    attempts       integer not null check (attempts >= 0),
    failures       integer not null check (failures >= 0),
    epoch          integer not null check (epoch >= 0),
    sent_at        integer,
    planned_at     integer not null,
    settled_at     integer,
    config_version integer not null,
    operation      text    not null,
    external_key   text    not null,
    hot_key        text    not null,
    detail         text    not null check (json_valid(detail)),
    version        integer not null check (version >= 1),
    primary key (tenant_id, channel_id, document_id, step, revision),
    check (status not in ('sent', 'in_doubt') or (sent_at is not null and attempts >= 1)),
    check (status not in ('confirmed', 'held', 'dead', 'withdrawn') or settled_at is not null)
);
create index effect_due on effect (tenant_id, connection_id, lane, due_at) where status in ('planned', 'sent', 'in_doubt');
create index effect_unsettled on effect (tenant_id, connection_id) where status in ('sent', 'in_doubt');

-- What grains may lose without breaking a promise. tenant_id is the first part of the grain's key.
create table grain_state (
    tenant_id  text    not null,
    grain_type text    not null,
    grain_key  text    not null,
    state_name text    not null,
    state      text    not null check (json_valid(state)),
    etag       text    not null,
    primary key (tenant_id, grain_type, grain_key, state_name)
);

create table reminder (
    tenant_id  text    not null,
    grain_type text    not null,
    grain_key  text    not null,
    name       text    not null,
    start_at   integer not null,
    period     integer not null check (period > 0),
    etag       text    not null,
    primary key (tenant_id, grain_type, grain_key, name)
);

-- The readiness probe writes here.
create table store_probe (
    id     integer not null primary key check (id = 1),
    probes integer not null
);
