import type { Policy, PolicyRaise } from '../../../shared/domain/policy.ts';

/** What untrusted input does to any tier (A20). They hold for every policy that lists no raises of its own. */
export const defaultRaises: readonly PolicyRaise[] = [
  {
    id: 'chosen-by-untrusted-input',
    when: { taintedChoice: true },
    atMost: 'gate-two',
    sentence: 'Untrusted input chose its target, its amount or its tool: one tier up.',
  },
  {
    id: 'untrusted-content',
    when: { untrustedContent: true, taintedChoice: false },
    atMost: 'gate',
    sentence: 'It carries untrusted content: one tier up, and no further than one person.',
  },
];

/** What is more than reading. */
const changing = ['reversible', 'consequential', 'critical'] as const;

/** Facts that raise a tier, each to one person at most: what a rule lets run by itself is looked at when one is so. */
const factRaises: readonly PolicyRaise[] = [
  {
    id: 'irreversible',
    when: { effectClass: [...changing], reversible: false },
    atMost: 'gate',
    sentence: 'It cannot be undone: one tier up.',
  },
  {
    id: 'external',
    when: { effectClass: [...changing], external: true },
    atMost: 'gate',
    sentence: 'It reaches outside the workspace: one tier up.',
  },
  {
    id: 'personal-data',
    when: { effectClass: [...changing], labels: { anyOf: ['personal', 'secret'] } },
    atMost: 'gate',
    sentence: 'It handles personal or secret data: one tier up.',
  },
  {
    id: 'first-time',
    when: { effectClass: [...changing], firstTime: true },
    atMost: 'gate',
    sentence: 'The agent has never done this before: one tier up.',
  },
  {
    id: 'drift-alert',
    when: { driftAlert: true },
    atMost: 'gate-two',
    sentence: 'A drift alert of its agent is active: one tier up.',
  },
];

/** In force until an operator puts another policy in its place. The first rule that matches decides. */
export const defaultPolicy: Policy = {
  id: 'default',
  version: 1,
  title: 'Nothing leaves without a person',
  rules: [
    {
      id: 'unknown-tool',
      when: { toolKnown: false },
      outcome: 'gate-two',
      sentence: 'Nobody has described this tool to the console: two people decide.',
    },
    {
      id: 'unknown-class',
      when: { classKnown: false },
      outcome: 'gate-two',
      sentence: 'Its effect class is not known here: two people decide.',
    },
    {
      id: 'built-in-tools',
      when: { tool: ['reply.send', 'record.update', 'report.publish'] },
      outcome: 'gate',
      sentence: 'It sends, changes or publishes something: one person decides.',
    },
    {
      id: 'http-request',
      when: { tool: ['http.send'], effectClass: ['consequential'] },
      outcome: 'gate',
      sentence: 'It asks a server outside to change something: one person decides.',
    },
    {
      id: 'small-credit-eur',
      when: { tool: ['credit.issue'], amount: { currency: 'EUR', below: '100' } },
      outcome: 'gate',
      holdSeconds: 8,
      sentence: 'It credits less than 100 EUR: one person decides.',
    },
    {
      id: 'small-credit-usd',
      when: { tool: ['credit.issue'], amount: { currency: 'USD', below: '100' } },
      outcome: 'gate',
      holdSeconds: 8,
      sentence: 'It credits less than 100 USD: one person decides.',
    },
    {
      id: 'credit',
      when: { tool: ['credit.issue'] },
      outcome: 'gate-two',
      holdSeconds: 8,
      sentence: 'It credits 100 or more, or in a currency no rule speaks of: two people decide.',
    },
    {
      id: 'critical',
      when: { effectClass: ['critical'] },
      outcome: 'gate-two',
      sentence: 'Money, deletion, publication or many people at once: two people decide.',
    },
    {
      id: 'read-only',
      when: { effectClass: ['read'] },
      outcome: 'auto',
      sentence: 'It only reads.',
    },
    {
      id: 'everything-else',
      when: {},
      outcome: 'gate-two',
      sentence: 'No rule speaks of this tool: two people decide.',
    },
  ],
  raises: [...defaultRaises, ...factRaises],
};
