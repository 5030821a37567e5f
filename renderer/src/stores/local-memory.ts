/** What a window keeps for itself between visits; losing it costs nothing but a choice made again. */
export type MemoryKey = 'person' | 'theme' | 'density' | 'assistant-docked' | 'conversation';

/** Reads a kept choice; null when there is none or the browser keeps nothing. */
export function recall(key: MemoryKey): string | null {
  try {
    return localStorage.getItem(`lanekeeper.${key}`);
  } catch {
    return null;
  }
}

/** Keeps a choice, where the browser allows it. */
export function remember(key: MemoryKey, value: string): void {
  try {
    localStorage.setItem(`lanekeeper.${key}`, value);
  } catch {
    // Private windows refuse storage: the choice then lasts as long as the page.
  }
}
