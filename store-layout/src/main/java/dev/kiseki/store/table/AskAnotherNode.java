package dev.kiseki.store.table;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.retry.RetryDecision;
import com.datastax.oss.driver.api.core.retry.RetryPolicy;
import com.datastax.oss.driver.api.core.retry.RetryVerdict;
import com.datastax.oss.driver.api.core.servererrors.CoordinatorException;
import com.datastax.oss.driver.api.core.servererrors.ReadFailureException;
import com.datastax.oss.driver.api.core.servererrors.WriteFailureException;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.internal.core.retry.DefaultRetryPolicy;

/**
 * The driver's own rules, but a statement is asked of two more nodes when the first one sees too
 * few copies, or one that fails: a node that just came back is such a one, or sees so. The driver
 * asks about failures of statements that may be repeated alone.
 */
@SuppressWarnings("deprecation") // The interface still has what verdicts took the place of.
public final class AskAnotherNode implements RetryPolicy {
  private static final int MORE = 2;

  private final RetryPolicy usual;

  /** As the driver makes it. */
  public AskAnotherNode(DriverContext context, String profile) {
    usual = new DefaultRetryPolicy(context, profile);
  }

  @Override
  public RetryVerdict onUnavailableVerdict(
      Request request, ConsistencyLevel level, int required, int alive, int retries) {
    return retries < MORE
        ? RetryVerdict.RETRY_NEXT
        : usual.onUnavailableVerdict(request, level, required, alive, retries);
  }

  @Override
  public RetryVerdict onErrorResponseVerdict(
      Request request, CoordinatorException error, int retries) {
    boolean copyFailed =
        error instanceof ReadFailureException || error instanceof WriteFailureException;
    return copyFailed && retries < MORE
        ? RetryVerdict.RETRY_NEXT
        : usual.onErrorResponseVerdict(request, error, retries);
  }

  @Override
  public RetryVerdict onReadTimeoutVerdict(
      Request request,
      ConsistencyLevel level,
      int required,
      int received,
      boolean dataPresent,
      int retries) {
    return usual.onReadTimeoutVerdict(request, level, required, received, dataPresent, retries);
  }

  @Override
  public RetryVerdict onWriteTimeoutVerdict(
      Request request,
      ConsistencyLevel level,
      WriteType type,
      int required,
      int received,
      int retries) {
    return usual.onWriteTimeoutVerdict(request, level, type, required, received, retries);
  }

  @Override
  public RetryVerdict onRequestAbortedVerdict(Request request, Throwable error, int retries) {
    return usual.onRequestAbortedVerdict(request, error, retries);
  }

  @Override
  public RetryDecision onReadTimeout(
      Request request,
      ConsistencyLevel level,
      int required,
      int received,
      boolean dataPresent,
      int retries) {
    return usual.onReadTimeout(request, level, required, received, dataPresent, retries);
  }

  @Override
  public RetryDecision onWriteTimeout(
      Request request,
      ConsistencyLevel level,
      WriteType type,
      int required,
      int received,
      int retries) {
    return usual.onWriteTimeout(request, level, type, required, received, retries);
  }

  @Override
  public RetryDecision onUnavailable(
      Request request, ConsistencyLevel level, int required, int alive, int retries) {
    return usual.onUnavailable(request, level, required, alive, retries);
  }

  @Override
  public RetryDecision onRequestAborted(Request request, Throwable error, int retries) {
    return usual.onRequestAborted(request, error, retries);
  }

  @Override
  public RetryDecision onErrorResponse(Request request, CoordinatorException error, int retries) {
    return usual.onErrorResponse(request, error, retries);
  }

  @Override
  public void close() {
    usual.close();
  }
}
