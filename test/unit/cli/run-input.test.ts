import { expect, test } from 'vitest';
import { inputFrom, missingColumns } from '../../../electron/cli/input/run-input.ts';

const contract = {
  type: 'object',
  additionalProperties: false,
  properties: {
    columns: {
      type: 'object',
      additionalProperties: false,
      properties: { text: { type: 'string' }, id: { type: 'string' } },
    },
    maxThemes: { type: 'integer' },
    share: { type: 'number' },
    drafts: { type: 'boolean' },
    signature: { type: 'string' },
    tags: { type: 'array' },
  },
};

test('what is set stands over what was proposed, and the rest of the proposal stays', () => {
  const proposal = { columns: { text: 'Body', id: 'No' }, drafts: true };
  expect(inputFrom(contract, ['columns.text=Narrative', 'drafts=false'], proposal)).toEqual({
    columns: { text: 'Narrative', id: 'No' },
    drafts: false,
  });
  expect(proposal).toEqual({ columns: { text: 'Body', id: 'No' }, drafts: true });
});

test('a column may be set by its short name, and a value may contain equals signs', () => {
  expect(inputFrom(contract, ['text=a=b=c'], {})).toEqual({ columns: { text: 'a=b=c' } });
});

test('a value is read as its field is declared: a column called 2024 stays a text', () => {
  const settings = ['text=2024', 'maxThemes=8', 'share=0.5', 'signature=true', 'tags=["a"]'];
  expect(inputFrom(contract, settings, {})).toEqual({
    columns: { text: '2024' },
    maxThemes: 8,
    share: 0.5,
    signature: 'true',
    tags: ['a'],
  });
});

test('without a declared type, numbers and booleans are what they look like', () => {
  const settings = ['a=5', 'b=-2.5e3', 'c=true', 'd=null', 'e=05', 'f=yes', 'g='];
  expect(inputFrom({}, settings, {})).toEqual({ a: 5, b: -2500, c: true, d: null, e: '05', f: 'yes', g: '' });
});

test.each([
  ['maxThemes=many', '--set maxThemes=many is not a whole number.'],
  ['maxThemes=1.5', '--set maxThemes=1.5 is not a whole number.'],
  ['share=half', '--set share=half is not a number.'],
  ['drafts=yes', '--set drafts=yes is not true or false.'],
  ['tags=a', '--set tags=a is not JSON (the field is an array).'],
  ['colour=red', 'The agent\'s input has no field "colour".'],
  ['columns.colour=red', 'The agent\'s input has no field "columns.colour".'],
  ['drafts', '--set drafts has no value.'],
  ['=5', '--set =5 has no value.'],
  ['__proto__.x=1', '--set __proto__.x=… names no field.'],
  ['a..b=1', '--set a..b=… names no field.'],
])('--set %s is refused in words', (setting, sentence) => {
  expect(() => inputFrom(contract, [setting], {})).toThrow(sentence);
});

test('a mapped column that the file does not have is found; empty mappings and unknown columns are not', () => {
  expect(missingColumns({ columns: { text: 'Narrative', id: '' } }, ['Body'])).toEqual(['Narrative']);
  expect(missingColumns({ columns: { text: 'Body' } }, ['Body'])).toEqual([]);
  expect(missingColumns({ columns: { text: 'Body' } }, [])).toEqual([]);
  expect(missingColumns({}, ['Body'])).toEqual([]);
});
