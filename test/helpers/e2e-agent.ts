import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

const manifest = {
  id: 'counter',
  title: 'Counter',
  description: 'Counts slowly, then notes the count on a record.',
  version: '1.0.0',
  module: 'agent.js',
  tools: ['record.update'],
};

const code = `import { defineAgent } from 'lanekeeper/sdk';
import manifest from './manifest.json' with { type: 'json' };

const fields = { record: { type: 'string', title: 'Record' }, ms: { type: 'integer', title: 'Milliseconds' } };

export default defineAgent({
  manifest,
  input: { id: 'counter/input', version: '1', schema: { type: 'object', properties: fields, required: ['record', 'ms'] } },
  output: { id: 'counter/output', version: '1', schema: { type: 'object' } },
  async run(ctx, { record, ms }) {
    const ticket = await ctx.step('draw ticket', () => crypto.randomUUID());
    const counted = await ctx.step('count slowly', async () => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return { ticket, counts: 1 };
    });
    const set = { ticket, same: counted.ticket === ticket };
    const outcome = await ctx.effect({ tool: 'record.update', target: record, params: { recordId: record, set } });
    return { ticket, outcome: outcome.outcome };
  },
});
`;

/** A folder outside the repository that holds an agent of two steps and one effect, written as the README says. */
export function writeAgentFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-agent-'));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'agent.js'), code);
  return folder;
}

/** A record as it is stored, and how often a change was applied to it. */
export function readRecord(workspace: string, recordId: string): { data: unknown; applied: number } | null {
  const db = new Database(join(workspace, 'records.db'), { readonly: true, fileMustExist: true });
  try {
    const row = db
      .prepare<[string], { data: string }>('SELECT data_json AS data FROM record WHERE record_id = ?')
      .get(recordId);
    const applied = db
      .prepare<[string], { times: number }>('SELECT count(*) AS times FROM applied WHERE record_id = ?')
      .get(recordId);
    return row === undefined ? null : { data: JSON.parse(row.data), applied: applied?.times ?? 0 };
  } finally {
    db.close();
  }
}
