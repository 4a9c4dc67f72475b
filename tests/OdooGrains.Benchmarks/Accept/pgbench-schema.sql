-- The single-row baseline: 2 KB of JSON, a primary key, a unique key and a partial index, as an inbox needs them.
DROP TABLE IF EXISTS inbox;
CREATE TABLE inbox (id bigserial primary key, tenant int not null, ext_id uuid not null, payload jsonb not null, state smallint not null default 0, at timestamptz not null default now(), unique(tenant,ext_id)) ;
ALTER TABLE inbox ALTER payload SET STORAGE EXTERNAL; CREATE INDEX inbox_ready ON inbox(id) WHERE state=0;