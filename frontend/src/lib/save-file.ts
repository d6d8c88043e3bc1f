/** Hands an answer to the browser as a file, under the name that the server gave it. */
export async function saveFile(response: Response, otherwise: string): Promise<void> {
  const named = /filename="?([^";]+)"?/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = named ?? otherwise;
  link.click();
  // The browser has taken the file by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
