import type { Plan } from "../../../plan/document";

/**
 * Finds everything in a plan that breaks one sentence; the file's name is the sentence. Takes the same stack's plan as
 * `pulumi preview` of an empty account makes it, for what has to be seen before anything exists.
 */
export type Invariant = (plan: Plan, preview: Plan) => string[];
