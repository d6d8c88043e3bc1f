/**
 * The keys of everything that is cached. Lists of a workspace begin with its id and the kind,
 * so that a server event (or a mutation) can mark a whole kind as stale.
 */
export const keys = {
  me: ['me'] as const,
  sessions: ['sessions'] as const,
  workspace: (workspaceId: string) => ['w', workspaceId, 'workspace'] as const,
  users: (workspaceId: string) => ['w', workspaceId, 'users'] as const,
  summary: (workspaceId: string) => ['w', workspaceId, 'summary'] as const,
  roles: (workspaceId: string) => ['w', workspaceId, 'roles'] as const,
  permissions: (workspaceId: string) => ['w', workspaceId, 'permissions'] as const,
  locations: (workspaceId: string) => ['w', workspaceId, 'locations'] as const,
  invitations: (workspaceId: string) => ['w', workspaceId, 'invitations'] as const,
  imports: (workspaceId: string) => ['w', workspaceId, 'imports'] as const,
  approvals: (workspaceId: string) => ['w', workspaceId, 'approvals'] as const,
  apiKeys: (workspaceId: string) => ['w', workspaceId, 'api-keys'] as const,
  webhooks: (workspaceId: string) => ['w', workspaceId, 'webhooks'] as const,
  deliveries: (workspaceId: string) => ['w', workspaceId, 'deliveries'] as const,
  audit: (workspaceId: string) => ['w', workspaceId, 'audit'] as const,
  auditNews: (workspaceId: string) => ['w', workspaceId, 'audit-news'] as const,
};
