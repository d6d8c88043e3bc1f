import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';

type Heard = { headers: IncomingHttpHeaders; body: string };

/** An endpoint of a webhook: it keeps what it hears, and answers as it is told to. */
export class Receiver {
  readonly heard: Heard[] = [];
  answer = { status: 200, body: 'ok' };
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        this.heard.push({ headers: request.headers, body });
        response.writeHead(this.answer.status, { 'Content-Type': 'text/plain' }).end(this.answer.body);
      });
    });
  }

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((done) => receiver.server.listen(0, '127.0.0.1', done));
    return receiver;
  }

  get url() {
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }
}

/** Whether a message was signed by a secret, as Standard Webhooks has it. */
export function isSignedBy(secret: string, heard: Heard | undefined): boolean {
  if (!heard) return false;
  const { headers, body } = heard;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const signature = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(signature);
}
