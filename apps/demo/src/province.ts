import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SignJWT } from 'jose';
import { createConnection } from 'mysql2/promise';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from '../../development-stack/src/stack';
import type { StackFile } from '../../development-stack/src/stack-files';
import type { DemoRow } from './people';

/** Live relationships and limits of a province by its role, as its own database has them. */
export interface ProvinceTotals {
  readonly province: string;
  readonly role: string;
  readonly relationships: number;
  readonly limits: number;
  readonly lmt_amt: string;
}

/** An answer of the province's own API. */
export interface HttpAnswer<T> {
  readonly status: number;
  readonly body: T;
}

/** A province's gateway as its bureau's systems see it. */
export class DemoProvince {
  private constructor(
    private readonly url: string,
    private readonly token: string,
    /** The same gateway, as another person sees it. */
    readonly as: (sub: string) => Promise<DemoProvince>,
  ) {}

  static async open(stack: StackFile, dir: string, province: string, sub = 'demo'): Promise<DemoProvince> {
    const { tokenKey } = JSON.parse(readFileSync(join(dir, 'state.json'), 'utf8')) as { tokenKey: string };
    const token = await new SignJWT({ roles: ['core', 'settlement', 'operator', 'window'], province })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setSubject(sub)
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(tokenKey));
    const as = (other: string) => DemoProvince.open(stack, dir, province, other);
    return new DemoProvince(stack.provinces[province]?.gateways[0]?.url ?? '', token, as);
  }

  /** Loads the province's people through the bulk import. Throws where one is refused. */
  async importPeople(rows: readonly DemoRow[]): Promise<void> {
    const answer = await fetch(`${this.url}/api/v1/insured-persons/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/x-ndjson' },
      body: rows.map((row) => JSON.stringify(row)).join('\n'),
    });
    const { accepted } = (await answer.json()) as { accepted?: number };
    if (accepted !== rows.length) throw new Error(`of ${rows.length} persons ${accepted ?? 0} were taken`);
  }

  /** Sends a request of one of the province's own systems. */
  post<T = unknown>(path: string, body: object): Promise<HttpAnswer<T>> {
    return this.ask<T>('POST', path, body);
  }

  async get<T>(path: string): Promise<T> {
    return (await this.ask<T>('GET', path)).body;
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<HttpAnswer<T>> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as T };
  }

  /** Resolves once the platform has answered every upload. */
  async uploadsAnswered(): Promise<void> {
    for (;;) {
      const { items } = await this.get<{ items: unknown[] }>('/uploads?state=PENDING&limit=1');
      if (items.length === 0) return;
      await delay(100);
    }
  }
}

/** Reads a province's live sums from its database. */
export async function totalsOf(stack: StackFile, province: string): Promise<ProvinceTotals[]> {
  const rows = await read<Omit<ProvinceTotals, 'province'>>(
    stack,
    province,
    `SELECT r.role, COUNT(DISTINCT r.mulaid_rel_id) AS relationships, COUNT(l.mulaid_lmt_id) AS limits,
            CAST(COALESCE(SUM(l.lmt_amt), 0) / 100 AS DECIMAL(20, 2)) AS lmt_amt
       FROM relationship r LEFT JOIN mulaid_limit l ON l.mulaid_rel_id = r.mulaid_rel_id AND l.state = 'EFFECTIVE'
      WHERE r.state = 'EFFECTIVE' GROUP BY r.role`,
  );
  return rows.map((row) => ({ ...row, province }));
}

/** What is used of one limit. */
export interface UsedLimit {
  readonly mulaid_lmt_id: string;
  readonly used_amt: string;
  readonly used_cnt: number;
}

/** Every limit of a province by its role that was ever drawn on, as its own database has it. */
export function usedLimitsOf(stack: StackFile, province: string, role: 'donor' | 'benef'): Promise<UsedLimit[]> {
  return read<UsedLimit>(
    stack,
    province,
    `SELECT l.mulaid_lmt_id, CAST(l.used_amt / 100 AS DECIMAL(20, 2)) AS used_amt, l.used_cnt
       FROM relationship r JOIN mulaid_limit l USING (mulaid_rel_id) WHERE r.role = '${role}' AND l.ever_used = 1`,
  );
}

async function read<Row>(stack: StackFile, province: string, sql: string): Promise<Row[]> {
  const { host, port, user, password } = stack.database;
  const connection = await createConnection({
    host,
    port,
    user,
    password,
    database: stack.provinces[province]?.database ?? '',
  });
  try {
    const [rows] = await connection.query(sql);
    return rows as Row[];
  } finally {
    await connection.end();
  }
}
