import { execFileSync } from 'node:child_process';
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
