import { later } from './later.tsx';

/** Something wrong in a text, as whoever read it says; lines and columns count from 1. */
export interface TextProblem {
  readonly line: number;
  readonly column?: number | undefined;
  readonly reason: string;
}

export interface JsonEditorProps {
  /** Replaces what stands there when it is another text than was last told. */
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** What the field is called, for who cannot see it. */
  readonly label: string;
  /** Told apart from what is wrong with the JSON itself, which the editor sees by itself. */
  readonly problems?: readonly TextProblem[];
  readonly isReadOnly?: boolean;
  /** Of a description beside it. */
  readonly describedBy?: string;
}

/** JSON with line numbers, colours, undo and marks where something is wrong. Its code comes when it is first shown. */
export const JsonEditor = later<JsonEditorProps>(async () => (await import('./JsonEditorText.tsx')).JsonEditorText);
