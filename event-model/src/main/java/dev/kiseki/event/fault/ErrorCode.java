package dev.kiseki.event.fault;

/**
 * MLflow's error codes that Kiseki answers with, their HTTP status and what sort of failure each
 * is. Numbers stand on the log and in RPCs: never reuse one.
 *
 * <p>Clients repeat every 5xx and 429 for minutes, so nothing that will fail again the same way has
 * such a status. That is why INVALID_STATE is 400 here and 500 in MLflow.
 */
public enum ErrorCode {
  INVALID_PARAMETER_VALUE(1, 400, Kind.CALLER),
  RESOURCE_DOES_NOT_EXIST(2, 404, Kind.CALLER),
  RESOURCE_ALREADY_EXISTS(3, 400, Kind.CALLER),
  BAD_REQUEST(4, 400, Kind.CALLER),
  INVALID_STATE(5, 400, Kind.CALLER),
  ENDPOINT_NOT_FOUND(6, 404, Kind.CALLER),
  RESOURCE_EXHAUSTED(7, 429, Kind.OVERLOAD),
  TEMPORARILY_UNAVAILABLE(8, 503, Kind.RETRY),
  INTERNAL_ERROR(9, 500, Kind.SERVER),
  METHOD_NOT_ALLOWED(10, 405, Kind.CALLER),
  REQUEST_TOO_LARGE(11, 413, Kind.CALLER),
  RANGE_NOT_SATISFIABLE(12, 416, Kind.CALLER),
  NOT_IMPLEMENTED(13, 501, Kind.CALLER),
  /** Clients do not repeat a 507, which is as well: somebody must make room first. */
  QUOTA_EXCEEDED(14, 507, Kind.SERVER),
  /** Something is not as the caller said it was (If-Match); MLflow's own server answers 409. */
  RESOURCE_CONFLICT(15, 412, Kind.CALLER);

  /** Who must act. */
  public enum Kind {
    /** The request is wrong and will be wrong again. */
    CALLER,
    /** A bug or a broken store; an operator must look. */
    SERVER,
    /** Too much at once; slower will work. */
    OVERLOAD,
    /** Something is away for the moment; the same request will work later. */
    RETRY
  }

  private final int number;
  private final int httpStatus;
  private final Kind kind;

  ErrorCode(int number, int httpStatus, Kind kind) {
    this.number = number;
    this.httpStatus = httpStatus;
    this.kind = kind;
  }

  public int number() {
    return number;
  }

  public int httpStatus() {
    return httpStatus;
  }

  public Kind kind() {
    return kind;
  }

  /** The code with this number; INTERNAL_ERROR for a number of a later version. */
  public static ErrorCode ofNumber(int number) {
    for (ErrorCode code : values()) {
      if (code.number == number) {
        return code;
      }
    }
    return INTERNAL_ERROR;
  }
}
