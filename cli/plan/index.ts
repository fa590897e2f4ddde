// What `import … from "fairlead/plan"` gives: for tests of a program, what it would ask AWS for.
export { makePlan } from "./record";
export { PlanError } from "./project";
export type { Plan, PlannedResource } from "../../plan/document";
