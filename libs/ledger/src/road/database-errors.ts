/**
 * What each error number of the database asks for; whatever stands in no row is looked up by its SQLSTATE, and is
 * else taken for the statement's own fault. Where a connection is refused, cut off or may not do what it could
 * yesterday, another is wanted ('unreachable'); where two were in each other's way, the same one serves ('conflict').
 */
export const DATABASE_ERRORS: readonly (readonly [errno: number, name: string, trouble: Sorted])[] = [
  [1062, 'ER_DUP_ENTRY', 'duplicate'],

  // In each other's way, or over a time limit of the server's: rolled back and decided again.
  [1020, 'ER_CHECKREAD, record has changed since last read', 'conflict'],
  [1180, 'ER_ERROR_DURING_COMMIT', 'conflict'],
  [1205, 'ER_LOCK_WAIT_TIMEOUT', 'conflict'],
  [1206, 'ER_LOCK_TABLE_FULL', 'conflict'],
  [1048, 'ER_BAD_NULL_ERROR: a person’s row was not any more what was read (person-rows.ts)', 'conflict'],
  [1213, 'ER_LOCK_DEADLOCK', 'conflict'],
  [1613, 'ER_XA_RBTIMEOUT', 'conflict'],
  [1614, 'ER_XA_RBDEADLOCK', 'conflict'],
  [1637, 'ER_TOO_MANY_CONCURRENT_TRXS', 'conflict'],
  [1689, 'ER_LOCK_ABORTED', 'conflict'],
  [1969, 'ER_STATEMENT_TIMEOUT (MariaDB)', 'conflict'],
  [3024, 'ER_QUERY_TIMEOUT (MySQL)', 'conflict'],
  [3572, 'ER_LOCK_NOWAIT (MySQL, TiDB)', 'conflict'],
  [3101, 'ER_TRANSACTION_ROLLBACK_DURING_COMMIT (group replication)', 'conflict'],

  // The server is full, stops, or is not ready.
  [1021, 'ER_DISK_FULL', 'unreachable'],
  [1026, 'ER_ERROR_ON_WRITE', 'unreachable'],
  [1030, 'ER_GET_ERRNO, error of the storage engine', 'unreachable'],
  [1037, 'ER_OUTOFMEMORY', 'unreachable'],
  [1038, 'ER_OUT_OF_SORTMEMORY', 'unreachable'],
  [1040, 'ER_CON_COUNT_ERROR, too many connections', 'unreachable'],
  [1041, 'ER_OUT_OF_RESOURCES', 'unreachable'],
  [1047, 'ER_UNKNOWN_COM_ERROR, a Galera node that is not ready', 'unreachable'],
  [1053, 'ER_SERVER_SHUTDOWN', 'unreachable'],
  [1114, 'ER_RECORD_FILE_FULL', 'unreachable'],
  [1135, 'ER_CANT_CREATE_THREAD', 'unreachable'],
  [1203, 'ER_TOO_MANY_USER_CONNECTIONS', 'unreachable'],
  [1226, 'ER_USER_LIMIT_REACHED', 'unreachable'],
  [1290, 'ER_OPTION_PREVENTS_STATEMENT, read only', 'unreachable'],
  [1792, 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION', 'unreachable'],
  [1836, 'ER_READ_ONLY_MODE', 'unreachable'],

  // Cut off, killed, or never let in.
  [1043, 'ER_HANDSHAKE_ERROR', 'unreachable'],
  [1080, 'ER_FORCING_CLOSE', 'unreachable'],
  [1129, 'ER_HOST_IS_BLOCKED', 'unreachable'],
  [1130, 'ER_HOST_NOT_PRIVILEGED', 'unreachable'],
  [1152, 'ER_ABORTING_CONNECTION', 'unreachable'],
  [1158, 'ER_NET_READ_ERROR', 'unreachable'],
  [1159, 'ER_NET_READ_INTERRUPTED', 'unreachable'],
  [1160, 'ER_NET_ERROR_ON_WRITE', 'unreachable'],
  [1161, 'ER_NET_WRITE_INTERRUPTED', 'unreachable'],
  [1184, 'ER_NEW_ABORTING_CONNECTION', 'unreachable'],
  [1317, 'ER_QUERY_INTERRUPTED', 'unreachable'],
  [1927, 'ER_CONNECTION_KILLED (MariaDB)', 'unreachable'],
  [2006, 'CR_SERVER_GONE_ERROR', 'unreachable'],
  [2013, 'CR_SERVER_LOST', 'unreachable'],
  [4031, 'ER_CLIENT_INTERACTION_TIMEOUT (MySQL)', 'unreachable'],

  // An account or a right that is taken away for a while, a schema that is being restored: no message's fault.
  [1044, 'ER_DBACCESS_DENIED_ERROR', 'unreachable'],
  [1045, 'ER_ACCESS_DENIED_ERROR', 'unreachable'],
  [1049, 'ER_BAD_DB_ERROR', 'unreachable'],
  [1142, 'ER_TABLEACCESS_DENIED_ERROR', 'unreachable'],
  [1143, 'ER_COLUMNACCESS_DENIED_ERROR', 'unreachable'],
  [1146, 'ER_NO_SUCH_TABLE', 'unreachable'],
  [1820, 'ER_MUST_CHANGE_PASSWORD', 'unreachable'],
  [1862, 'ER_MUST_CHANGE_PASSWORD_LOGIN', 'unreachable'],
  [3118, 'ER_ACCOUNT_HAS_BEEN_LOCKED (MySQL)', 'unreachable'],
  [4151, 'ER_ACCOUNT_HAS_BEEN_LOCKED (MariaDB)', 'unreachable'],

  // TiDB: what lies behind the server does not answer, or another transaction was first.
  [8002, 'ErrWriteConflict in SELECT FOR UPDATE (TiDB)', 'conflict'],
  [8022, 'ErrTxnRetryable, the commit failed and was rolled back (TiDB)', 'conflict'],
  [8028, 'ErrInfoSchemaChanged during the transaction (TiDB)', 'conflict'],
  [9001, 'ErrPDServerTimeout (TiDB)', 'unreachable'],
  [9002, 'ErrTiKVServerTimeout (TiDB)', 'unreachable'],
  [9003, 'ErrTiKVServerBusy (TiDB)', 'unreachable'],
  [9004, 'ErrResolveLockTimeout (TiDB)', 'conflict'],
  [9005, 'ErrRegionUnavailable (TiDB)', 'unreachable'],
  [9007, 'ErrWriteConflict (TiDB)', 'conflict'],

  // OceanBase.
  [4012, 'OB_TIMEOUT (OceanBase)', 'unreachable'],
  [4038, 'OB_NOT_MASTER (OceanBase)', 'unreachable'],
  [6002, 'OB_TRANS_ROLLBACKED (OceanBase)', 'conflict'],
  [6210, 'OB_TRANS_TIMEOUT (OceanBase)', 'conflict'],
];

type Sorted = 'unreachable' | 'conflict' | 'duplicate';
