export type ServerEvent = { event: string; data: string; id: string };

/** Reads a server-sent event stream piece by piece; `fetch` is used because EventSource cannot send a bearer token. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).replaceAll('\r\n', '\n').split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parse(block);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parse(block: string): ServerEvent | null {
  const event: ServerEvent = { event: 'message', data: '', id: '' };
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field, value] = /^(event|data|id): ?(.*)$/.exec(line) ?? [];
    if (field === 'data') data.push(value ?? '');
    else if (field === 'event' || field === 'id') event[field] = value ?? '';
  }
  event.data = data.join('\n');
  return data.length > 0 || event.event !== 'message' ? event : null;
}
