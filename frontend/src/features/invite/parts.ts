import { preloadable } from '@/lib/preloadable';

export const NewPersonForm = preloadable(() => import('./new-person-form'));
