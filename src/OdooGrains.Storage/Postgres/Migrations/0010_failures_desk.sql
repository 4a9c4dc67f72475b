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
revoke execute on function sweep_stalled, sweep_failures from public;
