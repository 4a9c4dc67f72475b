-- What the ERPs have of a product, as they were read last. Its version guards all that is counted of the product.
create table stock_position (
    tenant_id text    not null,
    sku       text    not null check (length(sku) between 1 and 200),
    sources   text    not null check (json_valid(sources)),
    -- The terms that its levels were counted under.
    terms     text    not null,
    version   integer not null check (version >= 1),
    primary key (tenant_id, sku)
);

-- What an order line takes of the stock until a reading of the ERP has it. Written with the order's commit. Quantities are exact decimals, as text.
create table stock_reservation (
    tenant_id   text    not null,
    channel_id  text    not null,
    document_id text    not null,
    line        text    not null,
    sku         text    not null check (length(sku) between 1 and 200),
    quantity    text    not null check (substr(quantity, 1, 1) <> '-'),
    sold        text    not null check (substr(sold, 1, 1) <> '-'),
    -- What the channel's count of sales has already.
    counted     text    not null,
    -- The ERP that has confirmed the line; null before.
    in_erp      text,
    -- Written since it was counted last.
    is_open     integer not null check (is_open in (0, 1)),
    version     integer not null check (version >= 1),
    primary key (tenant_id, channel_id, document_id, line, sku)
);
create index stock_reservation_by_sku on stock_reservation (tenant_id, sku);
create index stock_reservation_open on stock_reservation (tenant_id, sku) where is_open = 1;
create index stock_reservation_confirmed on stock_reservation (tenant_id, in_erp, sku) where in_erp is not null;

-- One product at one channel: the wanted side is written by who counts the product, the telling side by who tells the channel.
create table stock_level (
    tenant_id     text    not null,
    connection_id text    not null,
    sku           text    not null check (length(sku) between 1 and 200),
    wanted        integer not null check (wanted >= 0),
    sequence      integer not null check (sequence >= 1),
    wanted_at     integer not null,
    sold          text    not null check (substr(sold, 1, 1) <> '-'),
    told          integer not null check (told between 0 and sequence),
    due_at        integer not null,
    recheck_at    integer,
    push          text    not null check (json_valid(push)),
    push_version  integer not null check (push_version >= 0),
    primary key (tenant_id, connection_id, sku)
);
create index stock_level_by_sku on stock_level (tenant_id, sku);
create index stock_level_behind on stock_level (tenant_id, connection_id, wanted_at) where sequence > told;
create index stock_level_late on stock_level (wanted_at) where sequence > told;
create index stock_level_recheck on stock_level (tenant_id, connection_id, recheck_at) where recheck_at is not null;
