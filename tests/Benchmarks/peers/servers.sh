# Starts Redis and RabbitMQ for the benchmark, each in a folder of its own on a free loopback port, and ends them by their ids. Meant to be sourced.
PATH="$PATH:/usr/sbin:/usr/local/sbin"
servers=$(mktemp -d /tmp/odoograins-peers.XXXXXX)
chmod a+rx "$servers"
server_pids=()
preload=()
if [ -n "${SLOWSYNC_US:-}" ]; then
  gcc -shared -fPIC -O2 -o "$servers/slowsync.so" eng/slowsync.c -ldl
  preload=("LD_PRELOAD=$servers/slowsync.so" "SLOWSYNC_US=$SLOWSYNC_US")
fi

# Ends the servers that were started, so that one which has done its part costs the next contender nothing.
end_servers() {
  local pid
  for pid in "${server_pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${server_pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  server_pids=()
}

free_port() { python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])' 2>/dev/null || echo $((20000 + RANDOM % 12000)); }

# listens PID PORT LOG: until the server answers on its port.
listens() {
  local tries
  for tries in $(seq 600); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; then return 0; fi
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  echo "The server on port $2 does not answer. Its log ends with:" >&2
  tail -n 20 "$3" >&2
  return 1
}

# Durable before each answer: the append-only file is synced (R3 of the rules: the same promise from everybody).
start_redis() {
  redis_port=$(free_port)
  mkdir "$servers/redis"
  env "${preload[@]}" redis-server --bind 127.0.0.1 --port "$redis_port" --dir "$servers/redis" --appendonly yes --appendfsync always --save '' >"$servers/redis.log" 2>&1 &
  redis_pid=$!
  server_pids+=("$redis_pid")
  listens "$redis_pid" "$redis_port" "$servers/redis.log"
}

# As a user other than root, who may not run it; with an epmd of its own, since Erlang would leave one running.
start_rabbitmq() {
  local home=$servers/rabbitmq as=() epmd_port dist_port
  rabbitmq_port=$(free_port) epmd_port=$(free_port) dist_port=$(free_port)
  mkdir "$home"
  if [ "$(id -u)" = 0 ]; then chown rabbitmq "$home"; as=(runuser -u rabbitmq --); fi
  epmd -port "$epmd_port" -address 127.0.0.1 &
  server_pids+=("$!")
  echo "[]." >"$servers/enabled_plugins"
  printf 'listeners.tcp.1 = 127.0.0.1:%s\n' "$rabbitmq_port" >"$servers/rabbitmq.conf"
  "${as[@]}" env "${preload[@]}" HOME="$home" ERL_EPMD_PORT="$epmd_port" ERL_EPMD_ADDRESS=127.0.0.1 \
    RABBITMQ_NODENAME="peers@localhost" RABBITMQ_DIST_PORT="$dist_port" RABBITMQ_MNESIA_BASE="$home/data" RABBITMQ_LOG_BASE="$home/log" RABBITMQ_PID_FILE="$home/pid" \
    RABBITMQ_CONFIG_FILE="$servers/rabbitmq.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$servers/enabled_plugins" \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}" \
    /usr/lib/rabbitmq/bin/rabbitmq-server >"$servers/rabbitmq.log" 2>&1 &
  rabbitmq_pid=$!
  server_pids+=("$rabbitmq_pid")
  listens "$rabbitmq_pid" "$rabbitmq_port" "$servers/rabbitmq.log"
}
