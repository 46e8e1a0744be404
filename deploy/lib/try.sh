# What deploy/try-compose, try-restore and try-scaling have in common; they source this file.
# FOLDER keeps the logs, KEEP=1 leaves the containers running, IMAGES=ready does not build the images.
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
folder="${1:-$(mktemp -d)}"
mkdir -p "$folder"
folder="$(cd "$folder" && pwd)"
env="$folder/env"
export MILLRACE_BUILD=never MILLRACE_DATA="$folder/data"

if docker compose version >/dev/null 2>&1; then engine=(docker compose); else engine=(docker-compose); fi

began="$SECONDS"
say() { printf '[%4d s] %s\n' "$((SECONDS - began))" "$*"; }
fail() { say "FAILED: $*"; exit 1; }

# until_true SECONDS WHAT COMMAND...
until_true() {
  local limit="$1" what="$2" from="$SECONDS"
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $((SECONDS - from)) -lt "$limit" ] || fail "$what did not happen within $limit s"
    sleep 1
  done
  say "$what after $((SECONDS - from)) s"
}

# --- one platform in containers --------------------------------------------------------------------------------------

started=()

# choose_project NAME GATEWAY FORGE: what the functions below act on; GATEWAY and FORGE are 'address:port' on this machine
choose_project() {
  export COMPOSE_PROJECT_NAME="$1" MILLRACE_LISTEN="$2" MILLRACE_SIMULATOR_LISTEN="$3"
  export MILLRACE_PUBLIC_URL="http://$2" MILLRACE_URL="http://$2"
  gateway="http://$2" forge="http://$3"
}

compose() {
  "${engine[@]}" --env-file "$env" --project-directory "$root" -f "$root/docker-compose.yml" \
    -f "$root/deploy/compose/simulator.yml" ${COMPOSE_FURTHER:+-f "$COMPOSE_FURTHER"} "$@"
}

# container SERVICE: the id of its first container
container() { compose ps -q "$1" | head -n 1; }

# sql STATEMENT: in the database of the project, as the owner
sql() {
  compose exec -T -e "PGPASSWORD=$(sed -n 's/^MILLRACE_DATABASE_OWNER_PASSWORD=//p' "$env")" postgres \
    psql -qAt -h 127.0.0.1 -U millrace -d millrace -v ON_ERROR_STOP=1 -c "$1" </dev/null
}

# control PATH CURL_OPTION...: the control API of the simulated forge
control() { curl -sS --fail-with-body -m 60 -H 'Content-Type: application/json' "$forge/_sim/$1" "${@:2}"; }

# field NAME: a field of the JSON object on standard input
field() { node -e 'console.log(JSON.parse(require("fs").readFileSync(0, "utf8"))[process.argv[1]])' "$1"; }

all_ready() {
  local page
  page="$(curl -fsS -m 5 "$gateway/")" && ! grep -q 'not ready\|not reachable' <<<"$page"
}

# down: removes the containers and volumes of the project
down() { compose down -v --remove-orphans >/dev/null 2>&1 || true; }

# up OPTION...: starts the project, without what an earlier run left, and waits until every service is ready
up() {
  started+=("$COMPOSE_PROJECT_NAME $MILLRACE_LISTEN $MILLRACE_SIMULATOR_LISTEN")
  compose up -d "$@" >>"$folder/up.log" 2>&1 || { tail -n 20 "$folder/up.log"; fail "docker-compose up"; }
  until_true 600 "the gateway of $COMPOSE_PROJECT_NAME answers" curl -fsS -m 2 -o /dev/null "$gateway/"
  until_true 600 "every service of $COMPOSE_PROJECT_NAME is ready" all_ready
}

build_images() {
  [ "${IMAGES:-}" != ready ] || return 0
  MILLRACE_BUILD="" "$root/millrace" build && "$root/deploy/images/build" && say "the images are built"
}

# create_administrator: exports the token with which './millrace' acts
create_administrator() {
  MILLRACE_ADMINISTRATOR_TOKEN="$(compose run --rm -T gateway-service administrator-token create </dev/null 2>/dev/null \
    | tail -n 1 | tr -d '\r')"
  export MILLRACE_ADMINISTRATOR_TOKEN
  [ -n "$MILLRACE_ADMINISTRATOR_TOKEN" ] || fail "no administrator token was printed"
}

# administrator METHOD PATH: a call of the API with the administrator's token
administrator() {
  printf 'header = "Authorization: Bearer %s"\n' "$MILLRACE_ADMINISTRATOR_TOKEN" \
    | curl -sS --fail-with-body -m 60 --config - -X "$1" "$gateway$2"
}

# link_organization TEAM ORGANIZATION: installs the App on the organization, and links the installation to the team
link_organization() {
  local installation
  installation="$(control installations -d "{\"account\":\"$2\",\"repositories\":\"all\"}" | field id)"
  until_true 60 "the installation on $2 is linked" administrator PUT "/api/teams/$1/installations/$installation"
}

# --- the end ---------------------------------------------------------------------------------------------------------

background=()

stop() {
  local result=$? project
  [ ${#background[@]} = 0 ] || kill "${background[@]}" 2>/dev/null || true
  for project in "${started[@]}"; do
    # shellcheck disable=SC2086 # three words
    choose_project $project
    compose logs --no-color --timestamps >"$folder/$COMPOSE_PROJECT_NAME.log" 2>&1 || true
    [ -n "${KEEP:-}" ] || down
  done
  say "logs are in $folder; exit code $result"
}
trap stop EXIT
trap "exit 130" INT
trap "exit 143" TERM
