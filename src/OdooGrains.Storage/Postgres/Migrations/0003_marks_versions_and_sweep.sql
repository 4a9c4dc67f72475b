-- Of one hot key at most one effect is sent or in doubt: a mark looks for another one here.
drop index effect_unsettled;
create index effect_unsettled on effect (tenant_id, connection_id, hot_key) where status in ('sent', 'in_doubt');

-- Where the versions of a connection have come to when it was deleted: one that is made again under its name goes on from there.
alter table connection_epoch add column last_version bigint not null default 0 check (last_version >= 0);

-- The sweep takes the first open events of each tenant from here. Partial, so that an event that is folded leaves it.
create index inbox_open_by_tenant on inbox (tenant_id, received_at, event_id) where status = 'open';

-- As sweep_first_due_of_tenants, of open events.
create function sweep_first_open_of_tenants(before timestamptz, after_at timestamptz, after_event uuid, row_limit integer)
returns table (tenant_id text, connection_id text, document_id text, event_id uuid, received_at timestamptz)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    with recursive open_tenant (tenant_id) as (
        (select i.tenant_id from inbox i where i.status = 'open' order by i.tenant_id limit 1)
        union all
        select (select i.tenant_id from inbox i where i.status = 'open' and i.tenant_id > t.tenant_id order by i.tenant_id limit 1)
        from open_tenant t where t.tenant_id is not null)
    select first.*
    from open_tenant t cross join lateral (
        select i.tenant_id, i.connection_id, i.document_id, i.event_id, i.received_at
        from inbox i
        where i.tenant_id = t.tenant_id and i.status = 'open' and i.received_at < before
            and (i.received_at, i.event_id) > (coalesce(after_at, '-infinity'), coalesce(after_event, '00000000-0000-0000-0000-000000000000'))
        order by i.received_at, i.event_id
        limit 1) first
    order by first.received_at, first.event_id
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;
revoke execute on function sweep_first_open_of_tenants from public;
