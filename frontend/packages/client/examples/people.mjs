// Lists who is in a workspace and, where somebody is named, invites them.
//
//     export GATEHOUSE=https://gatehouse.example.com GATEHOUSE_KEY=gh_… GATEHOUSE_WORKSPACE=0199f3a0-…
//     node people.mjs bo@example.com 'Bo Brown' Member
import { call, createGatehouse, each, isProblem } from '@gatehouse/client';

const { GATEHOUSE, GATEHOUSE_KEY, GATEHOUSE_WORKSPACE } = process.env;
const [email, name, role] = process.argv.slice(2);
const house = createGatehouse({ baseUrl: GATEHOUSE, token: GATEHOUSE_KEY });
const path = { workspace_id: GATEHOUSE_WORKSPACE };

if (email) {
  const roles = each((cursor) =>
    call(house.GET('/api/v1/workspaces/{workspace_id}/roles', { params: { path, query: { cursor } } })),
  );
  let id;
  for await (const one of roles) if (one.name === role) id = one.id;
  try {
    await call(
      house.POST('/api/v1/workspaces/{workspace_id}/invitations', {
        // The same key gives the first answer again, so that nobody is invited twice where an answer is lost.
        params: { path, header: { 'Idempotency-Key': crypto.randomUUID() } },
        body: { email, name, role_ids: [id] },
      }),
    );
    console.log(`invited ${email}`);
  } catch (error) {
    if (!isProblem(error, 'already_invited')) throw error;
    console.log(`${email} was invited before`);
  }
}

const people = each((cursor) =>
  call(house.GET('/api/v1/workspaces/{workspace_id}/users', { params: { path, query: { cursor } } })),
);
for await (const user of people) console.log(user.status, user.email);
