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
