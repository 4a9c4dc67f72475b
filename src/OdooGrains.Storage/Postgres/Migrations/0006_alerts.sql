-- What was told of something that went wrong; at most one open alert a cause.
create table alert (
    tenant_id     text collate "C" not null,
    alert_id      uuid             not null,
    kind          text             not null check (kind in ('stall', 'hold', 'breaker', 'auth')),
    connection_id text collate "C" not null,
    -- Empty where the alert is about the connection itself.
    document_id   text collate "C" not null check ((document_id = '') = (kind in ('breaker', 'auth'))),
    since         timestamptz      not null,
    raised_at     timestamptz      not null,
    ended_at      timestamptz,
    primary key (tenant_id, alert_id)
);
create unique index alert_open on alert (tenant_id, kind, connection_id, document_id) where ended_at is null;
create index alert_open_by_id on alert (alert_id) where ended_at is null;
create index alert_by_time on alert (tenant_id, raised_at, alert_id);

-- The webhooks that tell of an alert, one a target.
create table alert_message (
    tenant_id text collate "C" not null,
    alert_id  uuid             not null,
    event     text             not null check (event in ('raised', 'ended')),
    target    text             not null check (target in ('platform', 'tenant')),
    delivery  text             not null check (delivery in ('waiting', 'delivered', 'undelivered')),
    attempts  integer          not null check (attempts >= 0),
    due_at    timestamptz      not null,
    problem   text,
    primary key (tenant_id, alert_id, event, target)
);
create index alert_message_due on alert_message (tenant_id, target, due_at) where delivery = 'waiting';

-- Where a tenant wants to be told.
create table alert_webhook (
    tenant_id  text collate "C" not null primary key,
    url        text             not null,
    secret     bytea            not null,
    updated_at timestamptz      not null
);

create index document_held on document (tenant_id) where status = 'held';
create index connection_auth_failed on connection (tenant_id, connection_id) where status = 'auth_failed';

do $$
declare
    name text;
begin
    foreach name in array array['alert', 'alert_message', 'alert_webhook']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenants on %I using (tenant_id = any ((select string_to_array(nullif(current_setting(''app.tenants'', true), ''''), '',''))::text[]))',
            name);
    end loop;

    foreach name in array array['alert', 'alert_message', 'connection']
    loop
        execute format('create policy sweep on %I for select to current_user using ((select current_setting(''app.sweep'', true)) = ''keys'')', name);
    end loop;
end
$$;

create function sweep_late_documents(now timestamptz, after_at timestamptz, after_tenant text, after_channel text, after_document text, row_limit integer)
returns table (tenant_id text, channel_id text, document_id text, deadline timestamptz, is_held boolean)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select d.tenant_id, d.channel_id, d.document_id, d.deadline, d.status = 'held'
    from document d
    where d.deadline < now
        and (d.deadline, d.tenant_id, d.channel_id, d.document_id)
            > (coalesce(after_at, '-infinity'), coalesce(after_tenant, ''), coalesce(after_channel, ''), coalesce(after_document, ''))
        and not exists (
            select 1 from alert a
            where a.tenant_id = d.tenant_id and a.kind = case when d.status = 'held' then 'hold' else 'stall' end
                and a.connection_id = d.channel_id and a.document_id = d.document_id and a.ended_at is null)
    order by d.deadline, d.tenant_id, d.channel_id, d.document_id
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

create function sweep_auth_failed(row_limit integer)
returns table (tenant_id text, connection_id text, updated_at timestamptz)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select c.tenant_id, c.connection_id, c.updated_at
    from connection c
    where c.status = 'auth_failed'
        and not exists (
            select 1 from alert a
            where a.tenant_id = c.tenant_id and a.kind = 'auth' and a.connection_id = c.connection_id and a.document_id = '' and a.ended_at is null)
    order by c.tenant_id, c.connection_id
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

create function sweep_open_alerts(after_alert uuid, row_limit integer)
returns table (
    tenant_id text, alert_id uuid, kind text, connection_id text, document_id text, since timestamptz, raised_at timestamptz, ended_at timestamptz,
    deadline timestamptz, is_held boolean, is_connection boolean, is_auth_failed boolean)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select a.tenant_id, a.alert_id, a.kind, a.connection_id, a.document_id, a.since, a.raised_at, a.ended_at,
        d.deadline, coalesce(d.status = 'held', false), c.tenant_id is not null, coalesce(c.status = 'auth_failed', false)
    from alert a
    left join document d on d.tenant_id = a.tenant_id and d.channel_id = a.connection_id and d.document_id = a.document_id
    left join connection c on c.tenant_id = a.tenant_id and c.connection_id = a.connection_id
    where a.ended_at is null and a.alert_id > coalesce(after_alert, '00000000-0000-0000-0000-000000000000')
    order by a.alert_id
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

create function sweep_alert_counts()
returns table (tenant_id text, kind text, alerts bigint)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select a.tenant_id, a.kind, count(*) from alert a where a.ended_at is null group by a.tenant_id, a.kind order by a.tenant_id, a.kind;
    perform set_config('app.sweep', '', true);
end
$$;

create function sweep_due_alert_messages(now timestamptz, row_limit integer)
returns table (tenant_id text, alert_id uuid, event text, target text, attempts integer)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select first.tenant_id, first.alert_id, first.event, first.target, first.attempts
    from (
        select distinct on (m.tenant_id, m.target) m.tenant_id, m.alert_id, m.event, m.target, m.attempts, m.due_at
        from alert_message m
        where m.delivery = 'waiting' and m.due_at <= now
        order by m.tenant_id, m.target, m.due_at, m.alert_id, m.event) first
    order by first.due_at, first.tenant_id, first.target
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

create function sweep_troubles(now timestamptz)
returns table (tenant_id text, held bigint, stalled bigint)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select t.tenant_id, sum(t.held)::bigint, sum(t.stalled)::bigint
    from (
        select d.tenant_id, count(*) as held, 0 as stalled from document d where d.status = 'held' group by d.tenant_id
        union all
        select d.tenant_id, 0, count(*) from document d where d.deadline < now group by d.tenant_id) t
    group by t.tenant_id
    order by t.tenant_id;
    perform set_config('app.sweep', '', true);
end
$$;

revoke execute on function
    sweep_late_documents, sweep_auth_failed, sweep_open_alerts, sweep_alert_counts, sweep_due_alert_messages, sweep_troubles
from public;
