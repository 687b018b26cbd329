# Part of deploy/test/cluster: Contour and Envoy beside the kubelet, for the steps ingress and gateway. 8080 is Envoy's for the
# port 80, 8443 for 443.

for tool in contour envoy gateway-crds.yaml contour-crds.yaml; do
  [ -e "$tools/$tool" ] || fail "deploy/test/install-tools puts $tool into $tools"
done
kubectl apply --server-side -f "$tools/gateway-crds.yaml" -f "$tools/contour-crds.yaml" >/dev/null
kubectl wait --for=condition=Established --timeout=60s crd/httproutes.gateway.networking.k8s.io crd/httpproxies.projectcontour.io >/dev/null

contour_up() { # [OPTION...] of Contour
  "$tools/contour" serve --kubeconfig="$KUBECONFIG" --insecure "$@" --disable-leader-election \
    --xds-address=127.0.0.1 --xds-port=8701 --http-address=127.0.0.1 --http-port=8700 --health-address=127.0.0.1 --health-port=8702 \
    --debug-http-port=8703 --envoy-http-access-log="$work/envoy-access.log" >"$work/contour.log" 2>&1 &
  contour=$!
  "$tools/contour" bootstrap "$work/envoy.json" --xds-address=127.0.0.1 --xds-port=8701 --admin-address="$work/envoy.sock"
  "$tools/envoy" -c "$work/envoy.json" --service-cluster gateways --service-node here --base-id 77 >"$work/envoy.log" 2>&1 &
  envoy=$!
  helpers+=("$contour" "$envoy")
}

contour_down() {
  command kill -TERM "$contour" "$envoy"
  wait "$contour" "$envoy" || true
}
