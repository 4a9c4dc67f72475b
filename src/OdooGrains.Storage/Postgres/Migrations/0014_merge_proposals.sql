-- Two customers of an ERP that may be one, until a person decides.
create table merge_proposal (
    tenant_id     text collate "C" not null,
    connection_id text collate "C" not null,
    kept_id       text collate "C" not null,
    other_id      text collate "C" not null check (other_id <> kept_id),
    rule          text             not null check (rule in ('external_id', 'email', 'phone', 'vat')),
    channel_id    text collate "C" not null,
    document_id   text collate "C" not null,
    found_at      timestamptz      not null,
    status        text             not null check (status in ('open', 'dismissed', 'merged')),
    decided_by    text,
    reason        text,
    decided_at    timestamptz,
    primary key (tenant_id, connection_id, kept_id, other_id),
    check ((status = 'open') = (decided_by is null) and (status = 'open') = (reason is null) and (status = 'open') = (decided_at is null))
);
-- One for two, whichever of them is kept.
create unique index merge_proposal_pair on merge_proposal (tenant_id, connection_id, least(kept_id, other_id), greatest(kept_id, other_id));

alter table merge_proposal enable row level security;
alter table merge_proposal force row level security;
create policy tenants on merge_proposal using (tenant_id = any ((select string_to_array(nullif(current_setting('app.tenants', true), ''), ','))::text[]));
