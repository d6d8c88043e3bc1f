import { preloadable } from '@/lib/preloadable';

export const Invitations = preloadable(() => import('./-invitations-tab'));
export const RolesList = preloadable(() => import('@/features/roles/roles-list'));
