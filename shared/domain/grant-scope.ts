import { z } from 'zod';
import { argumentTestSchema, targetTestSchema } from './policy-condition.ts';

/** What an argument is in JSON. Nothing is converted: a number written as text is a text. */
export const argumentTypes = ['text', 'number', 'yes-no', 'nothing'] as const;
export type ArgumentType = (typeof argumentTypes)[number];

/** Those of the policy's conditions that say what a value is, not what it is not, or what it looks like. */
const tests = argumentTestSchema.shape;

/**
 * One argument that may be there, and what it may be. `*` in its path stands for every place of a list. A bound is
 * closed at both ends, so that no amount is let through because it is below zero.
 */
export const scopeArgumentSchema = z
  .strictObject({
    path: tests.path,
    equals: tests.equals,
    in: tests.in,
    atLeast: tests.atLeast,
    atMost: tests.atMost,
    startsWith: tests.startsWith,
    type: z.enum(argumentTypes),
    /** It may be missing; otherwise an action without it is not covered. */
    optional: z.literal(true).optional(),
    /** Of a text, in UTF-16 units. A text with no other test may be anything up to that length. */
    maxLength: z.number().int().min(1).max(20_000).optional(),
  })
  .superRefine((argument, context) => {
    const say = (message: string): void => context.addIssue({ code: 'custom', message });
    const isFixed = argument.equals !== undefined || argument.in !== undefined;
    const { atLeast: least, atMost: most } = argument;
    if ((least === undefined) !== (most === undefined))
      say('needs a lowest and a highest value: one without the other lets too much through');
    if (argument.type === 'number' && !isFixed && most === undefined) say('is a number without bounds');
    if (argument.type === 'text' && !isFixed && most === undefined && argument.maxLength === undefined)
      say('is a text of any length: give maxLength');
  });
export type ScopeArgument = z.infer<typeof scopeArgumentSchema>;

/** A list that may be there, and how long it may be. */
const scopeListSchema = z.strictObject({
  path: z.string().max(300).startsWith('/'),
  atMost: z.number().int().min(0).max(1_000),
  optional: z.literal(true).optional(),
});

/** Which actions of the agent's tool are covered. Whatever is not named here is not covered. */
export const scopeSchema = z
  .strictObject({
    target: targetTestSchema,
    arguments: z.array(scopeArgumentSchema).max(60),
    lists: z.array(scopeListSchema).max(20).default([]),
  })
  .superRefine((scope, context) => {
    for (const part of ['arguments', 'lists'] as const) {
      const paths = scope[part].map(({ path }) => path);
      const twice = paths.find((path, index) => paths.indexOf(path) !== index);
      if (twice !== undefined) context.addIssue({ code: 'custom', path: [part], message: `names ${twice} twice` });
    }
  });
export type GrantScope = z.infer<typeof scopeSchema>;
