#!/usr/bin/env bash
# Tests the whole system in containers, as a user would run it, from a clean build to the end: exact totals while workers join, leave and
# are killed, memory limits, exit codes. Needs a Docker engine with Compose, curl and jq. Takes a few minutes and prints its measurements.
#
#   docker/acceptance.sh            builds, runs, and takes everything down again
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export COMPOSE_PROJECT_NAME=klt-acceptance CONTROLLER_PORT=${CONTROLLER_PORT:-18080} KAFKA_PORT=${KAFKA_PORT:-19092}
readonly API=http://127.0.0.1:$CONTROLLER_PORT IDLE_MIB_MAX=128 MIB=1048576
work=$(mktemp -d)
events=

end() {
  local status=$?
  if ((status != 0)); then
    docker compose logs --no-color --tail 20 >&2 || true
    docker compose down -v --timeout 30 >/dev/null 2>&1 || true
  fi
  [[ -z $events ]] || kill "$events" 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT

say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }
fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# until_true WHAT SECONDS COMMAND…: waits until the command succeeds
until_true() {
  local what=$1 deadline=$((SECONDS + $2))
  shift 2
  until "$@"; do
    ((SECONDS < deadline)) || fail "$what: not in time"
    sleep 0.5
  done
}

report() { curl -fsS "$API/api/runs/$1/report.json"; }
# has RUN FILTER: tests the run's report with a jq filter
has() { report "$1" | jq -e "$2" >/dev/null; }
ended() { has "$1" '.phase | IN("DONE", "STOPPED", "FAILED")'; }
# counts the workers that are ready or busy
workers_are() { curl -fsS "$API/api/fleet" | jq -e ".ready + .busy == $1" >/dev/null; }

# submit SPEC: starts a run and prints its id
submit() { curl -fsS "$API/api/runs" -H 'Content-Type: application/yaml' -d "$1" | jq -r .id; }

scale() { docker compose up -d --no-recreate --scale worker="$1" worker >/dev/null 2>&1; }

# exact RUN TOPIC COUNT: checks that all messages are acked and in the topic (a lost worker's last messages may be there twice)
exact() {
  until_true "the end of run $1" 240 ended "$1"
  local totals log
  totals=$(report "$1" | jq -c '[.phase, .messages.planned, .messages.acked, .messages.failed, .messages.indeterminate, .messages.unsent]')
  [[ $totals == "[\"DONE\",$3,$3,0,0,0]" ]] || fail "run $1 is not exact: $(report "$1" | jq -c '[.reason, .messages, .verdict, .errors]')"
  log=$(docker compose exec -T kafka /opt/kafka/bin/kafka-get-offsets.sh --bootstrap-server localhost:9092 --topic "$2" 2>/dev/null |
    awk -F: '{ n += $3 } END { print n }')
  local twice
  twice=$(report "$1" | jq .messages.handoverDuplicates)
  ((log >= $3 && log <= $3 + twice)) || fail "run $1: the log contains $log messages of $3, and $twice may be there twice"
  say "run $1: $3 planned and acknowledged, $log in the log, $(report "$1" | jq -r '
    "\(.verdict.validity) \([.verdict.reasons[].code]), \(.rate.achieved | floor)/s, response p99 \(.responseTime.p99 / 1000) ms, repaired \(.messages.repaired)"')"
}

# current memory of a service's containers in MiB, one container per line
memory() {
  docker compose ps -q "$1" | xargs docker stats --no-stream --format '{{.MemUsage}}' |
    awk '{ n = $1 + 0; if ($1 ~ /KiB/) n /= 1024; if ($1 ~ /GiB/) n *= 1024; print n }'
}
most() { sort -n | tail -n 1; }

# milliseconds from the container's start to its READY line
start_millis() {
  local begun ready
  begun=$(date -d "$(docker inspect -f '{{.State.StartedAt}}' "$1")" +%s%3N)
  ready=$(date -d "$(docker logs -t "$1" 2>/dev/null | awk '/READY/ { print $1; exit }')" +%s%3N)
  echo $((ready - begun))
}

# refuses SERVICE WORDS VARIABLE=VALUE…: checks that the service exits with 2 if these variables are set, and prints one line that begins
# with WORDS
refuses() {
  local image=kafka-load-tester-$1 words=$2 variable said status=0 settings=()
  shift 2
  for variable in "$@"; do settings+=(-e "$variable"); done
  said=$(docker run --rm --read-only "${settings[@]}" "$image" 2>&1) || status=$?
  [[ $status == 2 && $(wc -l <<<"$said") == 1 && $said == "$words"* ]] || fail "$image without a right $words: $status, $said"
}

