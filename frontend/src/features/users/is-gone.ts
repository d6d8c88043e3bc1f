import { Problem } from '@/api/problem';

/** What an error means beyond its own words: the person is gone. */
export const isGone = (error: unknown) => error instanceof Problem && error.status === 404;
