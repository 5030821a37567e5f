import type { HostStart } from './contained-thread.ts';
import type { HostAnswer, HostEnd, ToHostQuestion } from './protocol.ts';

/** Runtime -> a host's own process. What goes on to the thread is passed as it is. */
export type ToHostProcess =
  | { readonly to: 'start'; readonly start: HostStart }
  | { readonly to: 'host'; readonly question: ToHostQuestion }
  | { readonly to: 'engine-port'; readonly message: unknown }
  | { readonly to: 'files-port'; readonly message: unknown }
  | { readonly to: 'models-port'; readonly message: unknown }
  /** Asked of the process itself, beside its thread. */
  | { readonly to: 'ping' };

/** A host's own process -> runtime. */
export type FromHostProcess =
  | { readonly from: 'host'; readonly answer: HostAnswer }
  | { readonly from: 'engine-port'; readonly message: unknown }
  | { readonly from: 'files-port'; readonly message: unknown }
  | { readonly from: 'models-port'; readonly message: unknown }
  | { readonly from: 'full' }
  | { readonly from: 'pong' }
  | { readonly from: 'end'; readonly end: HostEnd };
