-- What platform, plans, tenants and connections state of their policy. tenant_id '*' is the platform.
create table policy (
    tenant_id  text collate "C" not null,
    level      text             not null check (level in ('platform', 'plan', 'tenant', 'connection')),
    name       text collate "C" not null,
    settings   jsonb            not null check (jsonb_typeof(settings) = 'object'),
    updated_at timestamptz      not null,
    version    bigint           not null check (version >= 1),
    primary key (tenant_id, level, name),
    check ((tenant_id = '*') = (level in ('platform', 'plan'))),
    check ((name = '') = (level in ('platform', 'tenant')))
);
alter table policy enable row level security;
alter table policy force row level security;
create policy tenants on policy using (tenant_id = any ((select string_to_array(nullif(current_setting('app.tenants', true), ''), ','))::text[]));

-- Admission counts orders and money apart from everything else. Lane 0 is money, which is what every event was until now.
alter table inbox add column lane smallint not null default 0 check (lane between 0 and 5);

create function sweep_backlog_by_lane()
returns table (tenant_id text, open_events bigint, open_documents bigint, oldest_received_at timestamptz, money_events bigint)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select b.tenant_id, sum(b.events)::bigint, sum(b.documents)::bigint, min(b.oldest), sum(b.money)::bigint
    from (
        select i.tenant_id, count(*) as events, count(*) filter (where i.lane = 0) as money, 0 as documents, min(i.received_at) as oldest
        from inbox i where i.status = 'open' group by i.tenant_id
        union all
        select d.tenant_id, 0, 0, count(*), null from document d where d.deadline is not null group by d.tenant_id) b
    group by b.tenant_id
    order by b.tenant_id;
    perform set_config('app.sweep', '', true);
end
$$;
revoke execute on function sweep_backlog_by_lane from public;
