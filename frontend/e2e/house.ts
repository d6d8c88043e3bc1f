import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const binary = resolve(process.env.GATEHOUSE_BIN ?? '../bin/gatehouse');
const startMs = 20_000;

export const setupToken = 'a-set-up-token-that-is-only-for-tests-0001';
export const password = 'a rather long test passphrase';

type Json = Record<string, unknown>;
type Named = { id: string; name: string };

/** A running server with a database of its own, and its REST API as an administrator would use it. */
export class House {
  readonly url: string;
  workspaceId = '';
  private token = '';
  private admin = '';
  private readonly folder: string;
  private process: ChildProcess | undefined;
  private output = '';

  private constructor(
    port: number,
    private readonly settings: Record<string, string>,
  ) {
    this.url = `http://localhost:${port}`;
    this.folder = mkdtempSync(join(tmpdir(), 'gatehouse-e2e-'));
  }

  /** `settings` are further settings of the server. */
  static async start(settings: Record<string, string> = {}): Promise<House> {
    const house = new House(await freePort(), settings);
    await house.launch();
    return house;
  }

  private async launch() {
    const { port } = new URL(this.url);
    this.process = spawn(binary, ['serve'], {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        GATEHOUSE_LISTEN: `127.0.0.1:${port}`,
        GATEHOUSE_PUBLIC_URL: this.url,
        GATEHOUSE_SETUP_TOKEN: setupToken,
        GATEHOUSE_RATE_LIMITS: 'off',
        ...this.settings,
      },
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (part) => {
        this.output += part;
      });
    }
    const deadline = Date.now() + startMs;
    while (Date.now() < deadline && this.process.exitCode === null) {
      if (
        await fetch(`${this.url}/readyz`).then(
          (answer) => answer.ok,
          () => false,
        )
      )
        return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`The server did not start:\n${this.output}`);
  }

  async stop() {
    const ended = new Promise((done) => this.process?.once('exit', done));
    this.process?.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The first account and workspace. */
  async setUp(name = 'Ana Souza', email = 'ana@example.com', workspace = 'Northwind Rentals') {
    const made = await this.call('POST', '/setup', {
      token: setupToken,
      name,
      email,
      password,
      workspace_name: workspace,
    });
    this.admin = email;
    this.token = String(made.access_token);
    this.workspaceId = (made.workspace as Named).id;
  }

  async roleId(name: string): Promise<string> {
    const roles = (await this.inWorkspace('GET', '/roles')).data as Named[];
    const role = roles.find((each) => each.name === name);
    if (!role) throw new Error(`no role ${name}`);
    return role.id;
  }

  /** Invites and gives the link that the e-mail would carry. */
  async invite(email: string, name: string, role = 'Member') {
    const user = await this.inWorkspace('POST', '/invitations', {
      email,
      name,
      role_ids: [await this.roleId(role)],
      deliver: 'link',
    });
    return {
      userId: String(user.id),
      link: String(user.accept_url),
      invitationId: (user.invitation as Named).id,
      approvalId: (user.approval as Named | null)?.id ?? '',
    };
  }

  /** A person with a password, and a place where the policy or `approve` lets them in. */
  async member(email: string, name: string, { approved = true, role = 'Member' } = {}) {
    const invited = await this.invite(email, name, role);
    await this.call('POST', '/invitations/accept', { token: invited.link.split('token=')[1], name, password }, null);
    if (approved) await this.approve(invited.approvalId);
    return invited;
  }

  approve(approvalId: string) {
    return this.inWorkspace('POST', `/approvals/${approvalId}/approve`, {});
  }

  reject(approvalId: string) {
    return this.inWorkspace('POST', `/approvals/${approvalId}/reject`, {});
  }

  /** The link to a page in the newest e-mail to an address that has one; waits for it. */
  async mailedLink(to: string, page: string): Promise<string> {
    const deadline = Date.now() + startMs;
    while (Date.now() < deadline) {
      const answer = await fetch(`${this.url}/dev/mail.json?to=${encodeURIComponent(to)}`);
      const { data } = (await answer.json()) as { data: { link: string }[] };
      const found = data.find(({ link }) => link.startsWith(`${this.url}${page}`));
      if (found) return found.link;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`no e-mail to ${to} with a link to ${page}`);
  }

  inWorkspace(method: string, path: string, body?: Json) {
    return this.call(method, `/workspaces/${this.workspaceId}${path}`, body);
  }

  /** One call of the API, as the first Admin where no other token is given. */
  async call(method: string, path: string, body?: Json, token?: string | null): Promise<Json> {
    if (token !== undefined) return this.ask(method, path, body, token);
    // An access token ends after ten minutes, and a long run takes longer.
    return this.ask(method, path, body, this.token).catch(async (error: Error) => {
      if (!error.message.includes(': 401 ')) throw error;
      const session = await this.ask('POST', '/auth/sessions', { email: this.admin, password }, null);
      this.token = String(session.access_token);
      return this.ask(method, path, body, this.token);
    });
  }

  private async ask(method: string, path: string, body: Json | undefined, token: string | null): Promise<Json> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? (JSON.parse(text) as Json) : {};
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
