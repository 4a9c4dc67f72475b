-- How far each feed of a connection was read. Written after the events of a page are.
create table feed_cursor (
    tenant_id     text collate "C" not null,
    connection_id text collate "C" not null,
    feed          text collate "C" not null check (length(feed) between 1 and 40),
    cursor        text,
    -- Where it begins while there is no cursor.
    since         timestamptz      not null,
    read_at       timestamptz,
    -- Past this instant, without another page, the feed is late.
    late_at       timestamptz      not null,
    failures      integer          not null check (failures >= 0),
    failure       jsonb,
    failed_at     timestamptz,
    version       bigint           not null check (version >= 1),
    primary key (tenant_id, connection_id, feed),
    check ((failure is null) = (failures = 0) and (failed_at is null) = (failures = 0))
);
create index feed_cursor_late on feed_cursor (late_at);

-- A late feed is told as what else goes wrong silently. The subject of such an alert is the feed, in document_id.
alter table alert drop constraint alert_kind_check;
alter table alert add constraint alert_kind_check check (kind in ('stall', 'hold', 'breaker', 'auth', 'feed'));

do $$
declare
    name text;
begin
    foreach name in array array['feed_cursor']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenants on %I using (tenant_id = any ((select string_to_array(nullif(current_setting(''app.tenants'', true), ''''), '',''))::text[]))',
            name);
    end loop;

    execute 'create policy sweep on feed_cursor for select to current_user using ((select current_setting(''app.sweep'', true)) = ''keys'')';
end
$$;

-- Of one tenant, or of all where it is null; with only_untold, those of which no alert is open.
create function sweep_late_feeds(only_tenant text, now timestamptz, only_untold boolean, row_limit integer)
returns table (tenant_id text, connection_id text, feed text, late_at timestamptz, read_at timestamptz)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select f.tenant_id, f.connection_id, f.feed, f.late_at, f.read_at
    from feed_cursor f
    join connection c on c.tenant_id = f.tenant_id and c.connection_id = f.connection_id and c.status = 'active'
    join tenant t on t.tenant_id = f.tenant_id and t.status = 'active'
    where f.late_at < now and (only_tenant is null or f.tenant_id = only_tenant)
        and not (only_untold and exists (
            select 1 from alert a
            where a.tenant_id = f.tenant_id and a.kind = 'feed' and a.connection_id = f.connection_id and a.document_id = f.feed and a.ended_at is null))
    order by f.late_at, f.tenant_id, f.connection_id, f.feed
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

create function sweep_missing_feeds(kinds text[], feeds text[], row_limit integer)
returns table (tenant_id text, connection_id text, feed text)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select c.tenant_id, c.connection_id, wanted.feed
    from unnest(kinds, feeds) wanted (kind, feed)
    join connection c on c.kind = wanted.kind
    where not exists (select 1 from feed_cursor f where f.tenant_id = c.tenant_id and f.connection_id = c.connection_id and f.feed = wanted.feed)
    order by c.tenant_id, c.connection_id, wanted.feed
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

-- The deadline of a feed that an alert is about is when it is late.
create or replace function sweep_open_alerts(after_alert uuid, row_limit integer)
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
        case when a.kind <> 'feed' then d.deadline when c.status = 'active' then f.late_at end,
        coalesce(d.status = 'held', false), c.tenant_id is not null, coalesce(c.status = 'auth_failed', false)
    from alert a
    left join document d on d.tenant_id = a.tenant_id and d.channel_id = a.connection_id and d.document_id = a.document_id
    left join connection c on c.tenant_id = a.tenant_id and c.connection_id = a.connection_id
    left join feed_cursor f on a.kind = 'feed' and f.tenant_id = a.tenant_id and f.connection_id = a.connection_id and f.feed = a.document_id
    where a.ended_at is null and a.alert_id > coalesce(after_alert, '00000000-0000-0000-0000-000000000000')
    order by a.alert_id
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

revoke execute on function sweep_late_feeds, sweep_missing_feeds from public;
