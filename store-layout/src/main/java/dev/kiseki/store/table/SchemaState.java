package dev.kiseki.store.table;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.kiseki.store.cql.SchemaScripts;

/** What a keyspace looks like to this build. */
public enum SchemaState {
  /** Nothing is there: all scripts will be run. */
  ABSENT,
  /** Of an earlier layout: the scripts in between will be run. */
  TOO_OLD,
  /** Can be used as it is. */
  CURRENT,
  /** Of a later layout: must not be touched by this build. */
  TOO_NEW;

  /**
   * @param layout number of the last script that has run; 0 = none
   */
  public static SchemaState of(int layout) {
    if (layout == 0) {
      return ABSENT;
    }
    if (layout == SchemaScripts.CURRENT) {
      return CURRENT;
    }
    return layout < SchemaScripts.CURRENT ? TOO_OLD : TOO_NEW;
  }

  /** Asks the keyspace; two statements, nothing is changed. */
  public static SchemaState read(CqlSession session, CassandraSettings settings) {
    return new Schema(session, settings).state();
  }
}
