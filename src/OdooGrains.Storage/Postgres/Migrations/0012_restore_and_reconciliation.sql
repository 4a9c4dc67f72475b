-- When the store was restored from a backup, and until when that backup knows anything. No server starts until all that follows is done.
create table restore (
    restored_at timestamptz not null primary key,
    backup_at   timestamptz not null,
    is_done     boolean     not null
);

-- One comparison of a subject at one connection.
create table reconciliation (
    tenant_id      text collate "C" not null,
    run_id         uuid             not null,
    subject        text             not null check (subject in ('orders', 'payments', 'refunds', 'shipments', 'customers', 'postings')),
    connection_id  text collate "C" not null,
    feed           text             not null,
    since          timestamptz      not null,
    until          timestamptz      not null,
    status         text             not null check (status in ('running', 'done', 'failed')),
    started_at     timestamptz      not null,
    ended_at       timestamptz,
    compared       bigint           not null check (compared >= 0),
    matched        bigint           not null check (matched between 0 and compared),
    drifts         bigint           not null check (drifts >= 0),
    repaired       bigint           not null check (repaired >= 0),
    left_to_person bigint           not null check (left_to_person >= 0),
    sums           jsonb            not null,
    failure        jsonb,
    primary key (tenant_id, run_id),
    check ((status = 'running') = (ended_at is null)),
    check ((status = 'failed') = (failure is not null)),
    check (drifts = repaired + left_to_person)
);
create unique index reconciliation_running on reconciliation (tenant_id, subject, connection_id) where status = 'running';
create index reconciliation_by_time on reconciliation (tenant_id, started_at, run_id);

create table reconciliation_drift (
    tenant_id  text collate "C" not null,
    run_id     uuid             not null,
    number     integer          not null check (number >= 1),
    channel_id text collate "C" not null,
    document_id text collate "C" not null,
    cause      text             not null,
    remedy     text             not null,
    what       text             not null,
    theirs     text,
    ours       text,
    since      timestamptz      not null,
    settlement text             not null check (settlement in ('repaired', 'reported', 'person')),
    owner      text,
    primary key (tenant_id, run_id, number),
    -- What is left to a person has an owner.
    check ((settlement = 'repaired') = (owner is null))
);

-- What was posted in the books, for audit checkpoints.
create index effect_posted on effect (tenant_id, connection_id, settled_at)
    where status = 'confirmed' and operation in ('order.invoice', 'order.payment', 'order.credit');

do $$
declare
    name text;
begin
    foreach name in array array['reconciliation', 'reconciliation_drift']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenants on %I using (tenant_id = any ((select string_to_array(nullif(current_setting(''app.tenants'', true), ''''), '',''))::text[]))',
            name);
    end loop;
end
$$;
