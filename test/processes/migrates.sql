-- The tables of a shop; no statement ends in here: ;
create table orders (id serial primary key, item text not null);
create function newest() returns text as $body$
  select item from orders; -- a semicolon within
$body$ language sql;
insert into orders (item) values ('tea; with milk'), ('cake');
