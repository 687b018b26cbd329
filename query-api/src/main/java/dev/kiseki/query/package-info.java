/**
 * The read path as a service of its own: MLflow's reading routes in, pages out. Starts what the
 * packages below make; who answers for shards and the catalog is given from outside through the
 * ports in {@code gather}.
 */
package dev.kiseki.query;
