import { connect, type Socket } from 'node:net';

/** A connection to a gateway that is kept open: what is sent over it, and all that came back. */
export class HeldConnection {
  private received = '';
  private readonly ended: Promise<void>;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (data) => (this.received += data.toString()));
    socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  /** Opens one to the address of a gateway. */
  static async to(url: string): Promise<HeldConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const held = new HeldConnection(socket);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    return held;
  }

  /** Sends a GET; the answers come in the order of sending. */
  get(path: string, token: string): void {
    this.socket.write(`GET ${path} HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer ${token}\r\n\r\n`);
  }

  /** Every answer's head and body, once the gateway has closed the connection. */
  async answers(): Promise<string[]> {
    await this.ended;
    return this.received.split(/(?=HTTP\/1\.1 )/).filter((answer) => answer !== '');
  }
}
