/**
 * An example training job: a parameter sweep, logged with the stock MLflow Java client.
 *
 * <p>In: a tracking URI. Out: an experiment with one parent run and its child runs, and a table of
 * the best. Knows nothing of Kiseki: it would run the same against any MLflow server.
 */
package dev.kiseki.standalone.demo;
