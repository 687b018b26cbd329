-- Puts into MLflow 3.17.2's tables (PostgreSQL) what BigCatalog makes by requests: the same names, tags, aliases and metrics.
-- psql -v name=TEXT -v experiments=N -v models=N -v versions=N (of each) -v logged=N -f catalog.sql
\set ON_ERROR_STOP on
\set now 1700000000000
\set QUIET on

begin;

insert into experiments (name, artifact_location, lifecycle_stage, creation_time, last_update_time)
select format('%s experiment-%s', :'name', lpad(i::text, 5, '0')), 'mlflow-artifacts:/' || i, 'active', :now + i, :now + i
from generate_series(0, :experiments - 1) i;

create temporary table model on commit drop as
select i, format('%s-%s', :'name', lpad(i::text, 5, '0')) as name from generate_series(0, :models - 1) i;

insert into registered_models (name, creation_time, last_updated_time)
select name, :now + i, :now + i from model;

insert into registered_model_tags (name, key, value)
select name, 'team', 'team' || i % 100 from model;

insert into model_versions (name, version, creation_time, last_updated_time, current_stage, source, run_id, status)
select name, v, :now + i + v, :now + i + v, 'None', format('s3://bucket/models/%s/k%s-%s', name, i, v), md5(i || '-' || v), 'READY'
from model, generate_series(1, :versions) v;

insert into model_version_tags (name, version, key, value)
select name, v, 'mark', format('k%s-%s', i, v) from model, generate_series(1, :versions) v
union all
select name, v, 'half', (v % 2)::text from model, generate_series(1, :versions) v;

insert into registered_model_aliases (name, alias, version)
select name, 'champion', :versions from model;

-- Eight runs, as there are eight clients. The points are the logged models' alone: nothing searched here looks at those of the runs.
with experiment as (
  insert into experiments (name, artifact_location, lifecycle_stage, creation_time, last_update_time)
  values (:'name' || ' logged', 'mlflow-artifacts:/logged', 'active', :now, :now)
  returning experiment_id
)
insert into runs (run_uuid, name, source_type, user_id, status, start_time, lifecycle_stage, artifact_uri, experiment_id)
select md5(:'name' || r), 'run-' || r, 'UNKNOWN', '', 'RUNNING', 1, 'active', 'mlflow-artifacts:/logged/' || r || '/artifacts', experiment_id
from experiment, generate_series(0, 7) r;

insert into logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status,
                           lifecycle_stage, model_type, source_run_id)
select 'm-' || md5(:'name' || ' model ' || i), experiment_id, 'model-' || i, 'mlflow-artifacts:/logged/models/' || i, :now + i, :now + i, 1,
       'active', '', md5(:'name' || i % 8)
from experiments, generate_series(0, :logged - 1) i where name = :'name' || ' logged';

-- LoggedModels.score is the value.
insert into logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id)
select 'm-' || md5(:'name' || ' model ' || i), 'score', :now, 0, (i::bigint * 7919 % :logged)::float8 / :logged, experiment_id, md5(:'name' || i % 8)
from experiments, generate_series(0, :logged - 1) i where name = :'name' || ' logged';

commit;

-- As it would be after some days: statistics there, nothing left to tidy up.
vacuum analyze;
