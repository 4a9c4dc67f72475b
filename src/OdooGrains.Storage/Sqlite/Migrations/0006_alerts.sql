-- What was told of something that went wrong; at most one open alert a cause.
create table alert (
    tenant_id     text    not null,
    alert_id      blob    not null,
    kind          text    not null check (kind in ('stall', 'hold', 'breaker', 'auth')),
    connection_id text    not null,
    -- Empty where the alert is about the connection itself.
    document_id   text    not null check ((document_id = '') = (kind in ('breaker', 'auth'))),
    since         integer not null,
    raised_at     integer not null,
    ended_at      integer,
    primary key (tenant_id, alert_id)
);
create unique index alert_open on alert (tenant_id, kind, connection_id, document_id) where ended_at is null;
create index alert_open_by_id on alert (alert_id) where ended_at is null;
create index alert_by_time on alert (tenant_id, raised_at, alert_id);

-- The webhooks that tell of an alert, one a target.
create table alert_message (
    tenant_id text    not null,
    alert_id  blob    not null,
    event     text    not null check (event in ('raised', 'ended')),
    target    text    not null check (target in ('platform', 'tenant')),
    delivery  text    not null check (delivery in ('waiting', 'delivered', 'undelivered')),
    attempts  integer not null check (attempts >= 0),
    due_at    integer not null,
    problem   text,
    primary key (tenant_id, alert_id, event, target)
);
create index alert_message_due on alert_message (tenant_id, target, due_at) where delivery = 'waiting';

-- Where a tenant wants to be told.
create table alert_webhook (
    tenant_id  text    not null primary key,
    url        text    not null,
    secret     blob    not null,
    updated_at integer not null
);

create index document_held on document (tenant_id) where status = 'held';
create index connection_auth_failed on connection (tenant_id, connection_id) where status = 'auth_failed';
