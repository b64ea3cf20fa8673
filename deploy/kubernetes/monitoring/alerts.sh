#!/bin/sh
# The alerts of deploy/prometheus/rules as the Prometheus operator takes them:
#   deploy/kubernetes/monitoring/alerts.sh | kubectl apply -f -
set -eu
for file in "$(dirname "$0")"/../../prometheus/rules/*.yml; do
    spec=$(sed 's/^\(.\)/  \1/' "$file")
    cat <<YAML
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: interlock-$(basename "$file" .yml)
  namespace: interlock
  labels: {app.kubernetes.io/name: interlock}
spec:
$spec
YAML
done
