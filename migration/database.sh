#!/bin/sh
# Gives the four roles of roles.sql their passwords and makes the database. Run once, by the first start of the
# PostgreSQL container, as its superuser; the passwords are passed as variables, never as words of the statement's text.
set -eu
psql --username "${POSTGRES_USER:-postgres}" --set ON_ERROR_STOP=1 \
  --set owner="$CANDOR_OWNER_PASSWORD" --set app="$CANDOR_APP_PASSWORD" --set operator="$CANDOR_OPERATOR_PASSWORD" \
  --set eraser="$CANDOR_ERASER_PASSWORD" <<'SQL'
alter role candor_owner password :'owner';
alter role candor_app password :'app';
alter role candor_operator password :'operator';
alter role candor_eraser password :'eraser';
create database candor owner candor_owner locale 'C' encoding 'UTF8' template template0;
SQL
