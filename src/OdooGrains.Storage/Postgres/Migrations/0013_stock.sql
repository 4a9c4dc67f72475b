-- What the ERPs have of a product, as they were read last. Its version guards all that is counted of the product.
create table stock_position (
    tenant_id text collate "C" not null,
    sku       text collate "C" not null check (length(sku) between 1 and 200),
    sources   jsonb            not null check (jsonb_typeof(sources) = 'array'),
    -- The terms that its levels were counted under.
    terms     text             not null,
    version   bigint           not null check (version >= 1),
    primary key (tenant_id, sku)
);

-- What an order line takes of the stock until a reading of the ERP has it. Written with the order's commit.
create table stock_reservation (
    tenant_id   text collate "C" not null,
    channel_id  text collate "C" not null,
    document_id text collate "C" not null,
    line        text collate "C" not null,
    sku         text collate "C" not null check (length(sku) between 1 and 200),
    quantity    numeric          not null check (quantity >= 0),
    sold        numeric          not null check (sold >= 0),
    -- What the channel's count of sales has already.
    counted     numeric          not null,
    -- The ERP that has confirmed the line; null before.
    in_erp      text collate "C",
    -- Written since it was counted last.
    is_open     boolean          not null,
    version     bigint           not null check (version >= 1),
    primary key (tenant_id, channel_id, document_id, line, sku)
);
create index stock_reservation_by_sku on stock_reservation (tenant_id, sku);
create index stock_reservation_open on stock_reservation (tenant_id, sku) where is_open;
create index stock_reservation_confirmed on stock_reservation (tenant_id, in_erp, sku) where in_erp is not null;

-- One product at one channel: the wanted side is written by who counts the product, the telling side by who tells the channel.
create table stock_level (
    tenant_id     text collate "C" not null,
    connection_id text collate "C" not null,
    sku           text collate "C" not null check (length(sku) between 1 and 200),
    wanted        integer          not null check (wanted >= 0),
    sequence      bigint           not null check (sequence >= 1),
    wanted_at     timestamptz      not null,
    sold          numeric          not null check (sold >= 0),
    told          bigint           not null check (told between 0 and sequence),
    due_at        timestamptz      not null,
    recheck_at    timestamptz,
    push          jsonb            not null check (jsonb_typeof(push) = 'object'),
    push_version  bigint           not null check (push_version >= 0),
    primary key (tenant_id, connection_id, sku)
);
create index stock_level_by_sku on stock_level (tenant_id, sku);
create index stock_level_behind on stock_level (tenant_id, connection_id, wanted_at) where sequence > told;
create index stock_level_late on stock_level (wanted_at) where sequence > told;
create index stock_level_recheck on stock_level (tenant_id, connection_id, recheck_at) where recheck_at is not null;

do $$
declare
    name text;
begin
    foreach name in array array['stock_position', 'stock_reservation', 'stock_level']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenants on %I using (tenant_id = any ((select string_to_array(nullif(current_setting(''app.tenants'', true), ''''), '',''))::text[]))',
            name);
    end loop;

    foreach name in array array['stock_reservation', 'stock_level']
    loop
        execute format('create policy sweep on %I for select to current_user using ((select current_setting(''app.sweep'', true)) = ''keys'')', name);
    end loop;
end
$$;

create function sweep_uncounted_stock(row_limit integer)
returns table (tenant_id text, sku text)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select distinct r.tenant_id, r.sku from stock_reservation r where r.is_open order by r.tenant_id, r.sku limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

create function sweep_stock_behind(now timestamptz, row_limit integer)
returns table (tenant_id text, connection_id text)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select l.tenant_id, l.connection_id
    from (
        select b.tenant_id, b.connection_id from stock_level b where b.sequence > b.told and b.due_at <= now
        union
        select r.tenant_id, r.connection_id from stock_level r where r.recheck_at <= now) l
    join connection c on c.tenant_id = l.tenant_id and c.connection_id = l.connection_id and c.status = 'active'
    join tenant t on t.tenant_id = l.tenant_id and t.status = 'active'
    order by l.tenant_id, l.connection_id
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

-- Of one tenant, or of all where it is null.
create function sweep_late_stock(only_tenant text, wanted_before timestamptz, row_limit integer)
returns table (tenant_id text, connection_id text, sku text, wanted_at timestamptz)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select l.tenant_id, l.connection_id, l.sku, l.wanted_at
    from stock_level l
    join connection c on c.tenant_id = l.tenant_id and c.connection_id = l.connection_id and c.status = 'active'
    join tenant t on t.tenant_id = l.tenant_id and t.status = 'active'
    where l.sequence > l.told and l.wanted_at < wanted_before and (only_tenant is null or l.tenant_id = only_tenant)
    order by l.wanted_at, l.tenant_id, l.connection_id, l.sku
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

-- The feeds of a connection that is switched on by one of its settings; an empty name: always.
create function sweep_missing_feeds(kinds text[], feeds text[], switches text[], row_limit integer)
returns table (tenant_id text, connection_id text, feed text)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select c.tenant_id, c.connection_id, wanted.feed
    from unnest(kinds, feeds, switches) wanted (kind, feed, switch)
    join connection c on c.kind = wanted.kind and (wanted.switch = '' or c.settings ->> wanted.switch = 'true')
    where not exists (select 1 from feed_cursor f where f.tenant_id = c.tenant_id and f.connection_id = c.connection_id and f.feed = wanted.feed)
    order by c.tenant_id, c.connection_id, wanted.feed
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;
revoke execute on function sweep_uncounted_stock, sweep_stock_behind, sweep_late_stock, sweep_missing_feeds(text[], text[], text[], integer) from public;
