insert into orders (item, quantity) values ('tea', 1), ('cake', 1);
