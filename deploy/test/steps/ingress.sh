# Part of deploy/test/cluster: an Ingress with TLS to the chart's proxy, by an ingress controller.

say "an ingress to the proxy"
# shellcheck source=deploy/test/steps/contour.sh
source "$tests/steps/contour.sh"
host=localhost # what the certificate is for, and what the client can find
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
  -keyout "$work/ingress.key" -out "$work/ingress.crt" 2>/dev/null
k create secret tls front-door --cert="$work/ingress.crt" --key="$work/ingress.key" --dry-run=client -o yaml | kubectl apply -n "$namespace" -f - >/dev/null
contour_up
chart upgrade --set gc.enabled=false --set ingress.enabled=true --set ingress.className=contour \
  --set-json "ingress.hosts=[\"$host\"]" --set-json "ingress.tls=[{\"secretName\": \"front-door\", \"hosts\": [\"$host\"]}]" \
  --set-json 'ingress.annotations={"projectcontour.io/response-timeout": "infinity", "ingress.kubernetes.io/force-ssl-redirect": "true"}'
door=https://$host:8443
export CURL_CA_BUNDLE=$work/ingress.crt
curl -fsS --retry 30 --retry-delay 1 --retry-all-errors -o /dev/null "$door/health" || fail "nothing answers at the ingress"
status=$(curl -sS -o /dev/null -w '%{http_code}' "http://$host:8080/health")
[ "$status" = 301 ] || fail "http got $status at the ingress, and should be sent to https"
status=$(curl -sSk -o /dev/null -w '%{http_code}' --resolve other:8443:127.0.0.1 https://other:8443/health || true)
[ "$status" != 200 ] || fail "the ingress serves hosts it was not told of"

say "the stock client, at the ingress"
# Its certificate is given as MLflow's documentation says.
export MLFLOW_TRACKING_SERVER_CERT_PATH=$work/ingress.crt
"$python" "$tests/client.py" "$door" 2>/dev/null | grep -E '^(ok|FAILED)' || fail "the client's steps"
say "400 MB of unknown length up, and down again"
large=$door/api/2.0/mlflow-artifacts/artifacts/ingress/large.bin
made() { head -c 400M /dev/zero | openssl enc -aes-128-ctr -K 07 -iv 00 -nosalt 2>/dev/null; }
made | curl -fsS -H Expect: -T - -o /dev/null "$large" || fail "400 MB by the ingress"
[ "$(curl -fsS "$large" | sha256sum)" = "$(made | sha256sum)" ] || fail "what came back by the ingress is not what was sent"
front=$uri uri=$door
start_writing "$work/entered"
for component in ingest-api query-api; do
  killed "$component" "$work/entered"
done
stop_writing_and_check "$work/entered"
uri=$front
unset CURL_CA_BUNDLE MLFLOW_TRACKING_SERVER_CERT_PATH
contour_down
chart upgrade
