{{/* What all objects of a release are called. */}}
{{- define "routex.name" -}}
{{- if contains "routex" .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-routex" .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "routex.selector" -}}
app.kubernetes.io/name: routex
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "routex.labels" -}}
{{ include "routex.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}
