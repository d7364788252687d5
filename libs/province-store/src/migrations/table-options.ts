/**
 * How every table is made: letters are told apart by their bytes, like the connections do. On a cluster of TiDB, numbers
 * of AUTO_INCREMENT come from one place for all nodes; every other server reads that as a comment.
 */
export const TABLE_OPTIONS =
  'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */';
