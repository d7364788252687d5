import { SignJWT } from 'jose';
import { Client } from 'undici';
import { personNo, PROVINCE } from './prepare';

/** What the servers check tokens with. */
export const KEY = 'a key for a quarter of an hour of benchmarks';

let serial = 0;

/** Payments to a server by so many workers, each over a connection of its own that is kept open. */
export async function httpClients(
  port: number,
  most: number,
): Promise<{ pay(worker: number, payer: number): Promise<void>; close(): Promise<void> }> {
  const token = await new SignJWT({ roles: ['settlement'], province: PROVINCE })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('bench')
    .setAudience('bench')
    .setSubject('window')
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(KEY));
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const clients = Array.from({ length: most }, () => new Client(`http://127.0.0.1:${port}`));
  const use_time = new Date().toISOString();
  const run = Date.now().toString(36);
  return {
    pay(worker, payer) {
      const setl_id = `S${run}-${++serial}`;
      const request = { setl_id, psn_no: personNo(payer), scene: '1', fixmedins_code: 'H1', pay_amt: '1.00', use_time };
      return post(clients[worker] as Client, '/api/v1/usages', headers, JSON.stringify(request));
    },
    async close() {
      await Promise.all(clients.map((each) => each.close()));
    },
  };
}

/** By `dispatch`, without the streams of `request`: the client shares the cores with what it measures. */
function post(client: Client, path: string, headers: Record<string, string>, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let status = 0;
    const chunks: Buffer[] = [];
    client.dispatch(
      { path, method: 'POST', headers, body },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_, statusCode) => void (status = statusCode),
        onResponseData: (_, chunk) => void chunks.push(chunk),
        onResponseEnd: () => {
          if (status === 201) resolve();
          else reject(new Error(`${status} ${Buffer.concat(chunks).toString()}`));
        },
        onResponseError: (_, error) => reject(error),
      },
    );
  });
}
