import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import type { ChosenFile } from './e2e-console.ts';

const complaints = join(import.meta.dirname, '../fixtures/complaints-300.csv');

/** All 300 complaints of the fixture. */
export function allComplaints(): ChosenFile {
  return csvFile('complaints-300.csv', readFileSync(complaints));
}

/** The first complaints of the fixture. */
export function firstComplaints(rows: number): ChosenFile {
  const { data } = Papa.parse<string[]>(readFileSync(complaints, 'utf8'), { skipEmptyLines: true });
  return csvFile(`complaints-${rows}.csv`, Buffer.from(Papa.unparse(data.slice(0, rows + 1))));
}

/** One of the small ticket files among the fixtures. */
export function ticketFixture(name: string): ChosenFile {
  return csvFile(name, readFileSync(join(import.meta.dirname, '../fixtures/tickets', name)));
}

/** Bytes under a name, as a spreadsheet program would hand them over. */
export function csvFile(name: string, content: Buffer): ChosenFile {
  return { name, mimeType: 'text/csv', buffer: content };
}
