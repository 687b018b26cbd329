# Part of deploy/test/cluster: the APIs grow under load and shrink after it. Needs a metrics server (build.sh --metrics).

say "autoscaling: up to three of each API"
scaled=()
for api in ingestApi queryApi; do
  scaled+=(--set "$api.autoscaling.enabled=true" --set "$api.autoscaling.minReplicas=1" --set "$api.autoscaling.maxReplicas=3" --set "$api.autoscaling.cpu=30")
done
chart upgrade "${scaled[@]}"
for api in ingest-api query-api; do # as in the chart, with shorter windows
  k patch hpa "$release-$api" --type merge \
    -p '{"spec":{"behavior":{"scaleUp":{"stabilizationWindowSeconds":15},"scaleDown":{"stabilizationWindowSeconds":30}}}}' >/dev/null
done

replicas() { k get deployment "$release-$1" -o jsonpath='{.status.readyReplicas}'; }
until_replicas() { # MOST|LEAST NUMBER SECONDS
  local deadline=$((SECONDS + $3)) begun=$SECONDS api
  while :; do
    local ingest query
    ingest=$(replicas ingest-api) query=$(replicas query-api)
    case $1 in
      least) [ "${ingest:-0}" -lt "$2" ] || [ "${query:-0}" -lt "$2" ] || break ;;
      most) [ "${ingest:-9}" -gt "$2" ] || [ "${query:-9}" -gt "$2" ] || break ;;
    esac
    [ $SECONDS -lt $deadline ] || { k get hpa; fail "$ingest of ingest-api and $query of query-api after $3 s"; return; }
    sleep 2
  done
  say "            $ingest of ingest-api and $query of query-api after $((SECONDS - begun)) s"
}

until_replicas most 1 300
start_writing "$work/scaled"
since=$(date +%s)
until_replicas least 2 300
sleep 20
gap "$work/scaled"
say "            and down again, while it is written to"
for api in ingest-api query-api; do
  k patch hpa "$release-$api" --type json \
    -p '[{"op": "replace", "path": "/spec/metrics/0/resource/target/averageUtilization", "value": 5000}]' >/dev/null
done
since=$(date +%s)
until_replicas most 1 300
sleep 5
gap "$work/scaled"
stop_writing_and_check "$work/scaled"
