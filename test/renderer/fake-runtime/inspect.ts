import type { FileRef, Inspection } from '../../../shared/domain/agent.ts';
import type { FakeState } from './state.ts';

/** Reads the first rows of an uploaded text and proposes a mapping by column names. */
export function inspect(state: FakeState, file: FileRef): Inspection {
  const upload = [...state.uploads.values()].find((one) => one.name === file.name);
  const [header = '', ...lines] = (upload?.head ?? '').split(/\r?\n/).filter((line) => line !== '');
  const columns = header.split(',').map((cell) => cell.replaceAll('"', ''));
  const find = (pattern: RegExp): string | undefined => columns.find((column) => pattern.test(column));
  const text = find(/narrative|text|message|body/i);
  return {
    facts: [
      { label: 'Format', value: 'CSV, comma, with a header' },
      { label: 'Encoding', value: 'UTF-8' },
      { label: 'Columns', value: String(columns.length) },
    ],
    columns,
    preview: lines.slice(0, 5).map((line) => line.split(',').slice(0, columns.length)),
    proposal: { columns: { text, id: find(/\bid\b/i), date: find(/date/i), recipient: find(/mail|recipient/i) } },
    problems:
      text === undefined ? ['No column looks like text. Choose the one that holds what the customer wrote.'] : [],
  };
}
