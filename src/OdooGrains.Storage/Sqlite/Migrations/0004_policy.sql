-- What platform, plans, tenants and connections state of their policy. tenant_id '*' is the platform.
create table policy (
    tenant_id  text    not null,
    level      text    not null check (level in ('platform', 'plan', 'tenant', 'connection')),
    name       text    not null,
    settings   text    not null check (json_valid(settings)),
    updated_at integer not null,
    version    integer not null check (version >= 1),
    primary key (tenant_id, level, name),
    check ((tenant_id = '*') = (level in ('platform', 'plan'))),
    check ((name = '') = (level in ('platform', 'tenant')))
);

-- Admission counts orders and money apart from everything else. Lane 0 is money, which is what every event was until now.
alter table inbox add column lane integer not null default 0 check (lane between 0 and 5);
