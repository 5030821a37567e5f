import { answerTurn, defineAgent, type Json, type ManifestDocument, type TurnInput } from 'lanekeeper/sdk';
import { turnInput, turnOutput } from './contracts.ts';
import json from './manifest.json' with { type: 'json' };

const manifest: ManifestDocument = { ...json, isolation: 'thread', budgets: { ...json.budgets, atLimit: 'ask' } };

/** Answers an operator, and proposes what can be done: each turn of a conversation is a run of it. */
export default defineAgent({
  manifest,
  input: turnInput,
  output: turnOutput,
  async run(ctx, input) {
    return (await answerTurn(ctx, input as unknown as TurnInput, { instructions })) as unknown as Json;
  },
});

const instructions = `You are the assistant of an operator console. Agents run in the background, people decide about what is consequential.
Answer in short, plain sentences, from what the console's own tools say. Never guess a fact about a run, an approval, a cost or a report.`;
