{{- define "kiseki.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "kiseki.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "kiseki.labels" -}}
{{ include "kiseki.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- /* image: (list root name) */}}
{{- define "kiseki.image" -}}
{{- $root := index . 0 }}
{{- with $root.Values.image.registry }}{{ . | trimSuffix "/" }}/{{ end }}{{ index . 1 }}:{{ $root.Values.image.tag | default $root.Chart.AppVersion }}
{{- end }}

{{- define "kiseki.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "kiseki.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* What every pod has, but where it runs: root */}}
{{- define "kiseki.podBasics" -}}
automountServiceAccountToken: false
# Its variables (KISEKI_KAFKA_PORT=tcp://..) would be taken for settings.
enableServiceLinks: false
securityContext:
  {{- include "kiseki.podSecurity" . | nindent 2 }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* Where pods run: (list root component values) */}}
{{- define "kiseki.placement" -}}
{{- $root := index . 0 }}{{ $component := index . 1 }}{{ $v := index . 2 }}
{{- with $v.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $v.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $v.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- if $v.affinity }}
affinity:
  {{- toYaml $v.affinity | nindent 2 }}
{{- else if eq $v.antiAffinity "required" }}
affinity:
  podAntiAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector: {matchLabels: {app.kubernetes.io/instance: {{ $root.Release.Name }}, app.kubernetes.io/component: {{ $component }}}}
{{- else if eq $v.antiAffinity "preferred" }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector: {matchLabels: {app.kubernetes.io/instance: {{ $root.Release.Name }}, app.kubernetes.io/component: {{ $component }}}}
{{- end }}
{{- if $v.spreadZones }}
topologySpreadConstraints:
  - topologyKey: topology.kubernetes.io/zone
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    labelSelector: {matchLabels: {app.kubernetes.io/instance: {{ $root.Release.Name }}, app.kubernetes.io/component: {{ $component }}}}
{{- end }}
{{- end }}

{{- /* "yes" when this release has its own: (list root component), kafka, cassandra or s3 */}}
{{- define "kiseki.own" -}}
{{- $v := (index . 0).Values }}
{{- $given := dict "kafka" $v.kafka.bootstrapServers "cassandra" $v.cassandra.contactPoints "s3" $v.s3.endpoint }}
{{- if and $v.selfContained.enabled (not (index $given (index . 1))) }}yes{{ end }}
{{- end }}

{{- define "kiseki.bootstrapServers" -}}
{{- if include "kiseki.own" (list . "kafka") }}{{ include "kiseki.fullname" . }}-kafka:9092
{{- else }}{{ required "kafka.bootstrapServers is missing" .Values.kafka.bootstrapServers }}{{ end }}
{{- end }}

{{- define "kiseki.s3Secret" -}}
{{- if .Values.s3.existingSecret }}{{ .Values.s3.existingSecret }}
{{- else if include "kiseki.own" (list . "s3") }}{{ include "kiseki.fullname" . }}-s3
{{- else }}{{ required "s3.existingSecret is missing: a secret with the keys of S3, or set s3.credentials" .Values.s3.existingSecret }}{{ end }}
{{- end }}

{{- define "kiseki.webhookSecret" -}}
{{- if .Values.webhooks.existingSecret }}{{ .Values.webhooks.existingSecret }}
{{- else if .Values.selfContained.enabled }}{{ include "kiseki.fullname" . }}-webhooks{{ end }}
{{- end }}

{{- /* Keys of S3 from the secret */}}
{{- define "kiseki.s3Keys" -}}
{{- if or (include "kiseki.own" (list . "s3")) (eq .Values.s3.credentials "static") }}
- name: KISEKI_S3_ACCESS_KEY
  valueFrom: {secretKeyRef: {name: {{ include "kiseki.s3Secret" . }}, key: {{ .Values.s3.accessKeyName }}}}
- name: KISEKI_S3_SECRET_KEY
  valueFrom: {secretKeyRef: {name: {{ include "kiseki.s3Secret" . }}, key: {{ .Values.s3.secretKeyName }}}}
{{- end }}
{{- end }}

{{- /* How a service or a job reaches what it needs: (list root settings), settings going before those of all */}}
{{- define "kiseki.env" -}}
{{- $root := index . 0 }}{{ $v := $root.Values }}{{ $name := include "kiseki.fullname" $root }}
{{- $all := dict
  "kiseki.kafka.bootstrap-servers" (include "kiseki.bootstrapServers" $root)
  "kiseki.kafka.topic-prefix" $v.kafka.topicPrefix
  "kiseki.kafka.run-partitions" ($v.kafka.runPartitions | int)
  "kiseki.kafka.generation" ($v.kafka.generation | int)
  "kiseki.kafka.replication-factor" ($v.kafka.replicationFactor | int)
  "kiseki.cassandra.datacenter" $v.cassandra.datacenter
  "kiseki.cassandra.keyspace" $v.cassandra.keyspace
  "kiseki.cassandra.replication-factor" ($v.cassandra.replicationFactor | int)
  "kiseki.s3.bucket" $v.s3.bucket
  "kiseki.s3.region" $v.s3.region
  "kiseki.s3.addressing" $v.s3.addressing
  "kiseki.s3.credentials" $v.s3.credentials
}}
{{- if include "kiseki.own" (list $root "cassandra") }}
{{- $_ := set $all "kiseki.cassandra.contact-points" (printf "%s-cassandra:9042" $name) }}
{{- else }}
{{- $_ := set $all "kiseki.cassandra.contact-points" (required "cassandra.contactPoints is missing" $v.cassandra.contactPoints) }}
{{- end }}
{{- if include "kiseki.own" (list $root "s3") }}
{{- $_ := set $all "kiseki.s3.endpoint" (printf "http://%s-s3:9000" $name) }}
{{- else }}
{{- $_ := set $all "kiseki.s3.endpoint" (required "s3.endpoint is missing" $v.s3.endpoint) }}
{{- end }}
{{- with $v.s3.publicEndpoint }}{{ $_ := set $all "kiseki.s3.public-endpoint" . }}{{ end }}
{{- if $v.kafka.secrets }}{{ $_ := set $all "kiseki.kafka.client-file" (printf "/etc/kiseki/kafka/%s" $v.kafka.clientFileName) }}{{ end }}
{{- with $v.cassandra.tls }}
{{- if .enabled }}
{{- $_ := set $all "kiseki.cassandra.tls" "true" }}
{{- $_ := set $all "kiseki.cassandra.check-hostname" (.checkHostname | toString) }}
{{- if and .secret .caName }}{{ $_ := set $all "kiseki.cassandra.ca-file" (printf "/etc/kiseki/cassandra/%s" .caName) }}{{ end }}
{{- if and .secret .keyStoreName }}{{ $_ := set $all "kiseki.cassandra.key-store-file" (printf "/etc/kiseki/cassandra/%s" .keyStoreName) }}{{ end }}
{{- end }}
{{- end }}
{{- $all = merge dict (index . 1) $v.settings $all }}
{{- range $key, $value := $all }}
- name: {{ $key | upper | replace "." "_" | replace "-" "_" }}
  value: {{ if kindIs "float64" $value }}{{ $value | int64 | quote }}{{ else }}{{ $value | toString | quote }}{{ end }}
{{- end }}
{{- include "kiseki.s3Keys" $root }}
{{- include "kiseki.cassandraKeys" $root }}
{{- end }}

{{- /* Login and key of Cassandra from the secrets */}}
{{- define "kiseki.cassandraKeys" -}}
{{- with .Values.cassandra }}
{{- if .existingSecret }}
- name: KISEKI_CASSANDRA_USERNAME
  valueFrom: {secretKeyRef: {name: {{ .existingSecret }}, key: {{ .usernameName }}}}
- name: KISEKI_CASSANDRA_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ .existingSecret }}, key: {{ .passwordName }}}}
{{- end }}
{{- if and .tls.enabled .tls.secret .tls.keyStorePasswordName }}
- name: KISEKI_CASSANDRA_KEY_STORE_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ .tls.secret }}, key: {{ .tls.keyStorePasswordName }}}}
{{- end }}
{{- end }}
{{- end }}

