import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from './test';

// The example of @gatehouse/client, built as it is published and run by Node against the real server.
test('the example of the client lists people and invites one', async ({ house }, { project }) => {
  test.skip(project.name !== 'desktop', 'no browser takes part');
  const key = await house.inWorkspace('POST', '/api-keys', {
    name: 'Example',
    permissions: ['users:read', 'users:invite', 'roles:read', 'locations:read'],
  });
  execFileSync('npm', ['run', '--silent', 'build', '--workspace', '@gatehouse/client']);
  const run = () =>
    execFileSync('node', ['packages/client/examples/people.mjs', 'example@example.com', 'Eve Example', 'Member'], {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        GATEHOUSE: house.url,
        GATEHOUSE_KEY: String(key.secret),
        GATEHOUSE_WORKSPACE: house.workspaceId,
      },
    });
  const said = run();
  expect(said).toMatch(/^invited example@example\.com\n/);
  expect(said).toContain('active ana@example.com\n');
  expect(said).toContain('invited example@example.com\n');
  expect(run()).toMatch(/^example@example\.com was invited before\n/);
});

// What docs/integrators.md shows, as it stands.
test('the lines of the documentation list people', async ({ house }, { project }) => {
  test.skip(project.name !== 'desktop', 'no browser takes part');
  const docs = readFileSync('../docs/integrators.md', 'utf8');
  const lines = docs.match(/<!-- the tests run these lines by Node, as they stand -->\n```ts\n(.*?)```/s)?.[1];
  expect(lines).toBeTruthy();
  const key = await house.inWorkspace('POST', '/api-keys', { name: 'Docs', permissions: ['users:read'] });
  execFileSync('npm', ['run', '--silent', 'build', '--workspace', '@gatehouse/client']);
  const said = execFileSync('node', ['--input-type=module', '--eval', String(lines)], {
    encoding: 'utf8',
    cwd: 'packages/client',
    env: {
      PATH: process.env.PATH,
      GATEHOUSE: house.url,
      GATEHOUSE_KEY: String(key.secret),
      GATEHOUSE_WORKSPACE: house.workspaceId,
    },
  });
  expect(said.split('\n')).toContain('ana@example.com');
});
