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

revoke execute on function sweep_late_documents, sweep_open_alerts from public;
