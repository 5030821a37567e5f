/** A word of a question, lower case, with its place. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The words of a question in order. Ids, file names and hyphenated names stay whole. */
export function wordsOf(question: string): readonly Word[] {
  const words: Word[] = [];
  for (const match of question.matchAll(/[\p{L}\p{N}@](?:[\p{L}\p{N}@._/\\:'’-]*[\p{L}\p{N}@])?/gu)) {
    const whole = match[0].toLowerCase().replaceAll('’', "'");
    // Contractions carry no meaning of their own here: "what's" asks what "what" asks.
    const text = whole.replace(/(?:'s|'re|'m|'ve|'d|'ll|n't)$/, '');
    words.push({ text, start: match.index, end: match.index + match[0].length });
  }
  return words;
}

/** Whether a word is one a rule names; `fail*` stands for every word that starts so. */
export function fits(word: string, pattern: string): boolean {
  return pattern.endsWith('*') ? word.startsWith(pattern.slice(0, -1)) : word === pattern;
}

/**
 * The word of `vocabulary` a mistyped one must have meant: one letter missing, added, changed or swapped, the
 * first letter right, five letters at least, and only one candidate. Otherwise the word itself.
 */
export function corrected(word: string, vocabulary: ReadonlySet<string>): string {
  if (word.length < 5 || vocabulary.has(word) || !/^\p{L}+$/u.test(word)) return word;
  const near = [...vocabulary].filter(
    (known) => known.length >= 5 && known[0] === word[0] && isOneSlipAway(word, known),
  );
  return near.length === 1 ? (near[0] ?? word) : word;
}

function isOneSlipAway(word: string, known: string): boolean {
  const [short, long] = word.length <= known.length ? [word, known] : [known, word];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}

/** Words that say nothing about what is asked. */
export const fillers: ReadonlySet<string> = new Set(
  (
    'a an the is are was were be been am do does did has have had i you he she we they me us my our your it its this that these those ' +
    'to of in on at for from with by and or so then there here now currently right please can could would will shall may might ' +
    'hey hi hello ok okay just also still all any some get got give tell let want like need know see show list display what which who ' +
    'when where how many much as up out about if yes thanks thank ' +
    'anything something everything nothing thing things went go going set off well new yet already really take took'
  ).split(' '),
);

/** Words beside the matter of a question. They are fillers to the reading, but a search of texts keeps them. */
export const asides: ReadonlySet<string> = new Set(
  (
    'been being into onto over under again back only even ever else very too quite bit lot few couple some someone somebody anyone ' +
    'anybody everyone good great nice fine sure pls kindly maybe perhaps actually exactly basically simply quickly soon today tonight ' +
    'morning afternoon evening night since during until till before after while far long one ones them him her his their own ' +
    'whether though but because im id ive lets gonna wanna think guess wonder wondering check look looks looking pull bring ' +
    'come comes coming came made make happen happens happening keep keeps getting gets gave given us each every other same ' +
    'moment lately recently earlier past week month day hour minute hours days minutes weeks monday tuesday wednesday thursday friday ' +
    'saturday sunday two three four five six seven eight nine ten top first second number around so far least no not please would should must have having way kind sort team'
  ).split(' '),
);

/** What this console is about: naming it never makes a question stranger. */
export const domainWords: readonly string[] = [
  'run',
  'runs',
  'job',
  'jobs',
  'ticket*',
  'row',
  'rows',
  'file',
  'files',
  'report*',
  'agent',
  'agents',
  'item',
  'items',
  'action',
  'actions',
  'effect',
  'effects',
  'console',
  'workspace',
  'lanekeeper',
  'operator',
  'customer*',
  'last',
  'latest',
  'recent*',
  'newest',
  'review*',
  'input',
  'repl*',
  'pending',
  'approval*',
  'decision*',
  'status',
  'record*',
  'line',
  'lines',
  'complaint*',
  'message*',
  'csv',
  'system',
  'queue*',
  'batch*',
  'import*',
  'process*',
  'people',
  'users',
  'clients',
  'folks',
  'emails',
  'mails',
];
