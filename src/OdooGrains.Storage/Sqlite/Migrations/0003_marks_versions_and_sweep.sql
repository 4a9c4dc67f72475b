-- Of one hot key at most one effect is sent or in doubt: a mark looks for another one here.
drop index effect_unsettled;
create index effect_unsettled on effect (tenant_id, connection_id, hot_key) where status in ('sent', 'in_doubt');
