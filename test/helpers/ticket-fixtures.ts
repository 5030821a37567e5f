import { readFileSync } from 'node:fs';
import type { InputFile, Json, JsonObject } from 'lanekeeper/sdk';
import agent from '../../electron/runtime/agents/ticket-review/agent.ts';
import type { ReviewOutput } from '../../electron/runtime/agents/ticket-review/run/output.ts';
import { memoryFile } from './memory-file.ts';
import { scriptedRun, type Script, type ScriptedRun } from './scripted-ctx.ts';

const root = `${import.meta.dirname}/../..`;

/** A small ticket file of the fixtures. */
export function fixture(name: string): InputFile {
  return memoryFile(readFileSync(`${root}/test/fixtures/tickets/${name}`), { name });
}

/** The bundled sample of 300 public complaints. */
export function sampleFile(): InputFile {
  const path = `${root}/electron/runtime/agents/ticket-review/sample/complaints.csv`;
  return memoryFile(readFileSync(path), { name: 'complaints.csv' });
}

/** A finished run of the real agent. */
export interface ReviewRun extends ScriptedRun {
  readonly output: ReviewOutput;
  artifact(name: string): string;
}

/** Runs the real agent in process on a file. */
export async function review(file: InputFile, input: JsonObject = {}, script: Script = {}): Promise<ReviewRun> {
  const run = scriptedRun({ ...script, file });
  const output = await agent.run(run.ctx, input);
  const artifact = (name: string): string => run.artifacts.find((one) => one.name === name)?.text ?? '';
  return Object.assign(run, { output, artifact });
}

/** The lines of a JSONL text. */
export function jsonLines(text: string): JsonObject[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonObject);
}

/** A JSON value that must be a text. */
export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  throw new Error(`Expected a text and found ${JSON.stringify(value)}.`);
}
