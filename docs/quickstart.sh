#!/usr/bin/env bash
# From an empty directory to a working router: two channels, an alias and a key with a budget, all over the admin API.
#
# Needs routex, curl and jq on the path. The provider is Routex' own simulator, so no account is needed. For a real one
# give its key, and leave base_url and allow_private_network out.
#
# docs/quickstart.sh [DIRECTORY]    an empty directory; without it a temporary one
set -euo pipefail

directory=${1:-$(mktemp -d)}
password=$(head -c 18 /dev/urandom | base64)
token=
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait' EXIT

say() {
    printf '\n==> %s\n' "$*"
}

# start NAME ARGUMENT…: runs routex in the background and sets `address` once its first line says where it listens.
start() {
    local name=$1 line=
    shift
    # it is read before the background command may have made it
    : >"$directory/$name.out"
    routex "$@" >>"$directory/$name.out" 2>"$directory/$name.log" &
    pids+=($!)
    for _ in $(seq 300); do
        line=$(head -n 1 "$directory/$name.out")
        if [[ $line == *' listening on '* ]]; then
            address=${line##* listening on }
            return
        fi
        sleep 0.1
    done
    cat "$directory/$name.log" >&2
    return 1
}

# call METHOD PATH [BODY]: the answer of the admin API. A refusal is shown, and ends the script.
call() {
    local arguments=(--request "$1")
    [[ -z $token ]] || arguments+=(--header "authorization: Bearer $token")
    [[ $# -lt 3 ]] || arguments+=(--header 'content-type: application/json' --data "$3")
    curl --silent --show-error --fail-with-body "${arguments[@]}" "$routex/api/v1$2"
}

say 'a provider, and Routex on an empty directory'
start simulator simulate --port 0
provider=$address
start routex serve --port 0 --data-dir "$directory/data"
routex=$address
echo "$routex"

say 'the setup: the token is on the console, once'
setup_token=$(sed -n 's/.*#token=\(.*\)/\1/p' "$directory/routex.out")
call POST /setup "$(jq -n --arg token "$setup_token" --arg url "$provider/v1" --arg password "$password" '{
    setup_token: $token,
    channel: {
        name: "first", provider: "openai", api_keys: ["sk-of-the-first-account"],
        base_url: $url, allow_private_network: true
    },
    strategy: "priority",
    admin: { username: "admin", password: $password }
}')" | jq 'del(.client_key)'

say 'signing in, and a token for scripts'
cookies=$directory/cookies
jq -n --arg password "$password" '{ username: "admin", password: $password }' |
    curl --silent --show-error --fail-with-body --cookie-jar "$cookies" \
        --json @- "$routex/api/v1/session"
csrf_token=$(curl --silent --fail-with-body --cookie "$cookies" "$routex/api/v1/session" | jq -r .csrf_token)
token=$(curl --silent --show-error --fail-with-body --cookie "$cookies" --header "x-csrf-token: $csrf_token" \
    --json '{ "name": "quickstart" }' "$routex/api/v1/tokens" | jq -r .token)

say 'a second channel, which is asked when the first one cannot serve'
call POST /channels "$(jq -n --arg url "$provider/v1" '{
    name: "second", provider: "openai", api_keys: ["sk-of-the-second-account"], priority: 1,
    base_url: $url, allow_private_network: true
}')" | jq '{ id, name, state }'

say 'an alias, so that clients need not know models'
call POST /aliases '{
    "name": "smart",
    "targets": [
        { "channel": "first", "model": "sim-500" },
        { "channel": "second", "model": "sim-ok" }
    ]
}' | jq '{ id, name }'

say 'a key that may spend five dollars a day'
key=$(call POST /keys '{
    "name": "laptop", "models": ["smart"], "budget_usd": 5, "budget_window": "day"
}' | jq -r .key)

say 'a request; the first channel fails, the second one answers'
curl --silent --show-error --fail-with-body --header "authorization: Bearer $key" \
    --json '{ "model": "smart", "messages": [{ "role": "user", "content": "Hello" }] }' \
    "$routex/v1/chat/completions" | jq '.choices[0].message'

say 'the same in the log, as soon as it is written'
for _ in $(seq 100); do
    call GET '/requests?model=smart' >"$directory/requests.json"
    if jq --exit-status '.items | length > 0' "$directory/requests.json" >/dev/null; then
        break
    fi
    sleep 0.1
done
jq --exit-status '.items[0] | { client_key, model_requested, model_served, channel, outcome, attempts, input_tokens, output_tokens }' \
    "$directory/requests.json"

say 'done'
