import { AgentError, type InputFile } from 'lanekeeper/sdk';
import type { Layout } from '../reading/layout-types.ts';
import { profileColumns } from './column-profile.ts';
import { sampleRows } from './inspect.ts';
import { nearestName } from './nearest-name.ts';
import { proposeMapping, type ProposedMapping } from './propose.ts';
import { roles, type ColumnMapping, type Role } from './roles.ts';

/** The columns a run reads, and which of them nobody named. */
export interface ResolvedMapping {
  readonly mapping: ColumnMapping;
  readonly proposed: readonly Role[];
}

/**
 * Settles which column has which role: as named by the operator, else as proposed from the file. Where replies go is
 * never settled by the file: without an operator who names the column, no ticket has an address.
 */
export async function resolveMapping(
  file: InputFile,
  layout: Layout,
  named: Readonly<Partial<Record<Role, string>>>,
): Promise<ResolvedMapping> {
  for (const role of roles) requireColumn(named[role], layout, file);
  const open = roles.filter((role) => isOpen(role, named));
  const proposal = open.length === 0 ? {} : await proposalFor(file, layout);
  const taken = new Set(Object.values(named));
  const mapping: Partial<Record<Role, string>> = {};
  for (const role of roles) {
    const column = open.includes(role) ? proposal[role] : named[role];
    if (column === undefined || column === '' || (open.includes(role) && taken.has(column))) continue;
    mapping[role] = column;
  }
  const { text, ...others } = mapping;
  if (text === undefined) throw noTextColumn(file, layout);
  return { mapping: { text, ...others }, proposed: open.filter((role) => mapping[role] !== undefined) };
}

function isOpen(role: Role, named: Readonly<Partial<Record<Role, string>>>): boolean {
  if (role === 'recipient') return false;
  return named[role] === undefined || (role === 'text' && named.text === '');
}

async function proposalFor(file: InputFile, layout: Layout): Promise<ProposedMapping> {
  const { rows, broken } = await sampleRows(file, layout);
  if (rows.length === 0 && broken.length === 0)
    throw noRows({ name: file.name, hasHeader: layout.shape.format === 'separated' && layout.shape.hasHeader });
  return proposeMapping(profileColumns(layout.columns, rows));
}

/** The error of a file in which no row follows the header. */
export function noRows({ name, hasHeader }: { readonly name: string; readonly hasHeader: boolean }): AgentError {
  return new AgentError(
    'no-rows',
    `${name} has ${hasHeader ? 'a header and no rows' : 'no rows'}: there is nothing to review.`,
    'Check the export that wrote it, then start again with a file that has rows.',
  );
}

function requireColumn(column: string | undefined, layout: Layout, file: InputFile): void {
  if (column === undefined || column === '' || layout.columns.includes(column)) return;
  const nearest = nearestName(column, layout.columns);
  throw new AgentError(
    'no-such-column',
    `${file.name} has no column "${column}". Nothing was read.`,
    nearest === null ? `Its columns are: ${listed(layout.columns)}.` : `Did you mean "${nearest}"?`,
  );
}

function noTextColumn(file: InputFile, layout: Layout): AgentError {
  return new AgentError(
    'no-text-column',
    `No column of ${file.name} looks like text that customers wrote. Nothing was read.`,
    `Name the text column yourself; the columns are: ${listed(layout.columns)}.`,
  );
}

function listed(columns: readonly string[]): string {
  const shown = columns.slice(0, 30).join(', ');
  return columns.length > 30 ? `${shown}, and ${columns.length - 30} more` : shown;
}
