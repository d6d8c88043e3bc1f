// biome-ignore lint/performance/noBarrelFile: everybody in the app names errors by this file, and it has nothing else
export { type FieldError, isProblem, Problem } from '@gatehouse/client';
