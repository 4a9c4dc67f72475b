-- Bodies are compressed with LZ4: at the rate that a server takes webhooks in, PostgreSQL's own method was the largest single part of what it
-- did. Rows that exist stay as they are. A server that was built without LZ4 keeps its own method.
do $$
begin
    alter table inbox alter column body set compression lz4;
exception
    when feature_not_supported then null;
end
$$;
