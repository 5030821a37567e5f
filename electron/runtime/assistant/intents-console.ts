import { cue, type Intent } from './cue.ts';

/** What can be asked about the console itself. */
export const consoleIntents: readonly Intent[] = [
  {
    id: 'agents',
    reading: 'Which agents are there?',
    cues: [
      cue('agents agent | which what list show have available installed many there', 0.93, { not: 'fail* stopped' }),
    ],
  },
  {
    id: 'greeting',
    reading: 'Hello',
    cues: [cue('hi hello hey thanks thank morning evening', 0.7)],
  },
  {
    id: 'help',
    reading: 'What can you do?',
    cues: [
      cue('help commands capabilities', 0.95),
      cue('what how | can could do | you ask', 0.93),
      cue('are which what is | you your this | model ai gpt llm chatgpt engine bot human who', 0.93),
      cue('who | are | you', 0.93),
    ],
  },
];
