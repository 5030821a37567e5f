import { cue, type Intent } from './cue.ts';

/** What can be asked about the console itself. */
export const consoleIntents: readonly Intent[] = [
  {
    id: 'agents',
    reading: 'Which agents are there?',
    cues: [
      cue('agents agent | which what list show have available installed many there', 0.93, { not: 'fail* stopped' }),
      cue('agents agent bots workers assistants | do does installed available exist there here use using got', 0.94, {
        not: 'fail* stopped',
      }),
      cue('what | does do | do for', 0.92, { needs: 'agent' }),
      cue('installed available | what which', 0.85),
    ],
  },
  {
    id: 'greeting',
    reading: 'Hello',
    cues: [
      cue('hi hello hey thanks thank morning evening', 0.7),
      cue('good | morning afternoon evening day', 0.9),
      cue('howdy hiya hallo greetings cheers thx ta goodbye bye yo', 0.8),
    ],
  },
  {
    id: 'help',
    reading: 'What can you do?',
    cues: [
      cue('help commands capabilities', 0.95),
      cue('what how | can could do | you ask', 0.93),
      cue('are which what is | you your this | model ai gpt llm chatgpt engine bot human who', 0.93),
      cue('who | are | you', 0.93),
      cue('what how | able capable capabilities | you this', 0.93),
      cue('how | do does | this you work use', 0.85, { not: 'approve reject many' }),
      cue('what which | questions options commands | ask you i can', 0.93),
      cue('what | do | you | know understand', 0.9),
    ],
  },
];
