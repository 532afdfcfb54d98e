#!/usr/bin/env bash
# Kills a gateway and, separately, PostgreSQL itself (SIGKILL, with all its children) under streams of sharing records, and
# checks after each kill that nothing acknowledged is lost and nothing doubled, and that the log verifies.
#
#   tests/kills.sh [rounds [gateway|server]]      default: 5 of each
#
# PostgreSQL runs on a port of its own with fsync on, its data in a temporary folder; it ends with the script.
set -euo pipefail
cd "$(dirname "$0")/.."

pg_bin() { find /usr/lib/postgresql -maxdepth 3 -name initdb -printf '%h\n' | sort -V | tail -n 1; }
# initdb refuses root: PostgreSQL runs as an ordinary user.
as_pg() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
start() {
  (
    cd "$KILLS_WORK"
    as_pg "$(pg_bin)/pg_ctl" -D "$KILLS_WORK/pg" -s -w -t 60 -l "$KILLS_WORK/pg/log" \
      -o "-p $KILLS_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=100 -c fsync=on" \
      start </dev/null >/dev/null 2>&1
  )
}

case "${1:-5}" in
  --start)
    start
    exit
    ;;
  --kill)
    postmaster=$(head -n 1 "$KILLS_WORK/pg/postmaster.pid")
    # It is stopped first, so that it starts no child meanwhile, and no child learns of its end before its own.
    kill -STOP "$postmaster"
    mapfile -t children < <(pgrep -P "$postmaster")
    kill -9 "${children[@]}" "$postmaster" 2>/dev/null || true
    while kill -0 "$postmaster" 2>/dev/null; do sleep 0.05; done
    exit
    ;;
esac

export CANDOR_TEST_KILLS=${1:-5}
KILLS_WORK=$(mktemp -d)
KILLS_PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null ||
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
export KILLS_WORK KILLS_PORT CANDOR_TEST_KILL_SCRIPT=$PWD/tests/kills.sh
chmod 755 "$KILLS_WORK"
mkdir "$KILLS_WORK/pg"
if [ "$(id -u)" = 0 ]; then chown postgres "$KILLS_WORK/pg"; fi
stop() {
  as_pg "$(pg_bin)/pg_ctl" -D "$KILLS_WORK/pg" -m immediate -s stop 2>/dev/null || true
  rm -rf "$KILLS_WORK"
}
trap stop EXIT
(cd "$KILLS_WORK" && as_pg "$(pg_bin)/initdb" -D "$KILLS_WORK/pg" -U postgres --auth=trust --encoding=UTF8 --locale=C >/dev/null)
start
TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$KILLS_PORT/postgres" \
  cargo test --workspace --locked --test integration -- --include-ignored --nocapture --test-threads=1 \
  "crash::ingest::a_killed_${2:-}"
