import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { rootConnection } from './root';

/** A statement that a database server carried out, as its slow log has it. */
export interface Statement {
  readonly user: string;
  readonly sql: string;
  /** Rows it went through, those that it sorted or put together a second time. */
  readonly examined: number;
  /** Its EXPLAIN while it ran, a row a table. */
  readonly plan: readonly {
    readonly table: string;
    readonly type: string;
    readonly rows: number;
    readonly extra: string;
  }[];
}

/** What a database server carries out, each statement with its EXPLAIN: its slow log, with nothing left out. */
export class SlowLog {
  constructor(private readonly path: string) {}

  /** Has the server keep it. What goes over connections that are open already is not in it. */
  async start(): Promise<void> {
    const root = await rootConnection();
    await root.query("SET GLOBAL log_slow_verbosity = 'query_plan,explain', GLOBAL log_slow_filter = ''");
    await root.query(`SET GLOBAL slow_query_log_file = '${this.path}', GLOBAL long_query_time = 0`);
    await root.query('SET GLOBAL min_examined_row_limit = 0, GLOBAL slow_query_log = ON');
    await root.end();
  }

  /** Where it ends by now. */
  get end(): number {
    return existsSync(this.path) ? statSync(this.path).size : 0;
  }

  /** What was carried out since it ended there. */
  since(end: number): Statement[] {
    const added = Buffer.alloc(this.end - end);
    const file = openSync(this.path, 'r');
    readSync(file, added, 0, added.length, end);
    closeSync(file);
    return (
      added
        .toString()
        .split(/^(?=# User@Host: )/m)
        // Before the first there may be the time, or nothing: it is told once a second.
        .filter((entry) => entry.startsWith('# User@Host: '))
        .map(statementOf)
    );
  }
}

function statementOf(entry: string): Statement {
  const lines = entry.split('\n');
  const explained = lines.filter((line) => line.startsWith('# explain: ')).map((line) => line.slice(11).split('\t'));
  const [names = [], ...rows] = explained;
  const plan = rows.map((row) => {
    const of = (name: string): string => row[names.indexOf(name)] ?? '';
    // Rows it went through each time, times how often that is not told: `examined` has the sum.
    return { table: of('table'), type: of('type'), rows: Number(of('r_rows')) || 0, extra: of('Extra') };
  });
  const isText = (line: string) => !line.startsWith('#') && !/^(use `\w+`|SET timestamp=\d+);$/.test(line);
  return {
    user: /^# User@Host: (\w+)/.exec(entry)?.[1] ?? '',
    sql: lines.filter(isText).join('\n').trim(),
    examined: Number(/Rows_examined: (\d+)/.exec(entry)?.[1]),
    plan,
  };
}
