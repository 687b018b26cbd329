/**
 * The stock Java client against a running server. In: the server's address in KISEKI_URI. Out:
 * whether a program written for MLflow notices a difference. Knows nothing of Kiseki's modules.
 */
package dev.kiseki.endtoend;
