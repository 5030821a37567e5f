import { AgentError, type Json, type JsonObject } from 'lanekeeper/sdk';
import { inputContract } from './contracts.ts';
import { roles, type Role } from './mapping/roles.ts';
import { encodingNames, type Encoding } from './reading/encoding.ts';
import { isRecord } from './reading/json-fields.ts';

/** A run's input with every field present. */
export interface Settings {
  /** A role left out is proposed from the file; an empty name says that the file has no such column. */
  readonly columns: Readonly<Partial<Record<Role, string>>>;
  readonly maxThemes: number;
  readonly drafts: boolean;
  readonly updateRecords: boolean;
  readonly publish: boolean;
  readonly signature: string;
  readonly from: string;
  readonly maxTickets: number;
  readonly seed: number;
  readonly encoding: Encoding | 'auto';
  readonly delimiter: string;
  readonly header: 'auto' | 'yes' | 'no';
}

const delimiterSigns: Readonly<Record<string, string>> = { comma: ',', tab: '\t', semicolon: ';', pipe: '|' };

/** Fills an input that met its contract with the contract's own defaults. */
export function settingsFrom(input: JsonObject): Settings {
  const delimiter = textOf(input, 'delimiter');
  const encoding = textOf(input, 'encoding');
  const header = textOf(input, 'header');
  return {
    columns: columnsOf(input['columns']),
    maxThemes: numberOf(input, 'maxThemes'),
    drafts: flagOf(input, 'drafts'),
    updateRecords: flagOf(input, 'updateRecords'),
    publish: flagOf(input, 'publish'),
    signature: textOf(input, 'signature').trim(),
    from: textOf(input, 'from').trim(),
    maxTickets: numberOf(input, 'maxTickets'),
    seed: numberOf(input, 'seed'),
    encoding: isEncoding(encoding) ? encoding : 'auto',
    delimiter: delimiterSigns[delimiter] ?? 'auto',
    header: header === 'yes' || header === 'no' ? header : 'auto',
  };
}

function columnsOf(value: Json | undefined): Partial<Record<Role, string>> {
  const columns: Partial<Record<Role, string>> = {};
  if (!isRecord(value)) return columns;
  for (const role of roles) {
    const name = value[role];
    if (typeof name === 'string') columns[role] = name.trim();
  }
  return columns;
}

function isEncoding(name: string): name is Encoding {
  return name in encodingNames;
}

function textOf(input: JsonObject, field: string): string {
  const value = input[field] ?? defaultOf(field);
  if (typeof value === 'string') return value;
  throw wrongKind(field, 'a text');
}

function numberOf(input: JsonObject, field: string): number {
  const value = input[field] ?? defaultOf(field);
  if (typeof value === 'number') return value;
  throw wrongKind(field, 'a number');
}

function flagOf(input: JsonObject, field: string): boolean {
  const value = input[field] ?? defaultOf(field);
  if (typeof value === 'boolean') return value;
  throw wrongKind(field, 'true or false');
}

function defaultOf(field: string): Json | undefined {
  const properties = inputContract.schema['properties'];
  const schema = isRecord(properties) ? properties[field] : undefined;
  return isRecord(schema) ? schema['default'] : undefined;
}

function wrongKind(field: string, kind: string): AgentError {
  return new AgentError('invalid-input', `The input field "${field}" must be ${kind}.`, 'Correct it and start again.');
}
