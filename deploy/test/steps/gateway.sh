# Part of deploy/test/cluster: a Gateway instead of the chart's proxy.

say "a gateway instead of the proxy"
# shellcheck source=deploy/test/steps/contour.sh
source "$tests/steps/contour.sh"
kubectl create namespace gateways >/dev/null 2>&1 || true
kubectl apply -f - >/dev/null <<'END'
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: contour}
spec: {controllerName: projectcontour.io/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: shared, namespace: gateways}
spec:
  gatewayClassName: contour
  listeners:
    - {name: http, protocol: HTTP, port: 80, allowedRoutes: {namespaces: {from: All}}}
END
cat >"$work/contour.yaml" <<'END'
gateway: {gatewayRef: {name: shared, namespace: gateways}}
END
contour_up --config-path="$work/contour.yaml"
chart upgrade --set proxy.enabled=false --set gc.enabled=false --set gateway.enabled=true \
  --set-json 'gateway.parentRefs=[{"name": "shared", "namespace": "gateways"}]'
gate=http://127.0.0.1:8080 # Contour's for port 80

for route in $(k get httproutes -o name); do
  k wait --timeout=60s "--for=jsonpath={.status.parents[0].conditions[?(@.type=='Accepted')].status}=True" "$route" >/dev/null &&
    k wait --timeout=10s "--for=jsonpath={.status.parents[0].conditions[?(@.type=='ResolvedRefs')].status}=True" "$route" >/dev/null ||
    { k get "$route" -o jsonpath='{.status}'; fail "$route is not accepted"; }
done
curl -fsS --retry 30 --retry-delay 1 --retry-all-errors -o /dev/null "$gate/health" || fail "nothing answers at the gateway"

say "every route goes to who declares it"
asked=0
while IFS=$'\t' read -r service method path; do
  status=$(curl -sS -o /dev/null -w '%{http_code}' -X "$method" -H 'Content-Type: application/json' "$gate$(sed 's/{[^}]*}/x/g' <<<"$path")")
  # 421 is what the other service says; 404 without a route is Envoy's, which has no body.
  [ "$status" != 421 ] || fail "$method $path went to the other service than $service"
  asked=$((asked + 1))
done < <(grep -v -e '^#' -e '^service' "$project/deploy/routes/routes.tsv" | grep -v -e sweep -e purge)
say "            $asked asked"
say "the stock client, at the gateway"
"$python" "$tests/client.py" "$gate" 2>/dev/null | grep -E '^(ok|FAILED)' || fail "the client's steps"
uri=$gate
start_writing "$work/gated"
for component in ingest-api query-api; do
  killed "$component" "$work/gated"
done
stop_writing_and_check "$work/gated"
contour_down
