/** What the process of a host needs of its own beside its thread; it holds a megabyte of a file at a time. */
export const hostHeapMb = 64;

/** Runtime -> Electron's main, which alone may fork there: hosts it is to start and to end. */
export type ToHostKeeper =
  | { readonly kind: 'host-start'; readonly host: string }
  | { readonly kind: 'host-end'; readonly host: string };

/** Electron's main -> runtime. The port to the host comes with the first. */
export type FromHostKeeper =
  | { readonly kind: 'host-port'; readonly host: string }
  | { readonly kind: 'host-gone'; readonly host: string; readonly code: number };
