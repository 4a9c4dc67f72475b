-- Whom an order was for when its alert was raised; null of a connection.
alter table alert add column owner text check (owner is null or length(owner) between 1 and 120);
