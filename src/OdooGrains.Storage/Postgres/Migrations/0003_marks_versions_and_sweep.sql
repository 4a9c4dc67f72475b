-- Of one hot key at most one effect is sent or in doubt: a mark looks for another one here.
drop index effect_unsettled;
create index effect_unsettled on effect (tenant_id, connection_id, hot_key) where status in ('sent', 'in_doubt');

-- Where the versions of a connection have come to when it was deleted: one that is made again under its name goes on from there.
alter table connection_epoch add column last_version bigint not null default 0 check (last_version >= 0);
