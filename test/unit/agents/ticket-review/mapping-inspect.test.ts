import { expect, test } from 'vitest';
import { inspectFile } from '../../../../electron/runtime/agents/ticket-review/mapping/inspect.ts';
import { nearestName } from '../../../../electron/runtime/agents/ticket-review/mapping/nearest-name.ts';
import { memoryFile } from '../../../helpers/memory-file.ts';

test('columns are proposed from their names and from what stands in them', async () => {
  const inspection = await inspectFile(
    memoryFile(
      [
        'Case No;Opened;Contact;Full name;Department;Comment;Internal code',
        '17;24.09.2019;ann@example.org;Ann Lee;Billing;I was charged twice for the same order and want my money back.;A1',
        '18;25.09.2019;bob@example.org;Bob Ray;Billing;The parcel never arrived, although it is marked as delivered.;A1',
        '19;26.09.2019;;Cy Fox;Billing;Nobody answers your phone, and my account has been locked for a week.;A1',
      ].join('\n'),
    ),
  );
  expect(inspection.proposal).toEqual({
    columns: {
      text: 'Comment',
      id: 'Case No',
      receivedAt: 'Opened',
      recipient: 'Contact',
      customer: 'Full name',
    },
  });
  expect(inspection.facts).toEqual([
    { label: 'Format', value: 'Delimited text' },
    { label: 'Delimiter', value: 'semicolon' },
    { label: 'Header', value: 'first row names the columns' },
    { label: 'Encoding', value: 'UTF-8 (plain ASCII)' },
    { label: 'Columns', value: '7' },
    { label: 'Rows', value: '3' },
  ]);
  expect(inspection.problems).toEqual([]);
});

test('the text is found by the writing in it where no name helps', async () => {
  const rows = Array.from(
    { length: 30 },
    (_, row) => `${row},closed,The ${row} lamps outside my house went dark again`,
  );
  const inspection = await inspectFile(memoryFile(`a,b,c\n${rows.join('\n')}\n`));
  expect(inspection.proposal).toEqual({ columns: { text: 'c' } });
});

test('a short preview shows cells on one line, cut, with control characters made visible', async () => {
  const rows = Array.from({ length: 40 }, (_, row) => `${row},"line one\nline two \u0000${'x'.repeat(500)}"`);
  const inspection = await inspectFile(memoryFile(`id,text\n${rows.join('\n')}\n`));
  expect(inspection.preview).toHaveLength(20);
  expect(inspection.preview[0]?.[1]).toMatch(/^line one line two ␀x+…$/);
  expect(inspection.preview[0]?.[1]?.length).toBeLessThanOrEqual(200);
});

test.each([
  ['an empty file', '', /is empty/],
  ['a header alone', 'id,text\n', /has a header and no rows/],
  ['no column with writing', 'id,code\n1,77\n2,78\n', /No column looks like text/],
  ['labels instead of writing', 'id,subject\n1,Refund please\n2,Late parcel\n', /"subject" is proposed, but its cells/],
  ['dates that can be read two ways', `id,date,text\n1,03/04/2020,${'word '.repeat(9)}\n`, /day or month first/],
  ['no addresses', `id,text\n1,${'word '.repeat(9)}\n`, /cannot be sent/],
  ['a broken row', `id,text\n1,${'word '.repeat(9)}\n2\n`, /1 of the rows looked at cannot be read.*row 2 \(line 3\)/],
])('%s is said before anything is started', async (_, text, sentence) => {
  const inspection = await inspectFile(memoryFile(text));
  expect(inspection.problems.join('\n')).toMatch(sentence);
});

test('a mistyped column name is answered with the nearest one', () => {
  const columns = ['Date received', 'Consumer complaint narrative', 'Complaint ID'];
  expect(nearestName('consumer complaint narative', columns)).toBe('Consumer complaint narrative');
  expect(nearestName('narrative', columns)).toBe('Consumer complaint narrative');
  expect(nearestName('weather', columns)).toBeNull();
});

test('a first cell larger than the sample does not make the file look empty', async () => {
  const big = 'words and no end '.repeat(300_000);
  const inspection = await inspectFile(memoryFile(`id,text\n1,"${big}"\n2,The parcel never arrived at my address.\n`));
  expect(inspection.facts).toContainEqual({ label: 'Rows', value: '2' });
  expect(inspection.problems.join(' ')).not.toContain('nothing to review');
});
