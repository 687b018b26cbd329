package dev.kiseki.event.rule;

/** MLflow 3.17.2's limits ({@code mlflow/utils/validation.py}); lengths count code points. */
public final class Limits {
  public static final int ENTITY_KEY = 250;
  public static final int PARAM_VALUE = 6000;
  public static final int RUN_TAG_VALUE = 8000;
  public static final int EXPERIMENT_NAME = 500;
  public static final int EXPERIMENT_TAG_VALUE = 20000;
  public static final int ARTIFACT_LOCATION = 2048;
  public static final int BATCH_METRICS = 1000;
  public static final int BATCH_PARAMS = 100;
  public static final int BATCH_TAGS = 100;
  public static final int BATCH_ITEMS = 1000;

  /** Of MLflow's column; SQLite does not enforce it. */
  public static final int MODEL_NAME = 256;

  public static final int MODEL_ALIAS = 255;
  public static final int MODEL_TAG_VALUE = 100_000;
  public static final int SEARCH_RUNS = 50000;
  public static final int SEARCH_EXPERIMENTS = 50000;

  private Limits() {}
}
