package dev.kiseki.standalone.cassandra;

import java.nio.file.Path;

/**
 * The node's {@code cassandra.yaml}.
 *
 * @param dir folder for everything the node keeps
 * @param port CQL clients, loopback only
 * @param storagePort node to node; nobody else is there, but it is bound
 */
record NodeSettings(Path dir, int port, int storagePort) {
  /**
   * Commit log: {@code batch}, so an acknowledged write survives {@code kill -9} of the process.
   * With {@code periodic} it would not: the bytes are in the page cache, but replay reads only up
   * to the last chained marker, which that mode moves every 100 ms. Measured, the last rows written
   * before the kill were missing. {@code batch} also syncs to disk; writes that wait share one
   * sync.
   */
  private static final String TEMPLATE =
      """
      # Written at each start; changes here are lost.
      cluster_name: kiseki
      num_tokens: 1
      auto_bootstrap: false
      partitioner: org.apache.cassandra.dht.Murmur3Partitioner
      endpoint_snitch: SimpleSnitch
      seed_provider:
        - class_name: org.apache.cassandra.locator.SimpleSeedProvider
          parameters:
            - seeds: "127.0.0.1:${storagePort}"
      listen_address: 127.0.0.1
      rpc_address: 127.0.0.1
      storage_port: ${storagePort}
      ssl_storage_port: ${storagePort}
      start_native_transport: true
      native_transport_port: ${port}
      # A new cluster: no sstable of an older version has to be readable elsewhere.
      storage_compatibility_mode: NONE

      data_file_directories: ["${dir}/data"]
      commitlog_directory: "${dir}/commitlog"
      hints_directory: "${dir}/hints"
      saved_caches_directory: "${dir}/saved_caches"
      cdc_raw_directory: "${dir}/cdc_raw"

      commitlog_sync: batch
      commitlog_disk_access_mode: mmap
      commitlog_segment_size: 32MiB
      commitlog_total_space: 256MiB
      # A metric chunk is far smaller; half a segment is the largest mutation.
      disk_failure_policy: die
      commit_failure_policy: die

      memtable_allocation_type: heap_buffers
      memtable_heap_space: 96MiB
      memtable_offheap_space: 32MiB
      memtable_flush_writers: 1
      file_cache_size: 32MiB
      networking_cache_size: 16MiB
      key_cache_size: 8MiB
      counter_cache_size: 0MiB
      row_cache_size: 0MiB
      index_summary_capacity: 8MiB
      cache_load_timeout: 1s
      concurrent_reads: 8
      concurrent_writes: 8
      concurrent_counter_writes: 2
      concurrent_compactors: 1
      native_transport_max_threads: 16
      compaction_throughput: 64MiB/s

      auto_snapshot: false
      snapshot_before_compaction: false
      incremental_backups: false
      hinted_handoff_enabled: false
      dynamic_snitch: false
      cdc_enabled: false
      user_defined_functions_enabled: false
      trickle_fsync: false
      batch_size_warn_threshold: 1MiB
      batch_size_fail_threshold: 8MiB
      """;

  String toYaml() {
    return TEMPLATE
        .replace("${dir}", quoted(dir.toString()))
        .replace("${port}", Integer.toString(port))
        .replace("${storagePort}", Integer.toString(storagePort));
  }

  private static String quoted(String path) {
    return path.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
