-- The four roles of a Candor database cluster. Run once as a superuser, then give each role a password and make the
-- database: create database candor owner candor_owner locale 'C' encoding 'UTF8' template template0.
-- candor_owner owns the schema and serves `candor migrate` alone. It never reads past a policy in silence: where a
-- policy would hide rows from it, its statement fails instead.
create role candor_owner login nosuperuser nocreatedb nocreaterole nobypassrls noreplication;
alter role candor_owner set row_security = off;
-- candor_app is the gateway. It owns nothing and sees one tenant at a time.
create role candor_app login nosuperuser nocreatedb nocreaterole nobypassrls noreplication;
-- The owner has the gateway's role too, so that erasing a tenant is held to that tenant by the same policies.
grant candor_app to candor_owner;
-- candor_operator reads across tenants and writes nothing.
create role candor_operator login nosuperuser nocreatedb nocreaterole nobypassrls noreplication;
alter role candor_operator set default_transaction_read_only = on;
-- candor_eraser ends the contents of sharing records that are due (`candor log expire`), and can do nothing else. A cluster
-- that was made without it gets it by this statement and a password, before `candor migrate`.
create role candor_eraser login nosuperuser nocreatedb nocreaterole nobypassrls noreplication;
-- On a Citus cluster also, so that the tenant of a transaction reaches the workers:
--   alter role candor_app set citus.propagate_set_commands = 'local'
--   alter role candor_owner set citus.enable_local_reference_table_foreign_keys = off