say "build and start with three workers"
docker compose build >"$work/build.log" 2>&1 || { tail -n 30 "$work/build.log" >&2 && fail "the build"; }
docker events --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --filter event=die \
  --format '{{.Actor.Attributes.exitCode}} {{.Actor.Attributes.name}}' >"$work/ends" &
events=$!
docker compose up -d --wait --scale worker=3 >"$work/up.log" 2>&1 || { cat "$work/up.log" >&2 && fail "the start"; }
until_true "three workers" 30 workers_are 3
say "up: controller listens after $(start_millis klt-acceptance-controller-1) ms, a worker after $(start_millis klt-acceptance-worker-1) ms"
for image in controller worker; do
  say "image of the $image: $(($(docker image inspect -f '{{.Size}}' kafka-load-tester-$image) / MIB)) MiB on its base of $((
    $(docker image inspect -f '{{.Size}}' "${RUN_IMAGE:-eclipse-temurin:25-jre}") / MIB)) MiB"
  [[ $(docker compose exec -T "$image" id -u) == 10001 ]] || fail "$image runs as another user"
  ! docker compose exec -T "$image" touch /app/x 2>/dev/null || fail "$image may write to its root file system"
done

refuses worker "KAFKA_BOOTSTRAP_SERVERS is missing"
refuses controller "KAFKA_BOOTSTRAP_SERVERS is missing"
refuses worker "METRICS_PORT takes" KAFKA_BOOTSTRAP_SERVERS=kafka:9092 METRICS_PORT=x
refuses controller "MAX_RATE takes" KAFKA_BOOTSTRAP_SERVERS=kafka:9092 MAX_RATE=fast
say "a missing or wrong variable ends the start with one line and exit code 2"

# memory that was needed only for startup is returned within half a minute
at_rest() {
  idle_worker=$(memory worker | most)
  idle_controller=$(memory controller)
  awk "BEGIN { exit !($idle_worker < $IDLE_MIB_MAX && $idle_controller < $IDLE_MIB_MAX) }"
}
until_true "memory under $IDLE_MIB_MAX MiB at rest" 60 at_rest
say "at rest: a worker $idle_worker MiB at most, the controller $idle_controller MiB"

run=$(submit '{topic: steady, messages: 100000, rate: 5000}')
exact "$run" steady 100000

say "3, 5, then 1 worker during a run"
run=$(submit '{topic: scaled, messages: 200000, rate: 5000}')
until_true "the first messages" 60 has "$run" '.messages.acked > 20000'
scale 5
until_true "five workers" 60 workers_are 5
until_true "messages of five" 60 has "$run" '.messages.acked > 80000'
scale 1
exact "$run" scaled 200000
workers_are 1 || fail "there is another number of workers than 1"

say "10,000 messages of 1 KB a second on one worker"
run=$(submit '{topic: heavy, messages: 300000, rate: 10000, payload: {size: 1000}}')
until_true "the first messages" 60 has "$run" '.messages.acked > 10000'
while ! ended "$run"; do memory worker; done >"$work/memory"
exact "$run" heavy 300000
say "the worker used $(most <"$work/memory") MiB at most, of 256"

say "a worker of three is killed for its memory"
scale 3
until_true "three workers" 60 workers_are 3
run=$(submit '{topic: killed, messages: 150000, rate: 5000}')
until_true "the first messages" 60 has "$run" '.messages.acked > 20000'
# makes the JVM the first choice of the kernel's OOM killer, then exceeds the container's memory limit
docker compose exec -T --index 1 worker bash -c 'echo 1000 >/proc/1/oom_score_adj; x=$(head -c 400M /dev/zero | tr "\0" x); echo ${#x}' >/dev/null 2>&1 || true
until_true "the kill" 30 grep -q '^137 .*worker' "$work/ends"
until_true "three workers again" 60 workers_are 3
exact "$run" killed 150000
# on a slow machine the run is INVALID because of the send lag
# shellcheck disable=SC2016 # a jq variable
has "$run" '[.verdict.reasons[].code] as $why | ($why | contains(["WORKER_LOST"])) and
  (.verdict.validity == "DEGRADED" or (.verdict.validity == "INVALID" and ($why | contains(["SEND_LAG"]))))' ||
  fail "a run that lost a worker is not DEGRADED by it: $(report "$run" | jq -c .verdict)"

begun=$SECONDS
docker compose stop >/dev/null 2>&1
say "all ended within $((SECONDS - begun)) s"
# excludes the containers that were started with invalid settings
grep " $COMPOSE_PROJECT_NAME-" "$work/ends" | sort >"$work/exits"
uniq -c "$work/exits"
[[ $(grep -c '^137 ' "$work/exits") == 1 ]] || fail "a container did not end within its grace period"
if grep -vE '^(0|143|137) ' "$work/exits"; then fail "these ended with another status"; fi
docker compose down -v >/dev/null 2>&1
say "ok"
