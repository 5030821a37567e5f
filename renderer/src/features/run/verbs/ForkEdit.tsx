import { useState } from 'react';
import type { ReactElement } from 'react';
import { reportFailure } from '../../../stores/notices.ts';
import { readEntry, useRunPage } from '../../../stores/run-page.ts';

/** JSON texts a person edited; absent: as it was. */
export interface Edited {
  readonly input?: string;
  readonly result?: string;
}

type Part = 'nothing' | 'input' | 'result';

/** What the fork does otherwise: another input, or another result of the step it goes on from. */
export function ForkEdit(props: {
  readonly runId: string;
  readonly path: string | null;
  readonly onEdit: (edited: Edited) => void;
}): ReactElement {
  const { runId, path, onEdit } = props;
  const [part, setPart] = useState<Part>('nothing');
  const [text, setText] = useState('');
  /** Why there is no text to edit yet. */
  const [note, setNote] = useState<string | null>(null);
  const input = useRunPage((state) => state.detail?.input);
  const shown: Part = part === 'result' && path === null ? 'nothing' : part;

  function write(to: Part, value: string): void {
    setText(value);
    onEdit(to === 'nothing' ? {} : { [to]: compact(value) });
  }

  async function choose(to: Part): Promise<void> {
    setPart(to);
    setNote(null);
    onEdit({});
    if (to === 'nothing') return write(to, '');
    if (to === 'input') return write(to, JSON.stringify(input, null, 2));
    setText('');
    setNote('The result is being read.');
    try {
      const result = await resultOf(runId, path);
      if (isOnlyNamed(result)) return setNote('It is too large to be edited here: it is kept as a file of its own.');
      setNote(null);
      write(to, JSON.stringify(result, null, 2));
    } catch (error) {
      setNote('It could not be read.');
      reportFailure(error);
    }
  }

  return (
    <div className="field">
      <label htmlFor="fork-part">Edit</label>
      <select
        id="fork-part"
        className="input"
        value={shown}
        onChange={(event) => void choose(event.target.value as Part)}
      >
        <option value="nothing">nothing</option>
        <option value="input">the input</option>
        <option value="result" disabled={path === null}>
          the result of the step it goes on from{path === null ? ' (choose a step above)' : ''}
        </option>
      </select>
      {shown === 'nothing' ? null : (
        <>
          <label htmlFor="fork-json">{shown === 'input' ? 'Input' : 'Result'}, as JSON</label>
          <textarea
            id="fork-json"
            className="input mono"
            rows={10}
            spellCheck={false}
            value={text}
            readOnly={note !== null}
            aria-invalid={note === null && problemOf(text) !== null}
            onChange={(event) => write(shown, event.target.value)}
          />
          <span className="hint">
            {note ??
              problemOf(text) ??
              (shown === 'input'
                ? 'Results that are kept were made from the input as it was.'
                : 'The run goes on as if this had been the result.')}
          </span>
        </>
      )}
    </div>
  );
}

async function resultOf(runId: string, path: string | null): Promise<unknown> {
  const record = useRunPage.getState().records.findLast((one) => one.path === path);
  return record === undefined ? null : (await readEntry(runId, record.ord)).value;
}

/** Without the room it is given for reading; as it stands where it is not JSON. */
function compact(text: string): string {
  return problemOf(text) === null ? JSON.stringify(JSON.parse(text)) : text;
}

/** What stands in for a value that no answer has room for. */
function isOnlyNamed(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$spilled' in value;
}

function problemOf(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? `This is not JSON yet: ${error.message}` : 'This is not JSON yet.';
  }
}
