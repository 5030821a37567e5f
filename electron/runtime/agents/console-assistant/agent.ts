import { defineAgent, type Json, type ManifestDocument } from 'lanekeeper/sdk';
import { answerTurn, type TurnInput } from 'lanekeeper/sdk/agent-loop';
import { actions } from './actions.ts';
import { turnInput, turnOutput } from './contracts.ts';
import json from './manifest.json' with { type: 'json' };

const manifest: ManifestDocument = { ...json, isolation: 'thread', budgets: { ...json.budgets, atLimit: 'ask' } };

/** Answers an operator, and proposes what can be done: each turn of a conversation is a run of it. */
export default defineAgent({
  manifest,
  input: turnInput,
  output: turnOutput,
  async run(ctx, input) {
    const settings = { instructions, actions, spawns: json.spawns };
    return (await answerTurn(ctx, input as unknown as TurnInput, settings)) as unknown as Json;
  },
});

const instructions = `You are the assistant of an operator console. Agents run in the background; people decide about everything that sends, changes, spends, publishes or deletes.
Answer in short, plain sentences, from what your tools say. Never guess a fact about a run, an approval, a cost or a report: look it up, and say how old it is where that matters.
Nobody but a person approves anything: you propose, and tell what became of it. Say plainly what you could not find or may not do.
For work of several steps show a plan first.`;
