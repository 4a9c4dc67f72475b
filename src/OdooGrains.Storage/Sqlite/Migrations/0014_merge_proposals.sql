-- Two customers of an ERP that may be one, until a person decides.
create table merge_proposal (
    tenant_id     text    not null,
    connection_id text    not null,
    kept_id       text    not null,
    other_id      text    not null check (other_id <> kept_id),
    rule          text    not null check (rule in ('external_id', 'email', 'phone', 'vat')),
    channel_id    text    not null,
    document_id   text    not null,
    found_at      integer not null,
    status        text    not null check (status in ('open', 'dismissed', 'merged')),
    decided_by    text,
    reason        text,
    decided_at    integer,
    primary key (tenant_id, connection_id, kept_id, other_id),
    check ((status = 'open') = (decided_by is null) and (status = 'open') = (reason is null) and (status = 'open') = (decided_at is null))
);
-- One for two, whichever of them is kept.
create unique index merge_proposal_pair on merge_proposal (tenant_id, connection_id, min(kept_id, other_id), max(kept_id, other_id));
