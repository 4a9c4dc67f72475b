-- A statement sees and writes the rows of the tenants that its transaction has named in app.tenants, and no others; with none named, none.
-- The sub-select makes that one evaluation a statement instead of one a row. FORCE binds the owner of the tables too.
do $$
declare
    name text;
begin
    foreach name in array array['tenant', 'erasure', 'connection', 'connection_epoch', 'api_key', 'inbox', 'document', 'effect', 'grain_state', 'reminder']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenants on %I using (tenant_id = any ((select string_to_array(nullif(current_setting(''app.tenants'', true), ''''), '',''))::text[]))',
            name);
    end loop;

    -- Only inside the functions below: they alone set app.sweep, run as the owner, and give keys and due times away, never a payload.
    foreach name in array array['tenant', 'api_key', 'inbox', 'document', 'effect', 'reminder']
    loop
        execute format('create policy sweep on %I for select to current_user using ((select current_setting(''app.sweep'', true)) = ''keys'')', name);
    end loop;
end
$$;

create function sweep_due_documents(now timestamptz, after_at timestamptz, after_tenant text, after_channel text, after_document text, row_limit integer)
returns table (tenant_id text, channel_id text, document_id text, next_action_at timestamptz)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select d.tenant_id, d.channel_id, d.document_id, d.next_action_at
    from document d
    where d.next_action_at <= now
        and (d.next_action_at, d.tenant_id, d.channel_id, d.document_id)
            > (coalesce(after_at, '-infinity'), coalesce(after_tenant, ''), coalesce(after_channel, ''), coalesce(after_document, ''))
    order by d.next_action_at, d.tenant_id, d.channel_id, d.document_id
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

-- Walks from tenant to tenant in the index, then takes the first document of each.
create function sweep_first_due_of_tenants(now timestamptz, after_at timestamptz, after_tenant text, after_channel text, after_document text, row_limit integer)
returns table (tenant_id text, channel_id text, document_id text, next_action_at timestamptz)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    with recursive due_tenant (tenant_id) as (
        (select d.tenant_id from document d where d.next_action_at is not null order by d.tenant_id limit 1)
        union all
        select (select d.tenant_id from document d where d.next_action_at is not null and d.tenant_id > t.tenant_id order by d.tenant_id limit 1)
        from due_tenant t where t.tenant_id is not null)
    select first.*
    from due_tenant t cross join lateral (
        select d.tenant_id, d.channel_id, d.document_id, d.next_action_at
        from document d
        where d.tenant_id = t.tenant_id and d.next_action_at <= now
            and (d.next_action_at, d.tenant_id, d.channel_id, d.document_id)
                > (coalesce(after_at, '-infinity'), coalesce(after_tenant, ''), coalesce(after_channel, ''), coalesce(after_document, ''))
        order by d.next_action_at, d.channel_id, d.document_id
        limit 1) first
    order by first.next_action_at, first.tenant_id
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

create function sweep_open_events(before timestamptz, after_at timestamptz, after_event uuid, row_limit integer)
returns table (tenant_id text, connection_id text, document_id text, event_id uuid, received_at timestamptz)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select i.tenant_id, i.connection_id, i.document_id, i.event_id, i.received_at
    from inbox i
    where i.status = 'open' and i.received_at < before
        and (i.received_at, i.event_id) > (coalesce(after_at, '-infinity'), coalesce(after_event, '00000000-0000-0000-0000-000000000000'))
    order by i.received_at, i.event_id
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

create function sweep_backlog()
returns table (tenant_id text, open_events bigint, open_documents bigint, oldest_received_at timestamptz)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select b.tenant_id, sum(b.events)::bigint, sum(b.documents)::bigint, min(b.oldest)
    from (
        select i.tenant_id, count(*) as events, 0 as documents, min(i.received_at) as oldest from inbox i where i.status = 'open' group by i.tenant_id
        union all
        select d.tenant_id, 0, count(*), null from document d where d.deadline is not null group by d.tenant_id) b
    group by b.tenant_id
    order by b.tenant_id;
    perform set_config('app.sweep', '', true);
end
$$;

create function sweep_lanes()
returns table (lane smallint, status text, effects integer, oldest_planned_at timestamptz)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select e.lane, e.status, count(*)::integer, min(e.planned_at) from effect e where e.status in ('planned', 'sent', 'in_doubt')
    group by e.lane, e.status order by e.lane, e.status collate "C";
    perform set_config('app.sweep', '', true);
end
$$;

create function sweep_stalled(now timestamptz, row_limit integer)
returns table (
    tenant_id text, channel_id text, document_id text, number text, status text, next_action_at timestamptz, deadline timestamptz, owner text,
    failure_class text, reason text, updated_at timestamptz, version bigint)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select d.tenant_id, d.channel_id, d.document_id, d.number, d.status, d.next_action_at, d.deadline, d.owner, d.failure_class, d.reason, d.updated_at, d.version
    from document d
    where d.deadline < now
    order by d.deadline, d.tenant_id, d.channel_id, d.document_id
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

create function list_tenants(after_tenant text, row_limit integer)
returns table (tenant_id text, name text, plan text, region text, status text, created_at timestamptz, version bigint)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select t.tenant_id, t.name, t.plan, t.region, t.status, t.created_at, t.version
    from tenant t where t.tenant_id > coalesce(after_tenant, '')
    order by t.tenant_id limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

-- The caller shows the hash of the whole key, so it knows the key.
create function find_api_key(key_hash bytea)
returns table (
    tenant_id text, key_id uuid, name text, hash bytea, created_at timestamptz, expires_at timestamptz, last_used_at timestamptz, revoked_at timestamptz)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select k.tenant_id, k.key_id, k.name, k.hash, k.created_at, k.expires_at, k.last_used_at, k.revoked_at from api_key k where k.hash = key_hash;
    perform set_config('app.sweep', '', true);
end
$$;

create function list_reminders()
returns table (grain_type text, grain_key text, name text, start_at timestamptz, period interval, etag text)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select r.grain_type, r.grain_key, r.name, r.start_at, r.period, r.etag from reminder r;
    perform set_config('app.sweep', '', true);
end
$$;

revoke execute on function
    sweep_due_documents, sweep_first_due_of_tenants, sweep_open_events, sweep_backlog, sweep_lanes, sweep_stalled, list_tenants, find_api_key, list_reminders
from public;
