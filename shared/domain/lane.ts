import { z } from 'zod';

export const laneSchema = z.enum(['interactive', 'background', 'approval']);
export type Lane = z.infer<typeof laneSchema>;
