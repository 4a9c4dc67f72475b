-- Of one hot key at most one effect is sent or in doubt: a mark looks for another one here.
drop index effect_unsettled;
create index effect_unsettled on effect (tenant_id, connection_id, hot_key) where status in ('sent', 'in_doubt');

-- Where the versions of a connection have come to when it was deleted: one that is made again under its name goes on from there.
alter table connection_epoch add column last_version integer not null default 0 check (last_version >= 0);

-- The sweep takes the first open events of each tenant from here. Partial, so that an event that is folded leaves it.
create index inbox_open_by_tenant on inbox (tenant_id, received_at, event_id) where status = 'open';
