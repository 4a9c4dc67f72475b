-- The name that policy gives the owner of a hold; owner goes on to say whose side that is on. Null where policy names nobody.
alter table document add column owner_name text check (owner_name is null or (length(owner_name) between 1 and 120 and owner is not null));

-- The desk walks through what is held by key.
drop index document_held;
create index document_held on document (tenant_id, channel_id, document_id) where status = 'held';

-- What a person does with many failures at once.
create table replay (
    tenant_id  text collate "C" not null,
    replay_id  uuid             not null,
    status     text             not null check (status in ('planning', 'planned', 'applying', 'done', 'stopped')),
    created_at timestamptz      not null,
    updated_at timestamptz      not null,
    detail     jsonb            not null check (jsonb_typeof(detail) = 'object'),
    version    bigint           not null check (version >= 1),
    primary key (tenant_id, replay_id)
);
create index replay_by_time on replay (tenant_id, created_at, replay_id);

-- One document of a replay: what was planned, and what became of it.
create table replay_item (
    tenant_id        text collate "C" not null,
    replay_id        uuid             not null,
    number           integer          not null check (number >= 1),
    channel_id       text collate "C" not null,
    document_id      text collate "C" not null,
    document_version bigint           not null check (document_version >= 0),
    kind             text             not null check (kind in ('create', 'change', 'look_up', 'end', 'done', 'violate')),
    plan             jsonb            not null,
    outcome          text             not null check (outcome in ('untouched', 'waiting', 'applied', 'done', 'failed', 'skipped')),
    note             text,
    at               timestamptz,
    primary key (tenant_id, replay_id, number),
    -- What the plan does nothing with, nothing is done with.
    check ((kind in ('done', 'violate')) = (outcome = 'untouched')),
    check (outcome in ('untouched', 'waiting') or at is not null)
);
create index replay_item_open on replay_item (tenant_id, replay_id, number) where outcome in ('waiting', 'applied');

do $$
declare
    name text;
begin
    foreach name in array array['replay', 'replay_item']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenants on %I using (tenant_id = any ((select string_to_array(nullif(current_setting(''app.tenants'', true), ''''), '',''))::text[]))',
            name);
    end loop;
end
$$;

drop function sweep_stalled(timestamptz, integer);
create function sweep_stalled(now timestamptz, row_limit integer)
returns table (
    tenant_id text, channel_id text, document_id text, number text, status text, next_action_at timestamptz, deadline timestamptz, owner text,
    failure_class text, reason text, updated_at timestamptz, version bigint, owner_name text)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select d.tenant_id, d.channel_id, d.document_id, d.number, d.status, d.next_action_at, d.deadline, d.owner, d.failure_class, d.reason, d.updated_at, d.version,
        d.owner_name
    from document d
    where d.deadline < now
    order by d.deadline, d.tenant_id, d.channel_id, d.document_id
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;

-- Of the payload only what a list of failures shows: the hold, and how much money it is about.
create function sweep_failures(after_tenant text, after_channel text, after_document text, row_limit integer)
returns table (
    tenant_id text, channel_id text, document_id text, number text, failure_class text, reason text, owner text, updated_at timestamptz, facts text,
    step text)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select d.tenant_id, d.channel_id, d.document_id, d.number, d.failure_class, d.reason, coalesce(d.owner_name, d.owner), d.updated_at,
        jsonb_build_array(d.state #> '{hold,code}', d.state #> '{hold,since}', d.state #> '{erp,value}', d.state #> '{order,currency}', d.state #> '{order,total}')::text,
        (select e.step from effect e
            where e.tenant_id = d.tenant_id and e.channel_id = d.channel_id and e.document_id = d.document_id and e.status in ('held', 'dead')
                and e.detail -> 'lastFailure' ->> 'code' = d.state -> 'hold' ->> 'code'
            order by e.number desc limit 1)
    from document d
    where d.status = 'held'
        and (d.tenant_id, d.channel_id, d.document_id) > (coalesce(after_tenant, ''), coalesce(after_channel, ''), coalesce(after_document, ''))
    order by d.tenant_id, d.channel_id, d.document_id
    limit row_limit;
    perform set_config('app.sweep', '', true);
end
$$;
-- Whom an order was for when its alert was raised; null of a connection.
alter table alert add column owner text check (owner is null or length(owner) between 1 and 120);
drop function sweep_late_documents(timestamptz, timestamptz, text, text, text, integer);
create function sweep_late_documents(now timestamptz, after_at timestamptz, after_tenant text, after_channel text, after_document text, row_limit integer)
returns table (tenant_id text, channel_id text, document_id text, deadline timestamptz, is_held boolean, owner text)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select d.tenant_id, d.channel_id, d.document_id, d.deadline, d.status = 'held', coalesce(d.owner_name, d.owner)
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

drop function sweep_open_alerts(uuid, integer);
create function sweep_open_alerts(after_alert uuid, row_limit integer)
returns table (
    tenant_id text, alert_id uuid, kind text, connection_id text, document_id text, since timestamptz, raised_at timestamptz, ended_at timestamptz,
    owner text, deadline timestamptz, is_held boolean, is_connection boolean, is_auth_failed boolean)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
begin
    perform set_config('app.sweep', 'keys', true);
    return query
    select a.tenant_id, a.alert_id, a.kind, a.connection_id, a.document_id, a.since, a.raised_at, a.ended_at, a.owner,
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

revoke execute on function sweep_stalled, sweep_failures, sweep_late_documents, sweep_open_alerts from public;