{{- /* Where the secrets of Kafka and Cassandra lie that are files */}}
{{- define "kiseki.secretMounts" -}}
{{- if .Values.kafka.secrets }}
- {name: kafka, mountPath: /etc/kiseki/kafka, readOnly: true}
{{- end }}
{{- if and .Values.cassandra.tls.enabled .Values.cassandra.tls.secret }}
- {name: cassandra, mountPath: /etc/kiseki/cassandra, readOnly: true}
{{- end }}
{{- end }}

{{- define "kiseki.secretVolumes" -}}
{{- with .Values.kafka.secrets }}
- name: kafka
  projected:
    sources:
      {{- range . }}
      - secret: {name: {{ . }}}
      {{- end }}
{{- end }}
{{- if and .Values.cassandra.tls.enabled .Values.cassandra.tls.secret }}
- name: cassandra
  secret: {secretName: {{ .Values.cassandra.tls.secret }}}
{{- end }}
{{- end }}

{{- /* Components of this release as peers */}}
{{- define "kiseki.peers" }}
{{- $root := index . 0 }}
{{- range rest . }}
- podSelector: {matchLabels: {app.kubernetes.io/name: {{ $root.Chart.Name }}, app.kubernetes.io/instance: {{ $root.Release.Name }}, app.kubernetes.io/component: {{ . }}}}
{{- end }}
{{- end }}

{{- define "kiseki.policy" }}
{{- $root := index . 0 }}{{ $component := index . 1 }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "kiseki.fullname" $root }}-{{ $component }}
  labels:
    {{- include "kiseki.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ $component }}
spec:
  podSelector:
    matchLabels:
      {{- include "kiseki.selector" $root | nindent 6 }}
      app.kubernetes.io/component: {{ $component }}
  policyTypes: [Ingress, Egress]
{{- end }}

{{- define "kiseki.toDns" }}
- ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
{{- end }}

{{- /* To something that this release needs: (list root component port) */}}
{{- define "kiseki.toServer" }}
{{- $root := index . 0 }}{{ $component := index . 1 }}
{{- if include "kiseki.own" (list $root $component) }}
- to:
    {{- include "kiseki.peers" (list $root $component) | nindent 4 }}
  ports: [{port: {{ index . 2 }}}]
{{- else if index $root.Values.networkPolicy $component }}
- to:
    {{- toYaml (index $root.Values.networkPolicy $component) | nindent 4 }}
{{- else }}
# It may be anywhere (networkPolicy.{{ $component }}).
- {}
{{- end }}
{{- end }}

{{- define "kiseki.fromMonitoring" }}
- ports: [{port: {{ index . 1 }}}]
  {{- with (index . 0).Values.networkPolicy.monitoring }}
  from:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "kiseki.fromClients" }}
- ports: [{port: {{ index . 1 }}}]
  {{- with (index . 0).Values.networkPolicy.clients }}
  from:
    {{- toYaml . | nindent 4 }}
    {{- include "kiseki.peers" (list (index $ 0) "gc") | nindent 4 }}
  {{- end }}
{{- end }}
