-- Keys are compared byte by byte (collate "C"), so that order does not depend on the server's locale.

create table tenant (
    tenant_id  text collate "C" not null primary key check (tenant_id ~ '^[a-z0-9-]{2,40}$'),
    name       text             not null,
    plan       text             not null,
    region     text             not null,
    status     text             not null check (status in ('active', 'paused', 'draining', 'closed')),
    created_at timestamptz      not null,
    version    bigint           not null check (version >= 1)
);

-- What is left of an erased tenant beside its id, which is never given again.
create table erasure (
    tenant_id   text collate "C" not null primary key,
    erased_at   timestamptz      not null,
    rows_erased bigint           not null check (rows_erased >= 0)
);

create table connection (
    tenant_id     text collate "C" not null,
    connection_id text collate "C" not null check (connection_id ~ '^[a-z0-9-]{1,40}$'),
    kind          text             not null,
    settings      jsonb            not null,
    found         jsonb            not null,
    secrets       jsonb            not null,
    status        text             not null check (status in ('active', 'paused', 'auth_failed')),
    status_reason text,
    updated_at    timestamptz      not null,
    version       bigint           not null check (version >= 1),
    primary key (tenant_id, connection_id)
);

-- The fencing token of a connection's owner. It outlives the connection, so that it never goes back.
create table connection_epoch (
    tenant_id     text collate "C" not null,
    connection_id text collate "C" not null,
    epoch         bigint           not null check (epoch >= 1),
    primary key (tenant_id, connection_id)
);

-- tenant_id '*' is the platform.
create table api_key (
    tenant_id    text collate "C" not null,
    key_id       uuid             not null,
    name         text             not null,
    hash         bytea            not null check (length(hash) = 32),
    created_at   timestamptz      not null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    primary key (tenant_id, key_id)
);
create unique index api_key_by_hash on api_key (hash);

create table inbox (
    tenant_id         text collate "C" not null,
    event_id          uuid             not null,
    connection_id     text collate "C" not null,
    topic             text collate "C" not null,
    delivery_id       text collate "C" not null,
    document_id       text collate "C",
    object_updated_at timestamptz,
    received_at       timestamptz      not null,
    body              bytea            not null,
    body_hash         bytea            not null check (length(body_hash) = 32),
    status            text             not null check (status in ('open', 'folded', 'stale', 'ignored', 'work', 'closed')),
    body_changed      boolean          not null,
    owner             text             check (owner in ('platform', 'tenant')),
    deadline          timestamptz,
    note              text,
    trace_parent      text,
    primary key (tenant_id, event_id),
    check (status <> 'open' or document_id is not null),
    check (status <> 'work' or (owner is not null and deadline is not null))
);
create unique index inbox_delivery on inbox (tenant_id, connection_id, delivery_id) where delivery_id <> '' and not body_changed;
create unique index inbox_changed_delivery on inbox (tenant_id, connection_id, delivery_id, body_hash) where delivery_id <> '' and body_changed;
create unique index inbox_body on inbox (tenant_id, connection_id, topic, body_hash);
create index inbox_open on inbox (received_at, event_id) where status = 'open';
create index inbox_of_document on inbox (tenant_id, connection_id, document_id, received_at) where document_id is not null;

create table document (
    tenant_id      text collate "C" not null,
    channel_id     text collate "C" not null,
    document_id    text collate "C" not null check (length(document_id) between 1 and 200),
    number         text             not null,
    status         text             not null check (status ~ '^[a-z_]{1,40}$'),
    next_action_at timestamptz,
    deadline       timestamptz,
    owner          text             check (owner in ('platform', 'tenant')),
    failure_class  text             check (failure_class in ('transient', 'throttled', 'auth', 'business', 'schema', 'poison')),
    reason         text,
    updated_at     timestamptz      not null,
    version        bigint           not null check (version >= 1),
    state          jsonb            not null,
    -- Names the commit that wrote this version, so that a commit without an answer can be told from another's.
    commit_tag     uuid             not null,
    primary key (tenant_id, channel_id, document_id),
    -- Nothing stalls silently: what is unfinished has an owner and a deadline.
    check ((deadline is null) = (owner is null)),
    check (next_action_at is null or deadline is not null)
);
create index document_due on document (next_action_at, tenant_id, channel_id, document_id) where next_action_at is not null;
create index document_due_by_tenant on document (tenant_id, next_action_at, channel_id, document_id) where next_action_at is not null;
create index document_stalled on document (deadline) where deadline is not null;
create index document_by_update on document (tenant_id, updated_at, channel_id, document_id);

create table effect (
    tenant_id      text collate "C" not null,
    channel_id     text collate "C" not null,
    document_id    text collate "C" not null,
    step           text collate "C" not null,
    revision       integer          not null check (revision >= 1),
    connection_id  text collate "C" not null,
    lane           smallint         not null check (lane between 0 and 5),
    status         text             not null check (status in ('planned', 'sent', 'in_doubt', 'confirmed', 'held', 'dead', 'withdrawn')),
    due_at         timestamptz      not null,
    attempts       integer          not null check (attempts >= 0),
    failures       integer          not null check (failures >= 0),
    epoch          bigint           not null check (epoch >= 0),
    sent_at        timestamptz,
    planned_at     timestamptz      not null,
    settled_at     timestamptz,
    config_version bigint           not null,
    operation      text             not null,
    external_key   text             not null,
    hot_key        text             not null,
    detail         jsonb            not null,
    version        bigint           not null check (version >= 1),
    -- The order of planning, where several were planned at one instant.
    number         bigint           not null generated always as identity,
    primary key (tenant_id, channel_id, document_id, step, revision),
    check (status not in ('sent', 'in_doubt') or (sent_at is not null and attempts >= 1)),
    check (status not in ('confirmed', 'held', 'dead', 'withdrawn') or settled_at is not null)
);
create index effect_due on effect (tenant_id, connection_id, lane, due_at) where status in ('planned', 'sent', 'in_doubt');
create index effect_unsettled on effect (tenant_id, connection_id) where status in ('sent', 'in_doubt');

-- What grains may lose without breaking a promise. tenant_id is the first part of the grain's key.
create table grain_state (
    tenant_id  text collate "C" not null,
    grain_type text collate "C" not null,
    grain_key  text collate "C" not null,
    state_name text collate "C" not null,
    state      text             not null,
    etag       text             not null,
    primary key (tenant_id, grain_type, grain_key, state_name)
);

create table reminder (
    tenant_id  text collate "C" not null,
    grain_type text collate "C" not null,
    grain_key  text collate "C" not null,
    name       text collate "C" not null,
    start_at   timestamptz      not null,
    period     interval         not null check (period > interval '0'),
    etag       text             not null,
    primary key (tenant_id, grain_type, grain_key, name)
);

-- The readiness probe writes here.
create table store_probe (
    id     integer not null primary key check (id = 1),
    probes bigint  not null
);
