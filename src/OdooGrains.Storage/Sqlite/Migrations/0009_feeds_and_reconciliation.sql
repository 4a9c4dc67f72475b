-- How far each feed of a connection was read. Written after the events of a page are.
create table feed_cursor (
    tenant_id     text    not null,
    connection_id text    not null,
    feed          text    not null check (length(feed) between 1 and 40),
    cursor        text,
    -- Where it begins while there is no cursor.
    since         integer not null,
    read_at       integer,
    -- Past this instant, without another page, the feed is late.
    late_at       integer not null,
    failures      integer not null check (failures >= 0),
    failure       text    check (failure is null or json_valid(failure)),
    failed_at     integer,
    version       integer not null check (version >= 1),
    primary key (tenant_id, connection_id, feed),
    check ((failure is null) = (failures = 0) and (failed_at is null) = (failures = 0))
);
create index feed_cursor_late on feed_cursor (late_at);

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

-- A late feed is told as what else goes wrong silently. The subject of such an alert is the feed, in document_id. SQLite changes no constraint of a
-- table that is there, so the table is made anew.
alter table alert rename to alert_before;
create table alert (
    tenant_id     text    not null,
    alert_id      blob    not null,
    kind          text    not null check (kind in ('stall', 'hold', 'breaker', 'auth', 'feed')),
    connection_id text    not null,
    -- Empty where the alert is about the connection itself.
    document_id   text    not null check ((document_id = '') = (kind in ('breaker', 'auth'))),
    since         integer not null,
    raised_at     integer not null,
    ended_at      integer,
    primary key (tenant_id, alert_id)
);
insert into alert select tenant_id, alert_id, kind, connection_id, document_id, since, raised_at, ended_at from alert_before;
drop table alert_before;
create unique index alert_open on alert (tenant_id, kind, connection_id, document_id) where ended_at is null;
create index alert_open_by_id on alert (alert_id) where ended_at is null;
create index alert_by_time on alert (tenant_id, raised_at, alert_id);
