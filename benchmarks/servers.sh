# Starts and stops the servers that the benchmarks measure. Sourced by the scripts beside it, after they have read their
# options and set `out` (empty: figures go to benchmarks/target/figures).
#
# start_mlflow sets mlflow_uri and durability, start_kiseki [OPTION OF up ..] sets kiseki_uri; whatever runs is stopped on exit.

postgres_bin=${POSTGRES_BIN:-/usr/lib/postgresql/15/bin}
workers=4
jar=$top/benchmarks/target/benchmarks.jar

say() { printf '\n== %s\n' "$*" >&2; }
fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

work=$(mktemp -d "/tmp/kiseki-${0##*/}.XXXXXX")
chmod 755 "$work"
out=${out:-$work/figures}
mkdir -p "$out"
mlflow_pid= kiseki_pid= postgres_up=

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd "$work" && runuser -u postgres -- "$@"); else "$@"; fi
}

end_group() {
  local pid=$1
  [ -n "$pid" ] || return 0
  kill -TERM -- "-$pid" 2>/dev/null || return 0
  for _ in $(seq 100); do kill -0 -- "-$pid" 2>/dev/null || return 0; sleep 0.1; done
  kill -KILL -- "-$pid" 2>/dev/null || true
}

stop_mlflow() {
  end_group "$mlflow_pid"
  mlflow_pid=
  if [ -n "$postgres_up" ]; then
    as_postgres "$postgres_bin/pg_ctl" -D "$work/postgres" -m fast -w stop > /dev/null || true
    postgres_up=
  fi
}

stop_kiseki() {
  [ -n "$kiseki_pid" ] || return 0
  kill -TERM "$kiseki_pid" 2>/dev/null || true
  wait "$kiseki_pid" 2>/dev/null || true
  kiseki_pid=
}

cleanup() {
  stop_kiseki
  stop_mlflow
  case $out in "$work"/*) cp -r "$out" "$top/benchmarks/target/" 2>/dev/null || true ;; esac
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

await() { # seconds pid url
  for _ in $(seq $(($1 * 5))); do
    curl -fsS -o /dev/null --max-time 2 "$3" 2>/dev/null && return 0
    kill -0 "$2" 2>/dev/null || return 1
    sleep 0.2
  done
  return 1
}

build_generator() {
  # A jar that is not there makes find complain, which is as good as a newer source.
  [ -z "$(find "$top/benchmarks/pom.xml" "$top/benchmarks/src/main" -newer "$jar" -print -quit 2>&1)" ] && return
  say "building the generator"
  mvn -q -B -f "$top/benchmarks/pom.xml" package -DskipTests
}

install_mlflow() {
  local wanted
  venv=$top/target/venv-benchmarks
  wanted=$(sha256sum < "$top/benchmarks/requirements.txt")
  if [ "$(cat "$venv/.requirements" 2>/dev/null)" != "$wanted" ]; then
    say "installing MLflow into target/venv-benchmarks"
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q --disable-pip-version-check -r "$top/benchmarks/requirements.txt"
    echo "$wanted" > "$venv/.requirements"
  fi
}

start_mlflow() {
  install_mlflow
  say "starting PostgreSQL and MLflow"
  [ -x "$postgres_bin/initdb" ] || fail "no PostgreSQL 15 in $postgres_bin (set POSTGRES_BIN)"
  postgres_port=$(free_port)
  mkdir "$work/postgres"
  [ "$(id -u)" = 0 ] && chown postgres "$work/postgres"
  as_postgres "$postgres_bin/initdb" -D "$work/postgres" -U mlflow -A trust -E UTF8 > "$work/initdb.log"
  as_postgres "$postgres_bin/pg_ctl" -D "$work/postgres" -w -l "$work/postgres/server.log" \
    -o "-c listen_addresses=127.0.0.1 -c port=$postgres_port -c unix_socket_directories=''" start > /dev/null
  postgres_up=yes
  "$postgres_bin/createdb" -h 127.0.0.1 -p "$postgres_port" -U mlflow mlflow
  setting() { "$postgres_bin/psql" -h 127.0.0.1 -p "$postgres_port" -U mlflow -At -c "show $1" mlflow; }
  durability="PostgreSQL $(setting server_version | cut -d' ' -f1), fsync $(setting fsync), synchronous_commit $(setting synchronous_commit), MLflow with $workers workers"

  mlflow_port=$(free_port)
  MLFLOW_DISABLE_TELEMETRY=true MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false setsid "$venv/bin/mlflow" server \
    --backend-store-uri "postgresql+psycopg2://mlflow@127.0.0.1:$postgres_port/mlflow" \
    --artifacts-destination "$work/artifacts" --workers "$workers" \
    --host 127.0.0.1 --port "$mlflow_port" > "$work/mlflow.log" 2>&1 &
  mlflow_pid=$!
  await 120 "$mlflow_pid" "http://127.0.0.1:$mlflow_port/health" || { tail -20 "$work/mlflow.log" >&2; fail "MLflow did not start"; }
  mlflow_uri=http://127.0.0.1:$mlflow_port
}

start_kiseki() {
  say "starting Kiseki"
  : > "$work/kiseki.log" # read below, perhaps before the child has opened it
  "$top/kiseki" up --data "$work/kiseki" --port "$(free_port)" --kafka.port "$(free_port)" \
    --kafka.controller-port "$(free_port)" --cassandra.port "$(free_port)" \
    --cassandra.storage-port "$(free_port)" --s3.port "$(free_port)" --shards.port "$(free_port)" "$@" > "$work/kiseki.log" 2>&1 &
  kiseki_pid=$!
  for _ in $(seq 3000); do
    kiseki_uri=$(sed -n 's/.*export MLFLOW_TRACKING_URI=\([^ ]*\).*/\1/p' "$work/kiseki.log" | head -1)
    [ -n "$kiseki_uri" ] && break
    kill -0 "$kiseki_pid" 2>/dev/null || break
    sleep 0.2
  done
  [ -n "$kiseki_uri" ] || { tail -20 "$work/kiseki.log" >&2; fail "Kiseki did not start"; }
}
