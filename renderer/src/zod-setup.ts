import { z } from 'zod';

/** zod compiles validators with `new Function` unless told not to; the content policy forbids that. */
z.config({ jitless: true });
