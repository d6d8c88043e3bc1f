// What an entry of the browser's history remembers beside its address: it survives a reload and Back, and is not shared
// with a copied link.
declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The cursors of the pages before this one, so that Previous works although the API only knows Next. */
    trail?: string[];
    /** The person who was just added, to be shown first and highlighted. */
    added?: string;
  }
}

export {};
