-- When the store was restored from a backup, and until when that backup knows anything. No server starts until all that follows is done.
create table restore (
    restored_at integer not null primary key,
    backup_at   integer not null,
    is_done     integer not null check (is_done in (0, 1))
);

-- One comparison of a subject at one connection.
create table reconciliation (
    tenant_id      text    not null,
    run_id         blob    not null check (length(run_id) = 16),
    subject        text    not null check (subject in ('orders', 'payments', 'refunds', 'shipments', 'customers', 'postings')),
    connection_id  text    not null,
    feed           text    not null,
    since          integer not null,
    until          integer not null,
    status         text    not null check (status in ('running', 'done', 'failed')),
    started_at     integer not null,
    ended_at       integer,
    compared       integer not null check (compared >= 0),
    matched        integer not null check (matched between 0 and compared),
    drifts         integer not null check (drifts >= 0),
    repaired       integer not null check (repaired >= 0),
    left_to_person integer not null check (left_to_person >= 0),
    sums           text    not null check (json_valid(sums)),
    failure        text    check (failure is null or json_valid(failure)),
    primary key (tenant_id, run_id),
    check ((status = 'running') = (ended_at is null)),
    check ((status = 'failed') = (failure is not null)),
    check (drifts = repaired + left_to_person)
);
create unique index reconciliation_running on reconciliation (tenant_id, subject, connection_id) where status = 'running';
create index reconciliation_by_time on reconciliation (tenant_id, started_at, run_id);

create table reconciliation_drift (
    tenant_id   text    not null,
    run_id      blob    not null,
    number      integer not null check (number >= 1),
    channel_id  text    not null,
    document_id text    not null,
    cause       text    not null,
    remedy      text    not null,
    what        text    not null,
    theirs      text,
    ours        text,
    since       integer not null,
    settlement  text    not null check (settlement in ('repaired', 'reported', 'person')),
    owner       text,
    primary key (tenant_id, run_id, number),
    -- What is left to a person has an owner.
    check ((settlement = 'repaired') = (owner is null))
);

-- What was posted in the books, for audit checkpoints.
create index effect_posted on effect (tenant_id, connection_id, settled_at)
    where status = 'confirmed' and operation in ('order.invoice', 'order.payment', 'order.credit');
