# Part of deploy/test/cluster: the chart's network policies in force, as narrow as they can be named.
# kube-router runs beside the kubelet and does nothing but enforce them.

enforce_policies() {
  [ -x "$tools/kube-router" ] || { fail "deploy/test/install-tools puts kube-router into $tools"; return 1; }
  "$tools/kube-router" --kubeconfig="$KUBECONFIG" --run-firewall=true --run-router=false --run-service-proxy=false --run-loadbalancer=false \
    --hostname-override="$(kubectl get nodes -o jsonpath='{.items[0].metadata.name}')" --health-port=0 --metrics-port=0 \
    --service-cluster-ip-range="$(kubectl get service kubernetes -n default -o jsonpath='{.spec.clusterIP}' | cut -d. -f1-3).0/24" \
    >"$work/kube-router.log" 2>&1 &
  helpers+=($!)
}

enforce_no_more() { # its rules outlive it, and its own --cleanup-config ends in a panic
  local tables set
  while pgrep -f "^$tools/kube-router" >/dev/null; do sleep 0.2; done
  for tables in iptables ip6tables; do
    "$tables-save" -t filter | sed '/KUBE-ROUTER\|KUBE-POD-FW\|KUBE-NWPLCY/d' | "$tables-restore" -T filter
  done
  for set in $(ipset list -n | grep -E '^(inet6:)?KUBE-'); do ipset destroy "$set"; done
}

bystander() { # NAMESPACE: a pod there that may try to reach others
  kubectl create namespace "$1" >/dev/null 2>&1 || true
  kubectl -n "$1" run bystander --image="kiseki:$tag" --image-pull-policy=IfNotPresent --restart=Never --command -- sleep 3600 >/dev/null
  kubectl -n "$1" wait --for=condition=Ready --timeout=2m pod/bystander >/dev/null
}

reaches() { # NAMESPACE POD COMPONENT PORT
  local address
  address=$(k get pods -l "app.kubernetes.io/component=$3" --field-selector status.phase=Running -o jsonpath='{.items[0].status.podIP}')
  kubectl -n "$1" exec "$2" -- timeout 3 bash -c "</dev/tcp/$address/$4" >/dev/null 2>&1
}

may() { reaches "$@" && say "            $1/$2 reaches $3:$4" || fail "$1/$2 can't reach $3:$4"; }
may_not() { ! reaches "$@" && say "            $1/$2 does not reach $3:$4" || fail "$1/$2 reaches $3:$4"; }
of() { k get pods -l "app.kubernetes.io/component=$1" --field-selector status.phase=Running -o jsonpath='{.items[0].metadata.name}'; }

say "network policies: what is reached before they are in force"
for place in users watchers strangers; do bystander "$place"; done
for target in kafka:9092 cassandra:9042 s3:9000 stream-processor:5010 ingest-api:8080; do
  may strangers bystander "${target%:*}" "${target#*:}"
done
only() { echo "[{\"namespaceSelector\": {\"matchLabels\": {\"kubernetes.io/metadata.name\": \"$1\"}}}]"; }
narrow=(--set-json "networkPolicy.clients=$(only users)" --set-json "networkPolicy.monitoring=$(only watchers)" --set networkPolicy.webhooks=false)
chart upgrade "${narrow[@]}"
say "in force"
enforce_policies
deadline=$((SECONDS + 120))
while reaches strangers bystander kafka 9092; do
  [ $SECONDS -lt $deadline ] || { fail "nothing enforces them"; tail -n 5 "$work/kube-router.log"; break; }
  sleep 1
done

for target in proxy:5000 proxy:8404 ingest-api:8080 query-api:8080 stream-processor:5010 stream-processor:8080 cassandra:9042 s3:9000; do
  may_not strangers bystander "${target%:*}" "${target#*:}"
done
may users bystander proxy 5000
for target in proxy:8404 ingest-api:8080 query-api:8080 stream-processor:5010 kafka:9092 s3:9000; do
  may_not users bystander "${target%:*}" "${target#*:}"
done
for target in proxy:8404 ingest-api:8080 query-api:8080 stream-processor:8080; do
  may watchers bystander "${target%:*}" "${target#*:}"
done
may_not watchers bystander proxy 5000
may_not watchers bystander stream-processor 5010
may_not "$namespace" "$(of proxy)" kafka 9092
may_not "$namespace" "$(of query-api)" s3 9000
may_not "$namespace" "$(of ingest-api)" cassandra 9042
may_not "$namespace" "$(of stream-processor)" ingest-api 8080
may_not "$namespace" "$(of s3)" kafka 9092

say "the stock client, from the node"
"$python" "$tests/client.py" "$uri" 2>/dev/null | grep -E '^(ok|FAILED)' || fail "the client's steps"
say "the jobs"
k create job --from="cronjob/$release-gc" gc-by-hand >/dev/null
k wait --for=condition=complete --timeout=3m job/gc-by-hand >/dev/null || { k logs job/gc-by-hand --tail=5; fail "gc does not end"; }
k delete job gc-by-hand >/dev/null
chart upgrade "${narrow[@]}" # its check job goes to Kafka, Cassandra and S3
say "            gc and check are done"
say "write, and let pods come back with other addresses"
start_writing "$work/policed"
for component in stream-processor ingest-api query-api proxy; do
  killed "$component" "$work/policed"
done
stop_writing_and_check "$work/policed"
kubectl delete namespace users watchers strangers --wait=false >/dev/null
