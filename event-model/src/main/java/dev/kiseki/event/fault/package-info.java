/**
 * Errors as the caller will see them: MLflow's codes with their HTTP status, and the one exception
 * type. Every refusal, wherever it is decided, is made here; the HTTP layers only print it.
 */
package dev.kiseki.event.fault;
