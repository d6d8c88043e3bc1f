import { Problem } from './problem';
import { accessToken, renewSession } from './token';

type Upload = {
  path: string;
  body: Blob;
  headers: Record<string, string>;
  /** Told how much has gone out, from 0 to 1. */
  onProgress: (part: number) => void;
  signal: AbortSignal;
};

/** Sends a file and tells how far it is, which `fetch` cannot. Throws a Problem, as every call does; an AbortError when aborted. */
export async function upload<T>(what: Upload): Promise<T> {
  try {
    return await send<T>(what, await accessToken());
  } catch (error) {
    const ended = error instanceof Problem && error.status === 401 && error.code === 'unauthenticated';
    if (ended && (await renewSession())) return send<T>(what, await accessToken());
    throw error;
  }
}

function send<T>({ path, body, headers, onProgress, signal }: Upload, token: string | null): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(answer as T);
      else reject(new Problem(request.status, answer, Number(request.getResponseHeader('Retry-After')) || null));
    };
    request.onerror = () => reject(Problem.network());
    const abort = () => request.abort();
    request.onabort = () => reject(signal.reason);
    request.onloadend = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort);
    if (signal.aborted) reject(signal.reason);
    else request.send(body);
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
