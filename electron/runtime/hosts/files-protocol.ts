import type { RunError } from '../../../shared/domain/run.ts';

/** Host -> file store: its own run's files only, named by hash. */
export type FileRequest =
  | {
      readonly kind: 'read';
      readonly seq: number;
      readonly sha256: string;
      readonly offset: number;
      readonly length: number;
    }
  | { readonly kind: 'write'; readonly seq: number; readonly bytes: Uint8Array };
export type FileReply =
  | { readonly kind: 'chunk'; readonly seq: number; readonly bytes: Uint8Array; readonly total: number }
  | { readonly kind: 'written'; readonly seq: number; readonly sha256: string; readonly bytes: number }
  | { readonly kind: 'file-failed'; readonly seq: number; readonly error: RunError };
