-- The names under which other systems know a document, such as its payments at their provider; the document that registers one first has it.
create table document_reference (
    tenant_id   text collate "C" not null,
    channel_id  text collate "C" not null,
    kind        text collate "C" not null check (kind in ('payment')),
    reference   text collate "C" not null check (length(reference) between 1 and 150),
    document_id text collate "C" not null,
    primary key (tenant_id, channel_id, kind, reference)
);
alter table document_reference enable row level security;
alter table document_reference force row level security;
create policy tenants on document_reference using (tenant_id = any ((select string_to_array(nullif(current_setting('app.tenants', true), ''), ','))::text[]));

-- The connection whose document an event concerns, where it is another one than the one that the event came from.
alter table inbox add column channel_id text collate "C";
create index inbox_addressed on inbox (tenant_id, channel_id, document_id, received_at) where channel_id is not null;

-- As before, and an event is hinted to the document that it concerns.
create or replace function sweep_open_events(before timestamptz, after_at timestamptz, after_event uuid, row_limit integer)
returns table (tenant_id text, connection_id text, document_id text, event_id uuid, received_at timestamptz)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select i.tenant_id, coalesce(i.channel_id, i.connection_id), i.document_id, i.event_id, i.received_at
    from inbox i
    where i.status = 'open' and i.received_at < before
        and (i.received_at, i.event_id) > (coalesce(after_at, '-infinity'), coalesce(after_event, '00000000-0000-0000-0000-000000000000'))
    order by i.received_at, i.event_id
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

create or replace function sweep_first_open_of_tenants(before timestamptz, after_at timestamptz, after_event uuid, row_limit integer)
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
        select i.tenant_id, coalesce(i.channel_id, i.connection_id), i.document_id, i.event_id, i.received_at
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
