-- The names under which other systems know a document, such as its payments at their provider; the document that registers one first has it.
create table document_reference (
    tenant_id   text not null,
    channel_id  text not null,
    kind        text not null check (kind in ('payment')),
    reference   text not null check (length(reference) between 1 and 150),
    document_id text not null,
    primary key (tenant_id, channel_id, kind, reference)
);

-- The connection whose document an event concerns, where it is another one than the one that the event came from.
alter table inbox add column channel_id text;
create index inbox_addressed on inbox (tenant_id, channel_id, document_id, received_at) where channel_id is not null;
