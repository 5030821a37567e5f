import './zod-setup.ts';

// Everything that makes a schema is loaded after zod has been told not to compile: a bundler may otherwise run the
// shared schemas first, and each would try `new Function` against the content policy.
const { start } = await import('./start.tsx');
start();
