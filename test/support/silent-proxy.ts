import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A connection through the proxy: both its sides. */
interface Through {
  readonly client: Socket;
  readonly server: Socket;
}

/**
 * Stands between a gateway and its database or broker, and can fall silent: what comes is then taken and forwarded to
 * nobody, and neither side hears that the other is gone, as with a firewall that forgot a connection.
 */
export class SilentProxy {
  private readonly open = new Set<Through>();
  private silencesNew = false;
  private readonly listening: Server;

  private constructor(private readonly target: () => number) {
    this.listening = createServer({ noDelay: true }, (client) => this.forward(client));
  }

  /** Starts one before a port of this machine, which need not be known before the first connection. */
  static async before(target: () => number): Promise<SilentProxy> {
    const proxy = new SilentProxy(target);
    await new Promise<void>((resolve) => proxy.listening.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.listening.address() as AddressInfo).port;
  }

  /** Forwards nothing any more of the connection that the server sees coming from a port. */
  silence(portAtServer: number): void {
    const found = [...this.open].find(({ server }) => server.localPort === portAtServer);
    if (found === undefined) throw new Error(`no connection comes from port ${portAtServer}`);
    fallSilent(found);
  }

  /** Nothing is forwarded, nor of what is still to come; connecting works. */
  silenceAll(): void {
    this.silencesNew = true;
    for (const through of this.open) fallSilent(through);
  }

  /** What is opened from now on is forwarded again; what fell silent stays so. */
  forwardAgain(): void {
    this.silencesNew = false;
  }

  stop(): void {
    this.listening.close();
    for (const { client, server } of this.open) {
      client.destroy();
      server.destroy();
    }
  }

  private forward(client: Socket): void {
    const through = { client, server: connect(this.target(), '127.0.0.1') };
    this.open.add(through);
    const { server } = through;
    client.pipe(server).pipe(client);
    if (this.silencesNew) fallSilent(through);
    // An end that is forwarded ends the other side; one that fell silent keeps the server's side open.
    for (const socket of [client, server]) socket.on('error', () => undefined);
    client.on('close', () => this.open.delete(through));
  }
}

function fallSilent({ client, server }: Through): void {
  client.unpipe(server);
  server.unpipe(client);
  client.resume();
  server.resume();
}
